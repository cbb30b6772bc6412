import {
  clientsOf,
  closeAll,
  HandClock,
  PHONE,
  says,
  SECRET,
  STABLE,
  startScript,
  startWorld,
  type World,
} from './support';

const LIFE = 7_200_000;

/** The shared access token, seen through the calls that need it. */
describe('AccessTokens', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(closeAll);

  const phones = (count: number): Promise<string[]> =>
    Promise.all(
      Array.from({ length: count }, (_, index) => world.phoneCode('13800138000', `o-person-${index}`)),
    );

  it('asks once for 50 callers at a time, and not again for the next 50', async () => {
    const { phone } = clientsOf(world.sandbox.url);
    for (let round = 0; round < 2; round += 1) {
      const answers = await Promise.all((await phones(50)).map((code) => phone.exchange(code)));
      expect(answers.every((answer) => answer.ok)).toBe(true);
    }
    expect(await world.calls(STABLE)).toBe(1);
    expect(await world.calls(PHONE)).toBe(100);
  });

  it('renews before the end, in the last four minutes', async () => {
    const { phone, clock } = clientsOf(world.sandbox.url, { clock: world.clock });
    const next = async (): Promise<boolean> => (await phone.exchange(await world.phoneCode())).ok;
    expect(await next()).toBe(true);
    clock.advance(LIFE - 4 * 60_000 - 1);
    expect(await next()).toBe(true);
    expect(await world.calls(STABLE)).toBe(1);
    clock.advance(1);
    expect(await next()).toBe(true);
    expect(await world.calls(STABLE)).toBe(2);
    clock.advance(4 * 60_000);
    expect(await next()).toBe(true);
    expect([await world.calls(STABLE), await world.calls(PHONE)]).toEqual([2, 4]);
  });

  it('goes on with the old token while renewing fails, asking every 30 seconds, until it has ended', async () => {
    const { phone, clock } = clientsOf(world.sandbox.url, { clock: world.clock });
    const next = async (): Promise<boolean> => (await phone.exchange(await world.phoneCode())).ok;
    await next();
    clock.advance(LIFE - 4 * 60_000);
    await world.fault(STABLE, '5xx', 9);
    expect([await next(), await next()]).toEqual([true, true]);
    expect(await world.calls(STABLE)).toBe(1 + 3);
    clock.advance(30_000);
    expect(await next()).toBe(true);
    expect(await world.calls(STABLE)).toBe(1 + 6);
    clock.advance(4 * 60_000 - 30_000);
    expect(await next()).toBe(false);
    expect(await next()).toBe(true);
  });

  it('renews an expired token once, tries the call once more, and uses the code once', async () => {
    const { phone } = clientsOf(world.sandbox.url);
    await world.fault(PHONE, 'expired_token');
    expect(await phone.exchange(await world.phoneCode())).toMatchObject({ ok: true });
    expect([await world.calls(STABLE), await world.calls(PHONE)]).toEqual([2, 2]);
  });

  it('gives up when the renewed token is refused too', async () => {
    const { phone } = clientsOf(world.sandbox.url);
    const code = await world.phoneCode();
    await world.fault(PHONE, 'expired_token', 2);
    expect(await phone.exchange(code)).toMatchObject({ ok: false, reason: 'unavailable', errcode: 42001 });
    expect(await world.calls(PHONE)).toBe(2);
    expect(await phone.exchange(code)).toMatchObject({ ok: true });
  });

  it('renews once for 50 callers whose token has ended behind their back', async () => {
    const { phone } = clientsOf(world.sandbox.url, { clock: new HandClock() });
    expect(await phone.exchange(await world.phoneCode())).toMatchObject({ ok: true });
    world.clock.advance(LIFE);
    const answers = await Promise.all((await phones(50)).map((code) => phone.exchange(code)));
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(await world.calls(STABLE)).toBe(2);
    expect(await world.calls(PHONE)).toBeLessThanOrEqual(1 + 100);
  });

  it('takes over the token that another process has forced (40001) without forcing one itself', async () => {
    const { phone } = clientsOf(world.sandbox.url);
    await phone.exchange(await world.phoneCode());
    const forced = (await world.stable({ force_refresh: true })).body.access_token;
    expect(await phone.exchange(await world.phoneCode())).toMatchObject({ ok: true });
    expect(await world.token()).toBe(forced);
  });

  it('forces a new token, once for 20 callers, when WeChat keeps giving the one it refuses', async () => {
    let forced = 0;
    const wechat = await startScript([
      (request, response, body) => {
        const wish = JSON.parse(body);
        if ((request.url ?? '').startsWith(STABLE)) {
          if (wish.force_refresh) forced += 1;
          says({ access_token: forced > 0 ? 'good' : 'bad', expires_in: 7200 })(request, response, body);
        } else if ((request.url ?? '').endsWith('access_token=good')) {
          const info = { purePhoneNumber: '13800138000', countryCode: '86' };
          const watermark = { appid: 'wx-sandbox-app' };
          says({ errcode: 0, phone_info: { ...info, watermark } })(request, response, body);
        } else {
          says({ errcode: 40001, errmsg: 'invalid credential' })(request, response, body);
        }
      },
    ]);
    const { phone } = clientsOf(wechat.url);
    const answers = await Promise.all(Array.from({ length: 20 }, () => phone.exchange('some-code')));
    expect(answers.every((answer) => answer.ok)).toBe(true);
    expect(forced).toBe(1);
  });

  it.each([
    [{ appid: 'wx-other' }, 'misconfigured', 40013],
    [{ secret: 'wrong' }, 'misconfigured', 40125],
  ])('says of %j that it is %s', async (wrong, reason, errcode) => {
    const { phone } = clientsOf(world.sandbox.url, wrong);
    expect(await phone.exchange(await world.phoneCode())).toMatchObject({ ok: false, reason, errcode });
    expect(await world.calls(PHONE)).toBe(0);
  });

  it.each([
    ['busy', { reason: 'unavailable', errcode: -1 }],
    ['5xx', { reason: 'unavailable' }],
    ['drop', { reason: 'unavailable' }],
    ['hang', { reason: 'unavailable' }],
    ['rate_limited', { reason: 'rate_limited', errcode: 45011 }],
  ])('survives %s: three attempts at most, and the next caller tries anew', async (fault, expected) => {
    const { phone } = clientsOf(world.sandbox.url, { timeout_ms: 500 });
    const times = fault === 'rate_limited' ? 1 : 3;
    await world.fault(STABLE, fault, times);
    const code = await world.phoneCode();
    expect(await phone.exchange(code)).toMatchObject({ ok: false, ...expected });
    expect(await world.calls(STABLE)).toBe(times);
    expect(await phone.exchange(code)).toMatchObject({ ok: true });
  });

  it('comes through two failures without its caller noticing', async () => {
    const { phone } = clientsOf(world.sandbox.url, { timeout_ms: 500 });
    await world.fault(STABLE, 'hang');
    await world.fault(STABLE, 'drop');
    expect(await phone.exchange(await world.phoneCode())).toMatchObject({ ok: true });
  });

  it.each([[{ expires_in: 7200 }], [{ access_token: '', expires_in: 7200 }], [{ access_token: 'x' }]])(
    'is unavailable when WeChat answers %j',
    async (nonsense) => {
      const wechat = await startScript([says(nonsense)]);
      expect(await clientsOf(wechat.url).phone.exchange('some-code')).toEqual({
        ok: false,
        reason: 'unavailable',
      });
    },
  );

  it('never logs secret or token', async () => {
    const { phone, logged } = clientsOf(world.sandbox.url, { timeout_ms: 500 });
    for (const fault of ['busy', '5xx', 'drop', 'rate_limited']) await world.fault(STABLE, fault);
    for (const fault of ['busy', '5xx', 'expired_token']) await world.fault(PHONE, fault);
    for (let count = 0; count < 5; count += 1) await phone.exchange(await world.phoneCode());
    expect(logged.length).toBeGreaterThan(5);
    expect(logged.join('\n')).not.toContain(SECRET);
    expect(logged.join('\n')).not.toContain(await world.token());
  });
});
