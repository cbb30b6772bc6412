import { BODY_LIMIT_BYTES } from '../../server/platform/http';
import { inside, MEMBER, startApp, STRANGER, TEMPLATE_ID, type TestApp } from './http-app';

let test: TestApp;
let person: Record<string, string>;
let member: Record<string, string>;

beforeAll(async () => {
  test = await startApp();
  const key = { 'idempotency-key': 'key-00000001' };
  const bearer = (id: typeof MEMBER) => `Bearer ${test.tokens.issue(id, test.clock.now()).token}`;
  person = { authorization: bearer(STRANGER), ...key };
  member = { authorization: bearer(MEMBER), ...key };
});
afterAll(() => test.app.close());
beforeEach(() => {
  inside.act = () => undefined;
  inside.calls = [];
});

const JOIN = '/api/v1/members';
const GOOD = { consents: { terms: '2026-11', marketing: false } };

/** Posts a body as it is, by default as JSON. */
async function post(payload: string | Buffer | undefined, headers: Record<string, string> = {}, url = JOIN) {
  const answer = await test.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', ...person, ...headers },
    ...(payload !== undefined && { payload }),
  });
  return { status: answer.statusCode, body: answer.json() };
}

describe('addresses', () => {
  it('with nothing where an id belongs are none', async () => {
    const { status, body } = await post(undefined, member, '/api/v1/coupon-templates//claims');
    expect([status, body.code]).toEqual([404, 'not_found']);
  });
});

describe('bodies', () => {
  it('reach the handler when they are good', async () => {
    const nickname = ' 小明 ☕ ';
    const { body } = await post(JSON.stringify({ ...GOOD, nickname }));
    expect(body.code).toBe('already_member');
    expect(inside.calls).toEqual([expect.objectContaining({ body: { ...GOOD, nickname: '小明 ☕' } })]);
  });

  it('are refused with every field at fault, in Chinese or English', async () => {
    const wrong = JSON.stringify({
      visit_id: 'mem_1',
      nickname: '',
      phone_code: 'x'.repeat(200),
      extra: 1,
      consents: { terms: 5, more: true },
    });
    const { status, body } = await post(wrong);
    expect([status, body.code, body.detail]).toEqual([400, 'malformed', '请求格式不对，请检查标出的内容。']);
    expect(body.fields).toEqual(
      expect.arrayContaining([
        { field: 'visit_id', problem: '必须是 visit 的编号' },
        { field: 'nickname', problem: '不能为空' },
        { field: 'phone_code', problem: '最多 128 个字' },
        { field: 'consents.terms', problem: '必须是文字' },
        { field: 'consents.marketing', problem: '必填' },
        { field: 'consents.more', problem: '不认识的内容' },
        { field: 'extra', problem: '不认识的内容' },
      ]),
    );
    expect(body.fields).toHaveLength(7);
    const english = await post(wrong, { 'accept-language': 'en' });
    expect(english.body.fields).toContainEqual({ field: 'consents.marketing', problem: 'is required' });
    expect(inside.calls).toEqual([]);
  });

  it.each([
    ['nothing', '', '必填'],
    ['no JSON', '{"consents":', '不是有效的 JSON'],
    ['a list', '[]', '必须是对象'],
    ['null', 'null', '必须是对象'],
    ['a text', '"x"', '必须是对象'],
    ['a byte order mark', `\ufeff${JSON.stringify(GOOD)}`, '不是有效的 JSON'],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), '不是 UTF-8 编码'],
    ['half a character', '{"nickname":"\\ud800"}', '含有不完整的字符'],
    ['a deep nest', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, '必须是对象'],
  ])('%s is refused', async (_what, payload, problem) => {
    const { status, body } = await post(payload);
    expect([status, body.fields]).toEqual([400, [{ field: 'body', problem }]]);
  });

  it.each(['__proto__', '\\u005f_proto__', 'constructor'])(
    'the key %s is refused, wherever it is',
    async (key) => {
      for (const payload of [`{"${key}":{"x":1}}`, `{"consents":[{"${key}":{"prototype":1}}]}`]) {
        const { status, body } = await post(payload);
        expect([status, body.fields]).toEqual([400, [{ field: 'body', problem: '含有不允许的名称' }]]);
      }
      expect(({} as Record<string, unknown>)['x']).toBeUndefined();
    },
  );

  it('end at 256 KiB', async () => {
    const padded = (size: number) => JSON.stringify(GOOD).padEnd(size, ' ');
    expect((await post(padded(BODY_LIMIT_BYTES))).body.code).toBe('already_member');
    const { status, body } = await post(padded(BODY_LIMIT_BYTES + 1));
    expect([status, body.code]).toEqual([413, 'payload_too_large']);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
  ])('of type %s are refused', async (type) => {
    const { status, body } = await post(JSON.stringify(GOOD), { 'content-type': type });
    expect([status, body.code]).toEqual([415, 'unsupported_media_type']);
  });

  it('tell at most fifty faults, with names of bearable length', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`${'x'.repeat(300)}${i}`, 1]));
    const { body } = await post(JSON.stringify({ ...GOOD, ...many }));
    expect(body.fields).toHaveLength(50);
    for (const { field } of body.fields) expect(field.length).toBeLessThanOrEqual(100);
  });
});

describe('routes without a body', () => {
  const url = `/api/v1/coupon-templates/${TEMPLATE_ID}/claims`;

  it.each([
    ['nothing, named JSON as wx.request does', undefined, 201],
    ['an empty object', '{}', 201],
    ['something', '{"quantity":2}', 400],
    ['a list', '[]', 400],
    ['null', 'null', 400],
  ])('take %s as it should be taken', async (_what, payload, status) => {
    expect((await post(payload, member, url)).status).toBe(status);
  });
});

describe('paths and queries', () => {
  async function get(url: string) {
    const answer = await test.app.inject({
      method: 'GET',
      url,
      headers: { authorization: member['authorization']! },
    });
    return { status: answer.statusCode, body: answer.json() };
  }

  it('are parsed, with their defaults', async () => {
    expect((await get('/api/v1/me/coupons?limit=5&after=x')).status).toBe(200);
    expect((await get('/api/v1/me/coupons')).status).toBe(200);
    expect(inside.calls).toEqual([
      expect.objectContaining({ query: { limit: 5, after: 'x', state: 'usable' } }),
      expect.objectContaining({ query: { limit: 20, state: 'usable' } }),
    ]);
  });

  it.each([
    ['limit=0', 'limit', '不能小于 1'],
    ['limit=101', 'limit', '不能大于 100'],
    ['limit=', 'limit', '不能小于 1'],
    ['limit=1.5', 'limit', '必须是整数'],
    ['limit=abc', 'limit', '必须是数字'],
    ['limit=1&limit=2', 'limit', '必须是数字'],
    ['after=', 'after', '至少 1 个字'],
    ['state=x', 'state', '只能是 usable、used、expired'],
    ['page=2', 'page', '不认识的内容'],
    ['__proto__=1', '__proto__', '不认识的内容'],
  ])('%s is refused', async (query, field, problem) => {
    const { status, body } = await get(`/api/v1/me/coupons?${query}`);
    expect([status, body.fields]).toEqual([400, [{ field, problem }]]);
  });

  it('take no query where the contract names none', async () => {
    expect((await get('/api/v1/clock?x=1')).body.fields).toEqual([{ field: 'x', problem: '不认识的内容' }]);
  });

  it.each([
    '1',
    'mem_01KA000000000000000000000001',
    "'; DROP TABLE members; --",
    '%00',
    'x'.repeat(200),
    '..%2F..',
  ])('the id %s is refused', async (id) => {
    const { status, body } = await post(
      undefined,
      member,
      `/api/v1/coupon-templates/${encodeURI(id)}/claims`,
    );
    expect([status, body.fields?.[0]]).toEqual([400, { field: 'id', problem: '必须是 template 的编号' }]);
    expect(inside.calls).toEqual([]);
  });

  it('an endless id, a broken escape and another method are refused', async () => {
    const endless = `/api/v1/coupon-templates/${'x'.repeat(5_000)}/claims`;
    expect((await post(undefined, member, endless)).body.code).toBe('malformed');
    expect((await get('/api/v1/me/coupons/%zz')).body.code).toBe('malformed');
    expect((await get('/api/v1/members')).body.code).toBe('not_found');
    expect((await get('/api/v1/CLOCK')).body.code).toBe('not_found');
  });
});
