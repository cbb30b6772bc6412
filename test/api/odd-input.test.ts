import { routeOf, type RouteKey } from '../../shared/contract';
import { CONSOLE_PASSWORD, createTestApp, freshKey, type Reply, type TestApp } from '../support/app';
import { settle } from '../support/footprint';
import { extremes, ODD_TEXTS } from '../support/odd-values';
import { faultOf } from '../support/problems';
import { partsOf, ROUTE_KEYS, send } from '../support/requests';
import { shapeOf, type Shape } from '../support/shapes';
import { variedBodies } from '../support/spoil';
import { MERCHANT, rowsOf, storeBody } from './console.support';
import type { Edge } from './edge';
import { goodRequests, loose, openEdge, type GoodRequest } from './edge.support';
import { CONSENTS, arrive, createChannel, createTemplate } from './joins.support';

let app: TestApp;
let edge: Edge;
let good: Readonly<Record<RouteKey, GoodRequest>>;
let cases = 0;
beforeAll(async () => {
  app = await createTestApp();
  edge = await openEdge(app);
  good = await goodRequests(app, edge);
  await settle(app);
});
afterAll(async () => {
  await app.audit();
  await app.close();
  process.stdout.write(`odd input: ${cases} requests borne\n`);
});

/** Null for an answer of the contract and for a proper refusal. */
function broken(reply: Reply<unknown>): string | null {
  return reply.status < 300 ? null : faultOf(reply);
}

async function bear(route: RouteKey, values: (shape: Shape) => ReturnType<typeof extremes>): Promise<void> {
  const { body } = routeOf(route);
  const wrong: string[] = [];
  for (const { what, field, payload } of variedBodies(shapeOf(body!), good[route].body ?? null, values)) {
    const fault = broken(await send(app, route, { ...loose(good[route]), payload }));
    if (fault !== null) wrong.push(`${field} ${what}: ${fault}`);
    cases += 1;
  }
  expect(wrong).toEqual([]);
}

// Names and passwords are hashed slowly on purpose; they have a test of their own below.
const SLOW: ReadonlySet<RouteKey> = new Set(['POST /console/sessions', 'POST /console/accounts']);
const withBody = ROUTE_KEYS.filter((route) => routeOf(route).body && !SLOW.has(route));

describe('odd texts are borne or refused', () => {
  it.each(withBody)('%s', async (route) => {
    await bear(route, (shape) =>
      shape.kind === 'text' && !shape.format
        ? ODD_TEXTS.filter((text) => text.length <= shape.max).map((text) => [text, text])
        : [],
    );
  });
});

describe('the ends of what is allowed are borne or refused', () => {
  it.each(withBody)('%s', async (route) => {
    await bear(route, extremes);
  });
});

describe('a template with far-off terms', () => {
  it.each([
    ['1970-01-01T00:00:00.000Z', '9998-12-31T23:59:59.999Z'],
    ['9998-12-31T23:59:59.998Z', '9998-12-31T23:59:59.999Z'],
  ])('C2: gives coupons good from %s to %s', async (from, to) => {
    const validity = { kind: 'fixed', from_at: from, to_at: to } as const;
    const id = await createTemplate(app, edge.counter.shop, { validity, listed: true });
    const { token } = edge.ann;
    const { coupon } = await app.ok('POST /coupon-templates/{id}/claims', { token, params: { id } });
    expect(coupon).toMatchObject({ valid_from_at: from, valid_to_at: to });
    await app.ok('GET /me/coupons/{id}', { token, params: { id: coupon.id } });
    await app.ok('GET /me/coupons', { token });
    await app.ok('GET /coupon-templates', { token });
  });

  it.each([
    ['from_at', '1969-12-31T23:59:59.999Z', '2027-01-01T00:00:00.000Z'],
    ['to_at', '2026-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
  ])('C2: is refused where %s is beyond what can be reckoned with', async (field, from, to) => {
    const token = await app.asConsole();
    const body = { ...(good['POST /console/coupon-templates'].body as object) };
    const validity = { kind: 'fixed', from_at: from, to_at: to };
    const payload = JSON.stringify({ ...body, validity });
    const reply = await send(app, 'POST /console/coupon-templates', { token, payload });
    expect(faultOf(reply, { codes: ['malformed'], field: `validity.${field}` })).toBeNull();
  });
});

/** Characters of the odd texts that nobody sees. */
const UNSEEN = /[\u200b\u2028\u202e]/;

const cursor = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');
const CURSORS = [
  ...[[], [''], ['x'], [0], [-1], [2 ** 53], [1e308], [null], [['x']], [{}], {}, 'x', 7, null, true].map(
    cursor,
  ),
  ...[
    ['x', 1],
    [1, 'x'],
    [1, 2, 3],
    ['x', 'y'],
    [0, 0],
    [-1, -1],
    [1, 1, "' OR '1'='1"],
  ].map(cursor),
  ...['!!!', '%', 'W10', '=', '0', '1', '-1', '1.5', '1-1', '0.0', '9'.repeat(64), 'e30'],
];
const PLACES = ['90,180', '-90,-180', '0,0', '99,999', '-0,-0', '90.0000001,0', '89.9999999,-179.9999999'];

describe('odd queries are borne or refused', () => {
  const listing = ROUTE_KEYS.filter((route) => partsOf(route).method === 'GET' && routeOf(route).query);

  it.each(listing)('%s', async (route) => {
    const shape = shapeOf(routeOf(route).query!);
    const fields = shape.kind === 'object' ? Object.entries(shape.fields) : [];
    const wrong: string[] = [];
    for (const [name, field] of fields) {
      for (const value of oddWords(name, field)) {
        const query = new URLSearchParams({ ...good[route].query, [name]: value }).toString();
        const fault = broken(await send(app, route, { ...loose(good[route]), query }));
        if (fault !== null) wrong.push(`${query}: ${fault}`);
        cases += 1;
      }
    }
    expect(wrong).toEqual([]);
  });

  function oddWords(name: string, shape: Shape): string[] {
    if (name === 'after') return [...CURSORS, ...ODD_TEXTS];
    if (name === 'near') return PLACES;
    // a poll that waits as long as it may would only take time
    if (name === 'wait_ms') return ['0', '1', '', ' ', '-0', '1e1', '0x1'];
    return extremes(shape).flatMap(([, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [`${value}`] : [],
    );
  }
});

/** Whether some row of a query about one thing holds exactly this text, by itself or inside JSON. */
async function isKept(sql: string, id: string, text: string): Promise<boolean> {
  const inJson = JSON.stringify(text);
  const rows = await rowsOf(app, sql, [id]);
  return rows.some((row) =>
    Object.values(row).some(
      (value) =>
        value === text ||
        (typeof value === 'string' && value.includes(inJson)) ||
        (typeof value === 'object' && value !== null && JSON.stringify(value).includes(inJson)),
    ),
  );
}

describe.each(ODD_TEXTS.map((text, i) => [text, `${i}${text}`]))('%s is kept to the byte', (_text, text) => {
  it('in the console', async () => {
    const token = await app.asConsole();
    const merchant = await app.ok('POST /console/merchants', { token, body: { ...MERCHANT, name: text } });
    expect(merchant.name).toBe(text);
    const named = { name: text, address: text };
    const store = await app.ok('POST /console/stores', { token, body: storeBody(merchant.id, named) });
    expect(store).toMatchObject(named);
    const shown = await app.ok('GET /stores/{id}', { params: { id: store.id } });
    expect(shown).toMatchObject({ ...named, merchant_name: text });
    const staff = await app.ok('POST /console/staff', {
      token,
      body: { name: text, role: 'clerk', store_ids: [] },
    });
    expect(staff.name).toBe(text);
    expect((await createChannel(app, { name: text })).name).toBe(text);
    const template = await createTemplate(app, edge.counter.shop, {
      title: text,
      value: { kind: 'exchange', item: text, value_fen: 100 },
    });
    expect(await isKept('SELECT * FROM coupon_templates WHERE id = ?', template, text)).toBe(true);
    const changing = { token, params: { id: template }, body: { delta: 1, reason: text } };
    await app.ok('POST /console/coupon-templates/{id}/stock-changes', changing);
    expect(await isKept('SELECT * FROM changes WHERE subject_id = ?', template, text)).toBe(true);
  });

  it('by members and at the counter', async () => {
    const { token, visit_id } = await arrive(app, text);
    const kept = await app.ok('POST /visits', { token, body: { scene: text, path: text, invite: text } });
    expect(await rowsOf(app, 'SELECT scene, path, invite FROM visits WHERE id = ?', [kept.visit_id])).toEqual(
      [{ scene: text, path: text, invite: text }],
    );
    await app.ok('POST /members', { token, body: { visit_id, consents: CONSENTS } });
    // a name that others read is in NFC, and nothing in it is unseen
    const named = await app.call('PATCH /me', { token, body: { nickname: text } });
    expect([named.status, named.body.nickname]).toEqual(
      UNSEEN.test(text) ? [400, undefined] : [200, text.normalize('NFC')],
    );
    const { clerk, shop } = edge.counter;
    const bill = { amount_fen: 100, lines: [{ name: text, quantity: 1, amount_fen: 100 }], receipt_no: text };
    const purchase = { token: clerk.token, body: { store_id: shop.store_id, ...bill } };
    const key = freshKey();
    const first = await app.ok('POST /staff/purchases', { ...purchase, key });
    const [row] = await rowsOf(app, 'SELECT receipt_no FROM purchases WHERE id = ?', [first.purchase_id]);
    expect(row).toEqual({ receipt_no: text });
    const again = await app.call('POST /staff/purchases', purchase);
    expect([again.body.code, again.body.detail]).toEqual([
      'receipt_no_used',
      `小票号 ${text} 在本店已登记过。`,
    ]);
    expect((await app.call('POST /staff/purchases', { ...purchase, key })).replayed).toBe(true);
  });
});

describe('names and passwords of the console', () => {
  it('O1: a password is what was typed, whatever it is', async () => {
    const token = await app.asConsole();
    const passwords = [ODD_TEXTS.slice(0, 9).join(' '), ` ${'😀'.repeat(20)} `, '\u0000\u0001\n'.repeat(5)];
    for (const [i, password] of passwords.entries()) {
      const name = `odd-${i}`;
      await app.ok('POST /console/accounts', { token, body: { name, password, role: 'auditor' } });
      await app.ok('POST /console/sessions', { body: { name, password } });
      const close = await app.call('POST /console/sessions', { body: { name, password: `${password} ` } });
      expect([close.status, close.body.code]).toEqual([401, 'wrong_credentials']);
    }
  });

  it('O1: an odd name signs nobody in', async () => {
    for (const name of [
      "owner' --",
      'OWNER',
      'owner ',
      ' owner',
      'owner\u0000',
      'ow%',
      'öwner',
      '__proto__',
    ]) {
      const reply = await app.call('POST /console/sessions', { body: { name, password: CONSOLE_PASSWORD } });
      expect([name, reply.status, reply.body.code]).toEqual([name, 401, 'wrong_credentials']);
    }
  });
});
