import { connect } from 'node:net';
import { startSandbox } from '../../sandbox';
import { APPID, ask, closeAll, CODE, LOGIN, PHONE, SECRET, STABLE, startWorld, type World } from './support';

/** Writes raw text to a port, hangs up at once where told, and answers what came back before the end. */
function speak(port: number, text: string, hangUp: boolean): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(text, () => hangUp && socket.destroy());
    });
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('close', () => resolve(heard));
  });
}

describe('the control surface', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(closeAll);

  it('makes people, and knows them again', async () => {
    const made = (await ask(`${world.sandbox.url}/_control/people`, { method: 'POST' })).body;
    expect(made).toEqual({
      openid: expect.stringMatching(/^o[0-9A-Za-z]{27}$/),
      unionid: expect.stringMatching(/^oU.{26}$/),
    });
    expect((await world.control('/people', { openid: made.openid })).body).toEqual(made);
  });

  it('derives the unionid from the openid, so that a restart changes nobody', async () => {
    const first = (await world.control('/people', { openid: 'o-same-person' })).body;
    const other = await startWorld();
    await other.loginCode('o-same-person');
    expect((await other.control('/people', { openid: 'o-same-person' })).body).toEqual(first);
  });

  it('keeps a unionid to one person', async () => {
    await world.control('/people', { openid: 'o-first-one', unionid: 'u-of-the-first' });
    const taken = await world.control('/people', { openid: 'o-second', unionid: 'u-of-the-first' });
    expect([taken.status, taken.body.error]).toEqual([409, 'unionid_taken']);
    await world.control('/people', { openid: 'o-first-one', unionid: 'u-another-one' });
    const freed = await world.control('/people', { openid: 'o-second', unionid: 'u-of-the-first' });
    expect(freed.body).toEqual({ openid: 'o-second', unionid: 'u-of-the-first' });
  });

  it('makes whoever is unknown when a code is asked for', async () => {
    const session = await world.login(await world.loginCode('o-never-seen'));
    expect(session.body.openid).toBe('o-never-seen');
    expect((await world.phone(await world.phoneCode('13800138001', 'o-nor-this'))).body.errcode).toBe(0);
  });

  it.each([
    ['/people', { openid: 'x' }],
    ['/people', { openid: 7 }],
    ['/people', { name: 'someone' }],
    ['/people', 'no json'],
    ['/people', []],
    ['/people/o%20o%20o%20o/login-codes', {}],
    ['/people/o-somebody/login-codes', { code: 'mine' }],
    ['/people/o-somebody/phone-codes', {}],
    ['/people/o-somebody/phone-codes', { phone: 13800138000 }],
    ['/people/o-somebody/phone-codes', { phone: '12345' }],
    ['/faults', { path: '/nowhere', kind: 'slow' }],
    ['/faults', { path: LOGIN, kind: 'explode' }],
    ['/faults', { path: LOGIN, kind: 'slow', times: 0 }],
    ['/faults', { path: LOGIN, kind: 'slow', delay_ms: 1e9 }],
  ])('refuses POST %s %j with 400 and a reason', async (path, body) => {
    const answer = await world.control(path, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: 'malformed', detail: expect.any(String) });
  });

  it('answers 404 and 405 for what it has not, /healthz for itself, 40066 for what WeChat has not', async () => {
    const at = world.sandbox.url;
    expect((await ask(`${at}/_control/nothing`)).status).toBe(404);
    expect((await ask(`${at}/_control`)).status).toBe(404);
    expect((await ask(`${at}/_control/people`)).status).toBe(405);
    expect((await ask(`${at}/healthz`)).body).toEqual({ status: 'ok' });
    const unknown = await ask(`${at}/cgi-bin/user/info`);
    expect([unknown.status, unknown.body.errcode]).toEqual([200, 40066]);
  });

  it('refuses a body over 1 MiB, and outlives a broken request line and a caller who hangs up', async () => {
    const huge = await ask(`${world.sandbox.url}${STABLE}`, { body: 'x'.repeat(1024 * 1024 + 1) }).catch(
      () => ({ status: 413 }),
    );
    expect(huge.status).toBe(413);
    const half = 'POST /cgi-bin/stable_token HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf';
    await speak(world.sandbox.port, half, true);
    const broken = 'GET http://elsewhere/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n';
    expect(await speak(world.sandbox.port, broken, false)).toMatch(/^HTTP\/1.1 400 /);
    expect((await ask(`${world.sandbox.url}/healthz`)).status).toBe(200);
    expect(world.lines.filter((line) => line.includes('bug'))).toEqual([]);
  });

  it('lets in pages of this machine on any port, and no other', async () => {
    const at = `${world.sandbox.url}/_control/people`;
    for (const origin of ['http://localhost:10086', 'http://127.0.0.1:3000', 'http://[::1]:3000']) {
      const preflight = await ask(at, { method: 'OPTIONS', headers: { origin } });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
      expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
      expect(preflight.headers.get('access-control-allow-headers')).toContain('content-type');
      const answer = await ask(at, { method: 'POST', headers: { origin } });
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    }
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'null']) {
      const answer = await ask(at, { method: 'POST', headers: { origin } });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('does not open WeChat itself to browsers', async () => {
    const headers = { origin: 'http://localhost:10086' };
    const answer = await ask(world.at(LOGIN), { headers });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('tells what was asked, without secrets', async () => {
    const token = await world.token();
    await world.login(await world.loginCode());
    await world.draw({ scene: '' }, token);
    const seen = (await ask(`${world.sandbox.url}/_control/calls`)).body;
    expect(seen.total).toBe(3);
    expect(seen.calls.map((call) => [call.method, call.path, call.status, call.errcode])).toEqual([
      ['POST', STABLE, 200, null],
      ['GET', LOGIN, 200, null],
      ['POST', CODE, 200, 40169],
    ]);
    expect(seen.calls[2]?.body).toEqual({ scene: '' });
    expect(JSON.stringify(seen) + world.lines.join('\n')).not.toContain(SECRET);
    expect(JSON.stringify(seen) + world.lines.join('\n')).not.toContain(token);
  });

  it('does faults in the order they were wished for, as often as wished', async () => {
    await world.fault(STABLE, 'busy', 2);
    await world.fault(STABLE, '5xx');
    const seen = [await world.stable(), await world.stable(), await world.stable(), await world.stable()];
    expect(seen.map((answer) => [answer.status, answer.body.errcode])).toEqual([
      [200, -1],
      [200, -1],
      [502, undefined],
      [200, undefined],
    ]);
  });

  it.each([
    [LOGIN, 'rate_limited', 45011],
    [LOGIN, 'risk_blocked', 40226],
    [PHONE, 'rate_limited', 45011],
    [CODE, 'rate_limited', 45009],
  ])('answers %s under %s with %i', async (path, kind, errcode) => {
    await world.fault(path, kind);
    expect((await ask(world.at(path))).body.errcode).toBe(errcode);
  });

  it('answers late under slow, loses the answer under drop, gives none under hang', async () => {
    await world.fault(LOGIN, 'slow', 1, 150);
    const before = performance.now();
    expect((await world.login(await world.loginCode())).body.openid).toBeDefined();
    expect(performance.now() - before).toBeGreaterThan(140);
    const code = await world.loginCode();
    await world.fault(LOGIN, 'drop');
    await expect(world.login(code)).rejects.toThrow();
    expect((await world.login(code)).body.errcode).toBe(40163);
    await world.fault(LOGIN, 'hang');
    const waiting = world.login(await world.loginCode()).then(
      () => 'answered',
      () => 'cut',
    );
    while ((await world.calls(LOGIN)) < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    await world.sandbox.close();
    expect(await waiting).toBe('cut');
  });
});

describe('starting the sandbox', () => {
  afterEach(closeAll);

  it('refuses production', async () => {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    try {
      await expect(startSandbox({ port: 0, appid: APPID, secret: SECRET })).rejects.toThrow(
        /^The WeChat sandbox does not run with NODE_ENV=production[^\n]*$/,
      );
    } finally {
      process.env.NODE_ENV = before;
    }
  });

  it('listens on loopback only, and says so when the port is taken', async () => {
    const world = await startWorld();
    expect(world.sandbox.url).toBe(`http://127.0.0.1:${world.sandbox.port}`);
    const { port } = world.sandbox;
    await expect(startSandbox({ port, appid: APPID, secret: SECRET })).rejects.toThrow('the port is in use');
  });

  it('runs by the real clock and chance when none are given', async () => {
    const sandbox = await startSandbox({ port: 0, appid: APPID, secret: SECRET });
    const body = { grant_type: 'client_credential', appid: APPID, secret: SECRET };
    expect((await ask(`${sandbox.url}${STABLE}`, { body })).body.expires_in).toBeGreaterThan(7190);
    await sandbox.close();
  });
});
