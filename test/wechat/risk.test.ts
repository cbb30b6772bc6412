import {
  APPID,
  ask,
  clientsOf,
  closeAll,
  RISK,
  says,
  startScript,
  startWorld,
  type Seen,
  type World,
} from './support';

const SOMEBODY = { openid: 'o-somebody-0001', client_ip: '203.0.113.7' };
const FULL = { appid: APPID, scene: 1, ...SOMEBODY };
const TOKEN = says({ access_token: 'token', expires_in: 7200 });

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(closeAll);

async function known(openid = SOMEBODY.openid, rank = 0): Promise<void> {
  await world.control(`/people/${openid}/risk-ranks`, { rank });
}

describe('POST /wxa/getuserriskrank', () => {
  async function rankOf(body: object | string, token?: string): Promise<Seen> {
    return ask(world.at(RISK, { access_token: token ?? (await world.token()) }), { body });
  }

  it('answers 0, or what the control surface said of somebody', async () => {
    await world.loginCode(SOMEBODY.openid);
    expect((await rankOf(FULL)).body).toMatchObject({ errcode: 0, risk_rank: 0 });
    await known(SOMEBODY.openid, 4);
    expect((await rankOf(FULL)).body).toEqual({
      errcode: 0,
      errmsg: 'getuserriskrank succ',
      risk_rank: 4,
      unoin_id: expect.any(Number),
    });
    await known('o-another-0002', 2);
    expect((await rankOf({ ...FULL, openid: 'o-another-0002', scene: 0 })).body).toMatchObject({
      risk_rank: 2,
    });
    expect((await rankOf(FULL)).body).toMatchObject({ risk_rank: 4 });
  });

  it.each([
    ['without an appid', { appid: undefined }, 47001],
    ['of another app', { appid: 'wx-other' }, 43104],
    ['without an openid', { openid: undefined }, 47001],
    ['of somebody unknown', { openid: 'o-nobody-0009' }, 40003],
    ['without an address', { client_ip: undefined }, 47001],
    ['with an address that is none', { client_ip: '1.2.3' }, 47001],
    ['without a scene', { scene: undefined }, 40129],
    ['with a scene as text', { scene: '1' }, 40129],
    ['with a scene that is none', { scene: 3 }, 40129],
  ])('refuses a query %s', async (_what, change, errcode) => {
    await known();
    expect((await rankOf({ ...FULL, ...change })).body.errcode).toBe(errcode);
  });

  it('looks at the token and the method first, and wants a body', async () => {
    expect((await rankOf(FULL, 'made-up')).body.errcode).toBe(40001);
    expect((await rankOf('')).body.errcode).toBe(44002);
    const address = world.at(RISK, { access_token: await world.token() });
    expect((await ask(address)).body.errcode).toBe(43002);
  });

  it('takes an IPv6 address', async () => {
    await known();
    expect((await rankOf({ ...FULL, client_ip: '2001:db8::7' })).body.errcode).toBe(0);
  });

  it.each([{}, { rank: 5 }, { rank: -1 }, { rank: '4' }, { rank: 1.5 }, { rank: 1, more: 1 }])(
    'has a control surface that refuses %j',
    async (body) => {
      const refused = await world.control(`/people/${SOMEBODY.openid}/risk-ranks`, body);
      expect([refused.status, refused.body.error]).toEqual([400, 'malformed']);
    },
  );
});

describe('WechatRisk', () => {
  it('R7: brings the rank, and sends nothing of a person but openid and address', async () => {
    const { risk } = clientsOf(world.sandbox.url);
    await known(SOMEBODY.openid, 3);
    expect(await risk.rank(SOMEBODY)).toEqual({ ok: true, value: 3 });
    const { calls } = (await ask(`${world.sandbox.url}/_control/calls?path=${RISK}`)).body;
    expect(calls.map(({ body }) => body)).toEqual([FULL]);
  });

  it('R7: says that there is no answer for somebody who has not opened the app', async () => {
    const { risk } = clientsOf(world.sandbox.url);
    await known();
    await world.fault(RISK, 'not_opened');
    expect(await risk.rank(SOMEBODY)).toMatchObject({ ok: false, reason: 'unavailable', errcode: 61010 });
  });

  it.each(['hang', 'slow'])(
    'R7: waits no longer than its deadline when WeChat is gone by %s',
    async (fault) => {
      const { risk, logged } = clientsOf(world.sandbox.url);
      await known();
      await world.fault(RISK, fault, 1, 30_000);
      expect(await risk.rank(SOMEBODY)).toEqual({ ok: false, reason: 'unavailable' });
      // an attempt that ran into its own timeout would have been told
      expect(logged).toEqual([]);
    },
  );

  it.each(['drop', '5xx'])(
    'R7: asks once when the answer is lost by %s, and again while it is busy',
    async (fault) => {
      const { risk } = clientsOf(world.sandbox.url);
      await known();
      await world.fault(RISK, fault);
      expect(await risk.rank(SOMEBODY)).toMatchObject({ ok: false, reason: 'unavailable' });
      expect(await world.calls(RISK)).toBe(1);
      await world.fault(RISK, 'busy', 2);
      expect(await risk.rank(SOMEBODY)).toEqual({ ok: true, value: 0 });
    },
  );

  it('renews a token that has expired', async () => {
    const { risk } = clientsOf(world.sandbox.url);
    await known(SOMEBODY.openid, 1);
    await world.fault(RISK, 'expired_token');
    expect(await risk.rank(SOMEBODY)).toEqual({ ok: true, value: 1 });
  });

  it.each([undefined, null, '4', 5, -1, 0.5])('does not take %j for a rank', async (rank) => {
    const wechat = await startScript([TOKEN, says({ errcode: 0, risk_rank: rank })]);
    expect(await clientsOf(wechat.url).risk.rank(SOMEBODY)).toEqual({ ok: false, reason: 'unavailable' });
  });

  it('R7: logs neither openid nor address', async () => {
    const { risk, logged } = clientsOf(world.sandbox.url);
    await world.fault(RISK, '5xx');
    await risk.rank(SOMEBODY);
    await risk.rank({ ...SOMEBODY, openid: 'o-nobody-0009' });
    expect(logged).toHaveLength(2);
    for (const line of logged) expect(line).not.toMatch(/203\.0\.113\.7|o-nobody|o-somebody/);
  });
});
