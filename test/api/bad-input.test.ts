import { routeOf, type RouteKey } from '../../shared/contract';
import { BODY_LIMIT_BYTES } from '../../server/platform/http';
import { createTestApp, freshKey, type Reply, type TestApp } from '../support/app';
import { footprintOf, settle, type Footprint } from '../support/footprint';
import { faultOf, type Expected } from '../support/problems';
import { partsOf, ROUTE_KEYS, send, type LooseRequest } from '../support/requests';
import { shapeOf } from '../support/shapes';
import { alteredBody, spoiledBodies, spoiledQueries, wrongIds } from '../support/spoil';
import { nobody } from '../support/samples';
import { goodRequests, loose, openEdge, type GoodRequest } from './edge.support';

let app: TestApp;
let good: Readonly<Record<RouteKey, GoodRequest>>;
let cases = 0;
beforeAll(async () => {
  app = await createTestApp();
  good = await goodRequests(app, await openEdge(app));
  await settle(app);
});
afterAll(async () => {
  await app.audit();
  await app.close();
  process.stdout.write(`bad input: ${cases} requests refused\n`);
});

interface BadCase {
  readonly what: string;
  readonly change: Partial<LooseRequest>;
  readonly expected: Expected;
}

/** The database as it was found last; refused requests leave it so from one test to the next. */
let footprint: Footprint | undefined;

async function expectNothingWritten(): Promise<void> {
  const now = await footprintOf(app);
  footprint ??= now;
  expect(now).toEqual(footprint);
}

/** As many at once as people stand at a counter. */
const AT_ONCE = 8;

/** Sends each, wants each refused as expected, and the database as it was. Tells all that went wrong at once. */
async function refuseAll(route: RouteKey, bad: readonly BadCase[]): Promise<void> {
  footprint ??= await footprintOf(app);
  const wrong: string[] = [];
  const tryOne = async ({ what, change, expected }: BadCase): Promise<void> => {
    const fault = faultOf(await send(app, route, { ...loose(good[route]), ...change }), expected);
    if (fault !== null) wrong.push(`${what}: ${fault}`);
  };
  for (let i = 0; i < bad.length; i += AT_ONCE) await Promise.all(bad.slice(i, i + AT_ONCE).map(tryOne));
  cases += bad.length;
  expect(wrong).toEqual([]);
  await expectNothingWritten();
}

const malformed = (field: string): Expected => ({ codes: ['malformed'], field });
const json = (payload: string | Buffer | undefined, what: string, field = 'body'): BadCase => ({
  what,
  change: { payload },
  expected: malformed(field),
});

const writing = ROUTE_KEYS.filter((route) => partsOf(route).method !== 'GET');
const reading = ROUTE_KEYS.filter((route) => partsOf(route).method === 'GET');
const withBody = ROUTE_KEYS.filter((route) => routeOf(route).body);
const withId = ROUTE_KEYS.filter((route) => routeOf(route).params);
const once = ROUTE_KEYS.filter((route) => routeOf(route).once);

describe('a field of a body that is not as it should be is refused', () => {
  it.each(withBody)('%s', async (route) => {
    const bad = spoiledBodies(shapeOf(routeOf(route).body!), good[route].body ?? null);
    await refuseAll(
      route,
      bad.map(({ what, field, payload }) => json(payload, `${field} ${what}`, field)),
    );
  });
});

/** Bodies that are no JSON, or JSON of the wrong kind as a whole, or too large. */
function brokenBodies(text: string): BadCase[] {
  const texts = [
    '{',
    '}',
    text.slice(0, -1) || '{"a":',
    `${text}x`,
    `${text},`,
    "{'a':1}",
    '{"a":NaN}',
    '{"a":01}',
  ];
  const kinds = ['null', '[]', '[{}]', '""', '"x"', '0', 'true', ' ', '\t\n', '{"a":"\u0001"}', '\ufeff{}'];
  const bytes = [Buffer.from([0x22, 0xff, 0x22]), Buffer.from('{"a":1}', 'utf16le'), Buffer.from([0])];
  const nests = ['['.repeat(100_000), `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`];
  const large = text.padEnd(BODY_LIMIT_BYTES + 1, ' ');
  return [
    ...[...texts, ...kinds, ...bytes].map((payload) => json(payload, JSON.stringify(payload.toString()))),
    ...nests.map((payload) => ({
      ...json(payload, 'a deep nest'),
      expected: { codes: ['malformed'] as const },
    })),
    { what: 'too large', change: { payload: large }, expected: { codes: ['payload_too_large'] } },
  ];
}

const OTHER_TYPES = [
  'text/plain',
  'text/json',
  'application/jsonp',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  'application/octet-stream',
  'json',
];

describe('a body that is none is refused', () => {
  it.each(writing)('%s', async (route) => {
    const { body } = routeOf(route);
    const payload = JSON.stringify(good[route].body ?? {});
    const types = OTHER_TYPES.map((type): BadCase => ({
      what: `of type ${type}`,
      change: { payload, headers: { 'content-type': type } },
      expected: { codes: ['unsupported_media_type'] },
    }));
    // a route without a body takes nothing, or the empty object of a client that always sends one
    const own = body
      ? [json(undefined, 'nothing'), json('', 'nothing, called JSON')]
      : [json('{"quantity":2}', 'a field', 'quantity'), json('{"":2}', 'a field without a name')];
    await refuseAll(route, [...brokenBodies(payload), ...types, ...own]);
  });
});

describe('a body that nobody asked for does nothing', () => {
  it.each(reading)('%s', async (route) => {
    footprint ??= await footprintOf(app);
    for (const payload of ['{"limit":1}', '{', 'x'.repeat(1_000)]) {
      const reply = await send(app, route, { ...loose(good[route]), payload });
      const fault = reply.status < 300 ? null : faultOf(reply);
      expect([payload, fault]).toEqual([payload, null]);
      cases += 1;
    }
    await expectNothingWritten();
  });
});

describe('a query that is not as it should be is refused', () => {
  it.each(ROUTE_KEYS)('%s', async (route) => {
    const { query } = routeOf(route);
    const bad = query
      ? spoiledQueries(shapeOf(query), good[route].query)
      : ['limit', 'id', '__proto__', 'constructor', 'x[y]'].map((name) => ({
          what: 'unknown',
          field: name,
          payload: `${name}=1`,
        }));
    await refuseAll(
      route,
      bad.map(({ what, field, payload }) => ({
        what: `${field} ${what}`,
        change: { query: payload },
        expected: malformed(field),
      })),
    );
  });
});

describe('an id in a path that is none is refused', () => {
  it.each(withId)('%s', async (route) => {
    const shape = shapeOf(routeOf(route).params!);
    const fields = shape.kind === 'object' ? Object.entries(shape.fields) : [];
    const bad = fields.flatMap(([name, field]) =>
      (field.kind === 'id' ? wrongIds(field.of) : []).map((id) => ({
        what: `${name} ${JSON.stringify(id)}`,
        change: { params: { [name]: id } },
        expected: malformed(name),
      })),
    );
    await refuseAll(route, bad);
  });

  it.each(withId)('%s, where the address itself is broken', async (route) => {
    footprint ??= await footprintOf(app);
    const { method, path } = partsOf(route);
    const { token, body } = good[route];
    for (const id of ['%', '%zz', '%c3%28', 'x'.repeat(5_000), '%00', '..%2f..', 'a%2fb', ' ', '']) {
      const headers = { authorization: `Bearer ${token}`, 'idempotency-key': freshKey() };
      const reply = await app.raw({
        method,
        url: `/api/v1${path.replace('{id}', id)}`,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      expect([id, faultOf(reply, { codes: ['malformed', 'not_found'] })]).toEqual([id, null]);
      cases += 1;
    }
    await expectNothingWritten();
  });
});

const BAD_KEYS = [
  '',
  '1234567',
  'x'.repeat(65),
  'x'.repeat(5_000),
  'key 00000001',
  'kéy-00000001',
  'key\t00000001',
];

describe('a request without a proper idempotency key is refused', () => {
  it.each(once)('%s', async (route) => {
    const expected: Expected = { codes: ['idempotency_key_required'] };
    const bad = BAD_KEYS.map((key): BadCase => ({ what: JSON.stringify(key), change: { key }, expected }));
    await refuseAll(route, [...bad, { what: 'missing', change: { key: null }, expected }]);
  });
});

/** Routes whose answers hold parts of a profile as it is now. */
const SHOWS_NOW: ReadonlySet<RouteKey> = new Set([
  'POST /visits',
  'POST /members',
  'PATCH /me',
  'PUT /me/avatar',
  'DELETE /me/avatar',
  'PATCH /me/preferences',
  'POST /staff/scans',
]);

describe('once everything is as it should be', () => {
  // Closed since the first operator was set up.
  const CLOSED: RouteKey = 'POST /console/setup';
  const spent = new Map<RouteKey, { readonly key: string; readonly reply: Reply<unknown> }>();

  it.each(ROUTE_KEYS)('L5: %s is accepted, with the key of the refusal before', async (route) => {
    const key = freshKey();
    const before = await footprintOf(app);
    footprint = undefined;
    if (routeOf(route).body) {
      expect(faultOf(await send(app, route, { ...loose(good[route]), payload: '{"x":1}', key }))).toBeNull();
    }
    const reply = await send(app, route, { ...loose(good[route]), key });
    const status = route === CLOSED ? 404 : routeOf(route).status;
    expect([reply.status, reply.status < 300 ? null : reply.body]).toEqual([
      status,
      status < 300 ? null : expect.objectContaining({ code: 'setup_closed' }),
    ]);
    if (!routeOf(route).once) return;
    // what the refusals above did not do
    expect(await footprintOf(app)).not.toEqual(before);
    spent.set(route, { key, reply });
    const again = await send(app, route, { ...loose(good[route]), key });
    expect([again.status, again.body, again.replayed]).toEqual([reply.status, reply.body, true]);
  });

  it.each(once)('L5: the key of %s is good for nothing else', async (route) => {
    const expected: Expected = { codes: ['idempotency_key_reused'] };
    const key = spent.get(route)?.key ?? '';
    const { body, params } = routeOf(route);
    const other: BadCase[] = [];
    if (body) {
      const payload = JSON.stringify(alteredBody(shapeOf(body), good[route].body ?? null));
      other.push({ what: `another body ${payload}`, change: { key, payload }, expected });
    }
    if (params) other.push({ what: 'another id', change: { key, params: otherIds(route) }, expected });
    await refuseAll(route, other);
    const { audience } = routeOf(route);
    footprint ??= await footprintOf(app);
    for (const second of once.filter((one) => one !== route && routeOf(one).audience === audience)) {
      const reply = await send(app, second, { ...loose(good[second]), token: good[route].token, key });
      expect([second, faultOf(reply, expected)]).toEqual([second, null]);
      cases += 1;
    }
    await expectNothingWritten();
  });

  it('L5: answers again what it answered, whatever has changed since', async () => {
    const route = 'PATCH /console/coupon-templates/{id}';
    const { token, params } = good[route];
    const later = { version: 2, claim_from_at: null, claim_to_at: '2026-10-01T00:00:00.000Z' };
    const payload = JSON.stringify(later);
    expect((await send(app, route, { token, params, payload })).status).toBe(200);
    for (const one of once) {
      const { key, reply } = spent.get(one)!;
      const again = await send(app, one, { ...loose(good[one]), key });
      expect([one, again.status, again.replayed]).toEqual([one, reply.status, true]);
      if (!SHOWS_NOW.has(one)) expect([one, again.body]).toEqual([one, reply.body]);
    }
  });

  function otherIds(route: RouteKey): Record<string, string> {
    const shape = shapeOf(routeOf(route).params!);
    const fields = shape.kind === 'object' ? Object.entries(shape.fields) : [];
    return Object.fromEntries(
      fields.map(([name, field]) => [name, field.kind === 'id' ? nobody(field.of) : 'x']),
    );
  }
});
