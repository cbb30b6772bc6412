import { TransportError, type WireAnswer, type WireRequest } from '@/platform/wire';
import { ApiError } from '@/services/api-error';
import { createCall, fillPath } from '@/services/call';
import { PendingKeys } from '@/services/pending-keys';
import { ServerClock } from '@/services/server-clock';
import { countingKeys, memoryStore } from './support';

type Reply = WireAnswer | TransportError;

const TEMPLATE = 'tpl_0000000000000000000000000001' as const;
const words = { offline: 'offline', unknown: 'unknown', unreadable: 'unreadable' };

function reply(status: number, body: unknown = {}, headers: Record<string, string> = {}): WireAnswer {
  return { status, body, headers };
}

function refusal(status: number, code: string, retryable = false): WireAnswer {
  return reply(status, {
    type: 't',
    title: 't',
    status,
    code,
    detail: `detail of ${code}`,
    retryable,
    request_id: 'r',
  });
}

/** A client against a server that gives these replies, one after another, the last one for ever. */
function setUp(...replies: Reply[]) {
  const sent: WireRequest[] = [];
  const waits: number[] = [];
  const store = memoryStore();
  const tokens = { made: 1 };
  const call = createCall({
    root: 'http://shop/api/v1',
    send: (request) => {
      sent.push(request);
      const next = replies[Math.min(sent.length, replies.length) - 1];
      return next instanceof TransportError ? Promise.reject(next) : Promise.resolve(next as WireAnswer);
    },
    session: {
      token: async () => `token-${tokens.made}`,
      replace: async (refused) => {
        if (refused === `token-${tokens.made}`) tokens.made += 1;
        return `token-${tokens.made}`;
      },
    },
    keys: new PendingKeys(store, countingKeys(), () => 1_000),
    clock: new ServerClock(() => 1_000, memoryStore()),
    phoneNow: () => 1_000,
    sleep: async (ms) => void waits.push(ms),
    chance: () => 0,
    language: 'zh-CN',
    words,
  });
  const keysSent = (): (string | undefined)[] => sent.map((request) => request.headers['idempotency-key']);
  return { call, sent, waits, store, keysSent };
}

const claim = (call: ReturnType<typeof setUp>['call']): Promise<unknown> =>
  call('POST /coupon-templates/{id}/claims', { params: { id: TEMPLATE } });

async function failure(promise: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

describe('call', () => {
  it('fills the path and the query, leaving out what is undefined', () => {
    expect(
      fillPath('/a/{id}/b', { params: { id: 'x/y' }, query: { near: '1,2', after: undefined, limit: 5 } }),
    ).toBe('/a/x%2Fy/b?near=1%2C2&limit=5');
  });

  it('sends no body where the route has none', async () => {
    const { call, sent } = setUp(reply(201, { coupon: {} }));
    await claim(call);
    expect(sent[0]).toMatchObject({
      method: 'POST',
      url: `http://shop/api/v1/coupon-templates/${TEMPLATE}/claims`,
    });
    expect(sent[0] && 'body' in sent[0]).toBe(false);
  });

  it('L5: repeats a command with the same key after a lost answer, and drops the key after the answer', async () => {
    const { call, keysSent, store } = setUp(
      new TransportError('network'),
      refusal(503, 'outcome_unknown'),
      reply(201),
    );
    await claim(call);
    expect(keysSent()).toEqual(['key-0001', 'key-0001', 'key-0001']);
    expect(store.kept.size).toBe(0);
    await claim(call);
    expect(keysSent().at(-1)).toBe('key-0002');
  });

  it('L5: keeps the key when the outcome stays unknown, so that the next tap is the same command', async () => {
    const { call, keysSent } = setUp(new TransportError('timeout'));
    const error = await failure(claim(call));
    expect(error).toMatchObject({
      code: 'offline',
      detail: 'unknown',
      facts: { unknown: true, retryable: true },
    });
    await failure(claim(call));
    expect(new Set(keysSent())).toEqual(new Set(['key-0001']));
  });

  it('L5: drops the key after a refusal', async () => {
    const { call, keysSent } = setUp(refusal(409, 'sold_out'));
    const error = await failure(claim(call));
    expect(error).toMatchObject({
      code: 'sold_out',
      detail: 'detail of sold_out',
      facts: { unknown: false },
    });
    await failure(claim(call));
    expect(keysSent()).toEqual(['key-0001', 'key-0002']);
  });

  it('tells a busy server, which did nothing, from one that does not know', async () => {
    expect((await failure(claim(setUp(refusal(503, 'busy', true)).call))).facts.unknown).toBe(false);
    expect((await failure(claim(setUp(refusal(503, 'outcome_unknown', true)).call))).facts.unknown).toBe(
      true,
    );
    expect((await failure(claim(setUp(reply(502, '<html>')).call))).facts.unknown).toBe(true);
  });

  it('different content is a different command', async () => {
    const { call, keysSent } = setUp(new TransportError('network'));
    await failure(call('POST /me/receipts', { body: { code: 'AAAAAAAA' } }));
    await failure(call('POST /me/receipts', { body: { code: 'BBBBBBBB' } }));
    expect(new Set(keysSent()).size).toBe(2);
  });

  it('L5: remembers a large command by a fingerprint, not by all of it', async () => {
    const { call, keysSent, store } = setUp(new TransportError('network'));
    const send = (picture: string): Promise<unknown> =>
      failure(call('PUT /me/avatar', { body: { picture } }));
    await send('A'.repeat(100_000));
    await send('A'.repeat(100_000));
    expect(new Set(keysSent()).size).toBe(1);
    expect(JSON.stringify([...store.kept.values()]).length).toBeLessThan(500);
    await send(`${'A'.repeat(99_999)}B`);
    expect(new Set(keysSent()).size).toBe(2);
  });

  it('L5: sends the key the caller keeps, and stores none of its own', async () => {
    const { call, keysSent, store } = setUp(new TransportError('network'), reply(201));
    await call('POST /me/receipts', { body: { code: 'AAAAAAAA' }, key: 'kept-elsewhere' });
    expect(keysSent()).toEqual(['kept-elsewhere', 'kept-elsewhere']);
    expect(store.kept.size).toBe(0);
  });

  it('what anybody may read is asked without a login', async () => {
    const { call, sent } = setUp(reply(200, { items: [], next: null }));
    await call('GET /stores', { query: {} });
    expect(sent[0]?.headers).toEqual({ 'accept-language': 'zh-CN' });
  });

  it('a refusal newer than this app is told in the words of the server', async () => {
    const { call } = setUp(refusal(409, 'of_next_year'));
    expect(await failure(claim(call))).toMatchObject({
      code: 'of_next_year',
      detail: 'detail of of_next_year',
      facts: { retryable: false, unknown: false },
    });
  });

  it('renews a refused token once and repeats with the same key', async () => {
    const { call, sent, keysSent } = setUp(refusal(401, 'unauthenticated'), reply(201));
    await claim(call);
    expect(sent.map((request) => request.headers['authorization'])).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(new Set(keysSent()).size).toBe(1);
  });

  it('does not go round in circles when the new token is refused too', async () => {
    const { call, sent } = setUp(refusal(401, 'unauthenticated'));
    expect((await failure(call('GET /me'))).code).toBe('unauthenticated');
    expect(sent).toHaveLength(2);
  });

  it('a read carries no key and is repeated a bounded number of times', async () => {
    const { call, sent, waits, keysSent } = setUp(new TransportError('network'));
    const error = await failure(call('GET /me'));
    expect(error).toMatchObject({ detail: 'offline', facts: { unknown: false } });
    expect(sent).toHaveLength(4);
    expect(waits).toEqual([400, 800, 1_600]);
    expect(keysSent().every((key) => key === undefined)).toBe(true);
  });

  it('a login is sent once, without token or key', async () => {
    const { call, sent } = setUp(new TransportError('network'));
    await failure(call('POST /auth/wechat', { body: { js_code: 'c' } }));
    expect(sent).toHaveLength(1);
    expect(sent[0]?.headers).toEqual({ 'accept-language': 'zh-CN' });
  });
});
