import {
  clientsOf,
  closeAll,
  LOGIN,
  says,
  type ScriptedAnswer,
  startScript,
  startWorld,
  type World,
} from './support';

/** WechatLogin against the sandbox, and against answers that the sandbox would never give. */
describe('WechatLogin', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(closeAll);

  it('M1: exchanges a code for openid, unionid and session_key', async () => {
    await world.control('/people', { openid: 'o-known-person', unionid: 'u-known-person' });
    const { login } = clientsOf(world.sandbox.url);
    expect(await login.exchange(await world.loginCode('o-known-person'))).toEqual({
      ok: true,
      value: { openid: 'o-known-person', unionid: 'u-known-person', session_key: expect.any(String) },
    });
  });

  it('M1: leaves unionid out where WeChat does', async () => {
    await world.control('/people', { openid: 'o-unbound', unionid: null });
    const session = await clientsOf(world.sandbox.url).login.exchange(await world.loginCode('o-unbound'));
    expect(session).toEqual({ ok: true, value: { openid: 'o-unbound', session_key: expect.any(String) } });
  });

  it('tells a used code from an invalid and an expired one', async () => {
    const { login } = clientsOf(world.sandbox.url);
    const [code, late] = [await world.loginCode(), await world.loginCode()];
    await login.exchange(code);
    expect(await login.exchange(code)).toEqual({
      ok: false,
      reason: 'code_used',
      errcode: 40163,
      rid: expect.stringMatching(/^[0-9a-f]+-[0-9a-f]{8}-[0-9a-f]{8}$/),
    });
    world.clock.advance(5 * 60_000);
    expect(await login.exchange(late)).toMatchObject({ reason: 'invalid_code', errcode: 40029 });
  });

  it.each(['', ' ', 'a'.repeat(129), '码', 'a\nb'])('does not ask WeChat about %j', async (code) => {
    expect(await clientsOf(world.sandbox.url).login.exchange(code)).toEqual({
      ok: false,
      reason: 'invalid_code',
    });
    expect(await world.calls(LOGIN)).toBe(0);
  });

  it('sends a code as data, whatever is in it', async () => {
    const { login } = clientsOf(world.sandbox.url);
    expect(await login.exchange('a&appid=wx-other&secret=x#')).toMatchObject({ errcode: 40029 });
  });

  it.each([
    ['rate_limited', 'rate_limited', 45011],
    ['risk_blocked', 'risk_blocked', 40226],
  ])('answers WeChat’s %s', async (fault, reason, errcode) => {
    await world.fault(LOGIN, fault);
    const refused = await clientsOf(world.sandbox.url).login.exchange(await world.loginCode());
    expect(refused).toMatchObject({ ok: false, reason, errcode, rid: expect.any(String) });
  });

  it.each([
    [{ appid: 'wx-other' }, 40013],
    [{ secret: 'wrong' }, 40125],
  ])('calls %j a matter for operators', async (wrong, errcode) => {
    const { login, logged } = clientsOf(world.sandbox.url, wrong);
    expect(await login.exchange(await world.loginCode())).toMatchObject({ reason: 'misconfigured', errcode });
    expect(logged).toEqual([expect.stringContaining(`"errcode":${errcode}`)]);
  });

  it('asks again while WeChat is busy, twice at most, with growing jittered pauses', async () => {
    const { login, pauses } = clientsOf(world.sandbox.url);
    await world.fault(LOGIN, 'busy', 2);
    expect(await login.exchange(await world.loginCode())).toMatchObject({ ok: true });
    expect(pauses).toHaveLength(2);
    expect(pauses[0]).toBeGreaterThanOrEqual(100);
    expect(pauses[0]).toBeLessThanOrEqual(200);
    expect(pauses[1]).toBeGreaterThanOrEqual(200);
    expect(pauses[1]).toBeLessThanOrEqual(400);
    await world.fault(LOGIN, 'busy', 3);
    const code = await world.loginCode();
    expect(await login.exchange(code)).toMatchObject({ ok: false, reason: 'unavailable', errcode: -1 });
    expect(await world.calls(LOGIN)).toBe(6);
    expect(await login.exchange(code)).toMatchObject({ ok: true });
  });

  it.each(['drop', '5xx', 'hang'])('sends a code once only when the answer is lost by %s', async (fault) => {
    const { login, pauses } = clientsOf(world.sandbox.url, { timeout_ms: 1000 });
    const code = await world.loginCode();
    await world.fault(LOGIN, fault);
    expect(await login.exchange(code)).toEqual({ ok: false, reason: 'unavailable' });
    expect(await world.calls(LOGIN)).toBe(1);
    expect(pauses).toEqual([]);
    // Only a lost answer has spent the code; either way the app comes back with a fresh one, and that works.
    const second = await login.exchange(code);
    expect(second).toMatchObject(fault === 'drop' ? { reason: 'code_used' } : { ok: true });
    expect(await login.exchange(await world.loginCode())).toMatchObject({ ok: true });
  });

  it('gives up on an answer that is too late, and never asks twice', async () => {
    const { login } = clientsOf(world.sandbox.url, { timeout_ms: 300 });
    await world.fault(LOGIN, 'slow', 1, 5000);
    expect(await login.exchange(await world.loginCode())).toEqual({ ok: false, reason: 'unavailable' });
    expect(await world.calls(LOGIN)).toBe(1);
  });

  it('calls a code spent by its own second attempt invalid: log in again', async () => {
    const used = { errcode: 40163, errmsg: 'code been used, rid: 65a1-b2-c3' };
    const wechat = await startScript([says({ errcode: -1, errmsg: 'system error' }), says(used)]);
    const { login } = clientsOf(wechat.url);
    const expected = { ok: false, reason: 'invalid_code', errcode: 40163, rid: '65a1-b2-c3' };
    expect(await login.exchange('some-code')).toEqual(expected);
    const direct = await startScript([says(used)]);
    expect(await clientsOf(direct.url).login.exchange('some-code')).toMatchObject({ reason: 'code_used' });
  });

  it('asks again where WeChat was never reached', async () => {
    const gone = await startWorld();
    const { port, url } = gone.sandbox;
    await gone.sandbox.close();
    let back: World | undefined;
    const sleep = async (): Promise<void> => {
      back ??= await startWorld({ port });
    };
    const { login, logged } = clientsOf(url, { sleep });
    expect(await login.exchange('no-such-code')).toMatchObject({ reason: 'invalid_code', errcode: 40029 });
    expect(logged[0]).toContain('"failed":"ECONNREFUSED","attempt":1,"again":true');
    expect(await back!.calls(LOGIN)).toBe(1);
  });

  it('gives up after three attempts to reach WeChat', async () => {
    await world.sandbox.close();
    const { login, pauses } = clientsOf(world.sandbox.url);
    expect(await login.exchange('some-code')).toEqual({ ok: false, reason: 'unavailable' });
    expect(pauses).toHaveLength(2);
  });

  it.each<[string, ScriptedAnswer]>([
    ['not JSON', says('<html>')],
    ['a list', says([])],
    ['no openid', says({ session_key: 'k' })],
    ['no session_key', says({ openid: 'o' })],
    ['an openid that is a number', says({ openid: 7, session_key: 'k' })],
    ['an unknown errcode', says({ errcode: 99_999, errmsg: 'new' })],
    ['an errcode that is a text', says({ errcode: 'x' })],
    ['a far too long answer', says({ openid: 'o'.repeat(100_000), session_key: 'k' })],
    ['a redirect', (_request, response) => response.writeHead(302, { location: '/elsewhere' }).end()],
  ])('is unavailable on %s, and asks once', async (_name, answer) => {
    const wechat = await startScript([answer]);
    const { login } = clientsOf(wechat.url);
    expect(await login.exchange('some-code')).toMatchObject({ ok: false, reason: 'unavailable' });
    expect(wechat.asked).toHaveLength(1);
  });

  it('never logs secret, code, openid or session_key', async () => {
    const { login, logged } = clientsOf(world.sandbox.url, { timeout_ms: 1000 });
    const code = await world.loginCode();
    for (const fault of ['busy', '5xx', 'hang', 'risk_blocked', 'rate_limited']) {
      await world.fault(LOGIN, fault);
      await login.exchange(code);
    }
    const session = await login.exchange(await world.loginCode());
    expect(session.ok).toBe(true);
    expect(logged.length).toBeGreaterThanOrEqual(5);
    const said = logged.join('\n');
    for (const secret of ['sandbox-secret', code, 'o-somebody', session.ok ? session.value.session_key : '-'])
      expect(said).not.toContain(secret);
  });
});
