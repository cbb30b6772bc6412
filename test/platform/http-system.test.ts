import { routes, type RouteKey } from '../../shared/contract';
import { listRoutes, pathOf, Readiness } from '../../server/platform/http';
import { ForgottenController, MEMBER, startApp, STRANGER, TEMPLATE_ID, type TestApp } from './http-app';

const open: TestApp[] = [];

async function start(...options: Parameters<typeof startApp>): Promise<TestApp> {
  const started = await startApp(...options);
  open.push(started);
  return started;
}

async function get(
  test: TestApp,
  url: string,
  headers: Record<string, string> = {},
  remoteAddress = '127.0.0.1',
) {
  const answer = await test.app.inject({ method: 'GET', url, headers, remoteAddress });
  return { status: answer.statusCode, headers: answer.headers, text: answer.body };
}

afterAll(() => Promise.all(open.map(({ app }) => app.close())));

describe('declared routes', () => {
  it('are listed with their contract key', async () => {
    const listed = listRoutes((await start()).app);
    expect(listed.filter((route) => route.declared === null)).toEqual([]);
    expect(listed).toContainEqual({
      method: 'POST',
      path: '/api/v1/coupon-templates/:id/claims',
      declared: 'POST /coupon-templates/{id}/claims',
    });
    expect(listed).toContainEqual({ method: 'GET', path: '/healthz', declared: 'system' });
    const system = listed.filter((route) => route.declared === 'system').map((route) => route.path);
    expect(system.filter((path) => path.startsWith('/api/v1'))).toEqual([]);
    for (const { method, path, declared } of listed.filter((route) => !system.includes(route.path))) {
      expect(routes).toHaveProperty([declared!]);
      expect(pathOf(declared as RouteKey)).toEqual({ method, path });
    }
  });

  it('one that is not is found, and answers nobody', async () => {
    const test = await start({}, [ForgottenController]);
    expect(listRoutes(test.app).filter((route) => route.declared === null)).toEqual([
      { method: 'GET', path: '/api/v1/forgotten', declared: null },
    ]);
    const { status, text } = await get(test, '/api/v1/forgotten');
    expect(status).toBe(500);
    expect(text).not.toContain('secret');
    expect(test.errors).toHaveLength(1);
  });
});

describe('health', () => {
  it('is alive, and ready when every check is', async () => {
    const test = await start();
    const readiness = test.app.get(Readiness);
    expect((await get(test, '/healthz')).status).toBe(200);
    readiness.register('database', async () => null);
    expect(JSON.parse((await get(test, '/readyz')).text)).toEqual({
      status: 'ok',
      checks: { database: 'ok' },
    });
    readiness.register('relay', async () => '3 minutes behind');
    readiness.register('database', () => Promise.reject(new Error('user:password@host')));
    const { status, headers, text } = await get(test, '/readyz');
    expect([status, headers['retry-after']]).toEqual([503, '2']);
    expect(JSON.parse(text)).toEqual({
      status: 'not_ready',
      checks: { database: 'failed', relay: '3 minutes behind' },
    });
    expect((await get(test, '/healthz')).status).toBe(200);
  });
});

describe('readiness', () => {
  it('is looked at once a second, however many ask', async () => {
    const test = await start();
    let looks = 0;
    test.app.get(Readiness).register('database', async () => {
      looks += 1;
      return looks === 1 ? null : 'away';
    });
    const ask = async () => (await get(test, '/readyz')).status;
    const all = await Promise.all(Array.from({ length: 50 }, ask));
    test.clock.advance(999);
    expect([new Set([...all, await ask()]), looks]).toEqual([new Set([200]), 1]);
    test.clock.advance(1);
    expect([await ask(), looks]).toEqual([503, 2]);
  });
});

describe('metrics', () => {
  it('count requests by pattern, never by path', async () => {
    const test = await start();
    await test.app.inject({ method: 'POST', url: `/api/v1/coupon-templates/${TEMPLATE_ID}/claims` });
    await get(test, `/nowhere/${MEMBER}`);
    const { status, text } = await get(test, '/metrics');
    expect(status).toBe(200);
    expect(text).toContain('route="/api/v1/coupon-templates/:id/claims",status="401"');
    expect(text).not.toContain(TEMPLATE_ID);
    expect(text).not.toContain(MEMBER);
  });

  it('are for this machine only, and not through a proxy on it', async () => {
    const test = await start();
    expect((await get(test, '/metrics', {}, '::ffff:127.0.0.1')).status).toBe(200);
    expect((await get(test, '/metrics', {}, '192.168.1.9')).status).toBe(404);
    expect((await get(test, '/metrics', { 'x-forwarded-for': '127.0.0.1' })).status).toBe(404);
  });

  it('are for whoever has the token, when there is one', async () => {
    const test = await start({ metrics_token: 'm'.repeat(16) });
    expect((await get(test, '/metrics')).status).toBe(401);
    expect((await get(test, '/metrics', { authorization: `Bearer ${'x'.repeat(16)}` })).status).toBe(401);
    const mine = { authorization: `Bearer ${'m'.repeat(16)}` };
    expect((await get(test, '/metrics', mine, '192.168.1.9')).status).toBe(200);
  });
});

describe('documents', () => {
  it.each([
    ['/api/docs', 'text/html', 'swagger-ui-bundle.js'],
    ['/api/docs/swagger-ui.css', 'text/css', '.swagger-ui'],
    ['/api/docs/swagger-ui-bundle.js', 'text/javascript', 'SwaggerUIBundle'],
    ['/api/docs/problems', 'text/html', 'id="malformed"'],
    ['/api/openapi.json', 'application/json', '"openapi":"3.1.0"'],
  ])('%s is served', async (url, type, words) => {
    const test = open[0] ?? (await start());
    const { status, headers, text } = await get(test, url);
    expect(status).toBe(200);
    expect(headers['content-type']).toContain(type);
    expect(text).toContain(words);
  });

  it('the description of the API is written out once, however many ask', async () => {
    const test = open[0] ?? (await start());
    const { text } = await get(test, '/api/openapi.json');
    const writer = jest.spyOn(JSON, 'stringify');
    expect((await get(test, '/api/openapi.json')).text).toBe(text);
    const long = writer.mock.results.filter(({ value }) => String(value).length === text.length);
    writer.mockRestore();
    expect(long).toEqual([]);
  });
});

describe('rate limits', () => {
  it('hold a network at thirty attempts a minute, an IPv6 customer being one network', async () => {
    const test = await start({ rate_limits: true });
    const attempt = (i: number, address: string) =>
      test.app.inject({
        method: 'POST',
        url: '/api/v1/console/sessions',
        remoteAddress: address,
        payload: { name: `name-${i}`, password: 'guess' },
      });
    for (let i = 0; i < 30; i += 1)
      expect((await attempt(i, `2001:db8::${i.toString(16)}`)).statusCode).toBe(401);
    expect((await attempt(30, '2001:db8:0:0:ffff::1')).statusCode).toBe(429);
    expect((await attempt(31, '2001:db8:0:1::1')).statusCode).toBe(401);
  });

  it('count anew a minute after the first attempt, and say how long that is', async () => {
    const test = await start({ rate_limits: true });
    const attempt = async () => {
      const payload = { name: 'somebody', password: 'guess' };
      const answer = await test.app.inject({ method: 'POST', url: '/api/v1/console/sessions', payload });
      return [answer.statusCode, answer.headers['retry-after']];
    };
    await attempt();
    test.clock.advance(20_000);
    for (let i = 1; i < 30; i += 1) expect(await attempt()).toEqual([401, undefined]);
    expect(await attempt()).toEqual([429, '40']);
    test.clock.advance(39_500);
    expect(await attempt()).toEqual([429, '1']);
    test.clock.advance(500);
    expect(await attempt()).toEqual([401, undefined]);
  });

  it('let the Wi-Fi of a full shop sign in, and hold one person at 300 writes', async () => {
    const test = await start({ rate_limits: true });
    const login = () =>
      test.app.inject({ method: 'POST', url: '/api/v1/auth/wechat', payload: { js_code: 'x' } });
    const logins = await Promise.all(Array.from({ length: 601 }, login));
    expect(logins.filter((answer) => answer.statusCode === 429)).toHaveLength(1);
    const authorization = `Bearer ${test.tokens.issue(MEMBER, test.clock.now()).token}`;
    const claim = () =>
      test.app.inject({
        method: 'POST',
        url: `/api/v1/coupon-templates/${TEMPLATE_ID}/claims`,
        headers: { authorization, 'idempotency-key': 'key-00000001' },
      });
    const claims = await Promise.all(Array.from({ length: 301 }, claim));
    expect(claims.filter((answer) => answer.statusCode === 429)).toHaveLength(1);
    const read = await get(test, '/api/v1/me/coupons', { authorization });
    expect(read.status).toBe(200);
  });

  const askFrom = (test: TestApp, peer: string, forwarded?: string) =>
    test.app.inject({
      method: 'POST',
      url: '/api/v1/console/sessions',
      remoteAddress: peer,
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded, 'x-real-ip': forwarded },
      payload: {},
    });

  it('do not believe X-Forwarded-For unless told whose', async () => {
    const test = await start({ rate_limits: true });
    const tries = Array.from({ length: 31 }, (_, i) => askFrom(test, '198.51.100.7', `203.0.113.${i}`));
    const statuses = (await Promise.all(tries)).map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    // nor does anybody shut out the one they name
    expect((await askFrom(test, '203.0.113.1')).statusCode).not.toBe(429);
  });

  it.each([
    ['one hop', 1],
    ['known proxies', ['10.0.0.0/8']],
  ] as const)(
    'behind %s they hold the address that the proxy saw, whatever the client wrote before it',
    async (_what, trust) => {
      const test = await start({ rate_limits: true, trust_proxy: trust });
      const tries = Array.from({ length: 31 }, (_, i) =>
        askFrom(test, '10.0.0.2', `203.0.113.${i}, 127.0.0.1, 198.51.100.7`),
      );
      const statuses = (await Promise.all(tries)).map(({ statusCode }) => statusCode);
      expect(statuses.filter((status) => status === 429)).toHaveLength(1);
      expect((await askFrom(test, '10.0.0.2', '198.51.100.8')).statusCode).not.toBe(429);
      if (trust === 1) return;
      // whoever is no proxy of ours speaks for nobody
      const direct = Array.from({ length: 31 }, (_, i) => askFrom(test, '192.0.2.9', `203.0.113.${i}`));
      const others = (await Promise.all(direct)).map(({ statusCode }) => statusCode);
      expect(others.filter((status) => status === 429)).toHaveLength(1);
    },
  );

  it('hold one person at 300 acts a minute, and nobody else, whatever address they come from', async () => {
    const test = await start({ rate_limits: true });
    const claim = (person: typeof MEMBER, i: number) =>
      test.app.inject({
        method: 'POST',
        url: `/api/v1/coupon-templates/${TEMPLATE_ID}/claims`,
        remoteAddress: `10.2.${i % 200}.1`,
        headers: {
          authorization: `Bearer ${test.tokens.issue(person, test.clock.now()).token}`,
          'idempotency-key': `key-${String(i).padStart(8, '0')}`,
        },
      });
    const answers = await Promise.all(Array.from({ length: 350 }, (_, i) => claim(MEMBER, i)));
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(50);
    expect((await claim(STRANGER, 0)).statusCode).not.toBe(429);
  });
});
