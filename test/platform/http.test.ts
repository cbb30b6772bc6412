import type { InjectOptions } from 'fastify';
import { DAY_MS, instant, type Id } from '../../shared/kernel';
import {
  CLERK,
  GONE,
  inside,
  MEMBER,
  MEMBER_ID,
  startApp,
  STRANGER,
  TEMPLATE_ID,
  type TestApp,
} from './http-app';

let test: TestApp;

beforeAll(async () => {
  test = await startApp();
});
afterAll(() => test.app.close());
beforeEach(() => {
  inside.act = () => undefined;
  inside.calls = [];
  test.errors.length = 0;
});

type Headers = Record<string, string>;

function as(person: Id<'person'>, more: Headers = {}): Headers {
  return { authorization: `Bearer ${test.tokens.issue(person, test.clock.now()).token}`, ...more };
}

function operator(role: string, more: Headers = {}): Headers {
  return { authorization: `Bearer ${role}`, ...more };
}

const KEY = { 'idempotency-key': 'key-00000001' };
const CLAIM = `/api/v1/coupon-templates/${TEMPLATE_ID}/claims`;

async function send(
  method: InjectOptions['method'] & string,
  url: string,
  headers: Headers = {},
  payload?: unknown,
) {
  const answer = await test.app.inject({
    method: method as 'GET',
    url,
    headers,
    ...(payload !== undefined && { payload: payload as object }),
  });
  const isJson = /json/.test(String(answer.headers['content-type']));
  return { status: answer.statusCode, headers: answer.headers, body: isJson ? answer.json() : answer.body };
}

describe('every answer', () => {
  it('carries Date and a request id of its own, and is not kept by caches', async () => {
    const one = await send('GET', '/api/v1/clock', { 'x-request-id': 'mine' });
    const two = await send('GET', '/nowhere');
    for (const { headers } of [one, two]) {
      expect(Date.parse(String(headers.date))).not.toBeNaN();
      expect(headers['x-request-id']).toMatch(/^[0-9A-Za-z]{10}-[0-9a-z]+$/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-powered-by']).toBeUndefined();
    }
    expect(one.headers['x-request-id']).not.toBe(two.headers['x-request-id']);
    expect(one.headers['cache-control']).toBe('no-store');
  });

  it('is a problem document when it is a refusal', async () => {
    const { status, headers, body } = await send('GET', '/api/v1/nowhere');
    expect(status).toBe(404);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toEqual({
      type: '/api/docs/problems#not_found',
      title: 'Not Found',
      status: 404,
      code: 'not_found',
      detail: '没有找到，可能已被删除或不属于你。',
      retryable: false,
      request_id: headers['x-request-id'],
    });
  });

  it.each([
    [undefined, '没有找到'],
    ['zh-CN,zh;q=0.9,en;q=0.8', '没有找到'],
    ['en-US,en;q=0.9,zh;q=0.1', 'Not found.'],
    ['fr', '没有找到'],
    ['en;q=0', '没有找到'],
    ['zh;q=0.2, en;q=0.5', 'Not found.'],
  ])('speaks the language of %s', async (language, words) => {
    const { body } = await send(
      'GET',
      '/nowhere',
      language === undefined ? {} : { 'accept-language': language },
    );
    expect(body.detail).toContain(words);
  });
});

describe('who may', () => {
  it.each([
    ['no token', {}],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['two tokens in one', { authorization: 'Bearer a b' }],
    ['a huge token', { authorization: `Bearer ${'x'.repeat(5_000)}` }],
    ['a console token', { authorization: 'Bearer admin' }],
  ])('a member route answers 401 to %s', async (_what, headers) => {
    const { status, body } = await send('GET', '/api/v1/me/coupons', headers);
    expect([status, body.code]).toEqual([401, 'unauthenticated']);
  });

  it('a token expires after seven days, and with its person', async () => {
    const headers = as(MEMBER);
    const began = test.clock.now();
    expect((await send('GET', '/api/v1/me/coupons', headers)).status).toBe(200);
    test.clock.advance(7 * DAY_MS);
    expect((await send('GET', '/api/v1/me/coupons', headers)).status).toBe(401);
    test.clock.set(instant(began));
    expect((await send('GET', '/api/v1/me/coupons', as(GONE))).status).toBe(401);
  });

  it('people get in where they belong', async () => {
    const table: [Id<'person'>, string, string | null][] = [
      [STRANGER, '/api/v1/me/coupons', 'not_a_member'],
      [STRANGER, '/api/v1/staff/me', 'not_staff'],
      [STRANGER, '/api/v1/console/staff', 'unauthenticated'],
      [MEMBER, '/api/v1/me/coupons', null],
      [MEMBER, '/api/v1/staff/me', 'not_staff'],
      [CLERK, '/api/v1/me/coupons', 'not_a_member'],
      [CLERK, '/api/v1/staff/me', null],
    ];
    for (const [person, url, code] of table) {
      const { status, body } = await send('GET', url, as(person));
      expect([person, url, code === null ? 200 : body.code]).toEqual([person, url, code ?? 200]);
      if (code === null) expect(status).toBe(200);
    }
  });

  it('a handler is told who calls', async () => {
    await send('GET', '/api/v1/me/coupons', as(MEMBER));
    await send('GET', '/api/v1/staff/me', as(CLERK));
    await send('GET', '/api/v1/console/staff', operator('auditor'));
    await send('GET', '/api/v1/clock', { authorization: 'Bearer expired' });
    expect(inside.calls).toEqual([
      expect.objectContaining({ principal: { kind: 'person', person_id: MEMBER, member_id: MEMBER_ID } }),
      expect.objectContaining({
        principal: expect.objectContaining({
          kind: 'staff',
          person_id: CLERK,
          role: 'clerk',
          member_id: null,
        }),
      }),
      expect.objectContaining({ principal: expect.objectContaining({ kind: 'console', role: 'auditor' }) }),
      expect.objectContaining({ principal: null, address: '127.0.0.1', language: 'zh', once: null }),
    ]);
  });

  it.each([
    ['admin', 201],
    ['operator', 403],
    ['analyst', 403],
    ['auditor', 403],
    ['nobody', 401],
  ])('console accounts may do what their role may: %s', async (role, status) => {
    const account = { name: 'new.operator', password: 'long enough', role: 'operator' };
    expect((await send('POST', '/api/v1/console/accounts', operator(role, KEY), account)).status).toBe(
      status,
    );
    expect((await send('GET', '/api/v1/console/staff', operator(role))).status).toBe(
      role === 'nobody' ? 401 : 200,
    );
  });

  it('a stranger learns nothing from the faults of a request: who, may, form, key', async () => {
    const broken = '{"name":';
    const json = { 'content-type': 'application/json' };
    const url = '/api/v1/console/accounts';
    expect((await send('POST', url, json, broken)).body.code).toBe('unauthenticated');
    expect((await send('POST', url, operator('auditor', json), broken)).body.code).toBe('forbidden');
    expect((await send('POST', url, operator('admin', json), broken)).body.code).toBe('malformed');
    const account = { name: 'new.operator', password: 'long enough', role: 'operator' };
    expect((await send('POST', url, operator('admin'), account)).body.code).toBe('idempotency_key_required');
    expect(inside.calls).toEqual([]);
  });
});

describe('once', () => {
  it.each([
    ['missing', {}],
    ['too short', { 'idempotency-key': '1234567' }],
    ['too long', { 'idempotency-key': 'x'.repeat(65) }],
    ['with a space', { 'idempotency-key': 'key 000001' }],
    ['not ASCII', { 'idempotency-key': 'k\u00e9y-00000001' }],
  ])('a key that is %s is refused', async (_what, headers) => {
    const { status, body } = await send('POST', CLAIM, as(MEMBER, headers));
    expect([status, body.code]).toEqual([400, 'idempotency_key_required']);
    expect(inside.calls).toEqual([]);
  });

  it('a key belongs to its audience and person', async () => {
    await send('POST', CLAIM, as(MEMBER, { 'idempotency-key': '!'.repeat(64) }));
    await send('POST', '/api/v1/console/accounts', operator('admin', KEY), {
      name: 'new.operator',
      password: 'long enough',
      role: 'analyst',
    });
    expect(inside.calls).toEqual([
      expect.objectContaining({ once: { key: `member:${MEMBER}:${'!'.repeat(64)}` } }),
      expect.objectContaining({ once: { key: 'console:cac_01KA000000000000000000000001:key-00000001' } }),
    ]);
  });

  it('a replay says so', async () => {
    const first = await send('POST', CLAIM, as(MEMBER, KEY));
    inside.act = () => true;
    const again = await send('POST', CLAIM, as(MEMBER, KEY));
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
  });
});

describe('what handlers answer', () => {
  it('bytes and nothing go out as they are', async () => {
    const url = '/api/v1/console/channels/chn_01KA000000000000000000000001/code.png';
    const picture = await send('GET', url, operator('admin'));
    expect([picture.status, picture.headers['content-type'], picture.body]).toEqual([
      200,
      'image/png',
      'picture',
    ]);
    const out = await send('DELETE', '/api/v1/console/sessions/current', operator('analyst'));
    expect([out.status, out.body]).toEqual([204, '']);
  });

  it.each([
    ['too little', {}],
    ['too much', { now: '2026-11-20T02:00:00.000Z', secret: 1 }],
    ['something else', { now: 'soon' }],
  ])('%s is caught in tests', async (_what, answer) => {
    inside.act = () => answer;
    const { status, body } = await send('GET', '/api/v1/clock');
    expect([status, body.code]).toEqual([500, 'internal_error']);
    expect((test.errors[0]?.details as { err: Error }).err.message).toContain('GET /clock');
  });

  it('a bug is logged with its request id and told to nobody', async () => {
    inside.act = () => {
      throw new Error('the secret of the house');
    };
    const { status, body, headers } = await send('GET', '/api/v1/clock');
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(test.errors).toEqual([
      {
        message: 'request failed',
        details: expect.objectContaining({ request_id: headers['x-request-id'] }),
      },
    ]);
  });

  it.each([
    ['a database that is away', Object.assign(new Error('x'), { code: 'ECONNREFUSED' })],
    [
      'the same inside a query',
      Object.assign(new Error('x'), { driverError: { code: 'PROTOCOL_CONNECTION_LOST' } }),
    ],
    ['a deadlock that comes again and again', Object.assign(new Error('x'), { code: 'ER_LOCK_DEADLOCK' })],
    ['a lock that is not let go', Object.assign(new Error('x'), { code: 'ER_LOCK_WAIT_TIMEOUT' })],
    ['a file that is locked for long', Object.assign(new Error('x'), { code: 'SQLITE_BUSY' })],
  ])('%s is 503 with Retry-After', async (_what, error) => {
    inside.act = () => {
      throw error;
    };
    const { status, body, headers } = await send('GET', '/api/v1/clock');
    expect([status, body.code, body.retryable]).toEqual([503, 'unavailable', true]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });
});
