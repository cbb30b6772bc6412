import { routeOf, type ErrorCode, type RouteKey } from '../../shared/contract';
import { createTestApp, freshKey, type TestApp } from '../support/app';
import { footprintOf, settle } from '../support/footprint';
import { ID_PLACES, type IdPlace } from '../support/id-places';
import { faultOf } from '../support/problems';
import { send } from '../support/requests';
import { nobody } from '../support/samples';
import type { Json } from '../support/samples';
import { changed } from '../support/spoil';
import {
  claim,
  joinCustomer,
  memberCode,
  nextStep,
  openCounter,
  scanAt,
  type Assistant,
  type Customer,
} from './counter.support';
import type { Edge } from './edge';
import { goodRequests, loose, openEdge, type GoodRequest } from './edge.support';
import { claimOne } from './flash-sales.support';
import { joinWait } from './waits.support';
import { arrive } from './joins.support';

/**
 * At a counter every store but one's own is the same: not mine, whether it is there or not, and so is what was bought
 * there (S4). A ticket is good
 * in the store where it was opened: elsewhere it is not found. A store that is none is none where an order waits.
 */
function codesFor({ route, kind }: IdPlace): readonly ErrorCode[] {
  if (kind === 'store' && route.includes('/me/orders/')) return ['pickup_store_wrong'];
  const isCounter = routeOf(route).audience === 'staff' && (kind === 'store' || kind === 'purchase');
  return isCounter ? ['wrong_store', 'not_found'] : ['not_found'];
}

let app: TestApp;
let edge: Edge;
let good: Readonly<Record<RouteKey, GoodRequest>>;
let ben: Customer;
let foreign: Readonly<Record<string, readonly string[]>>;
let cases = 0;

beforeAll(async () => {
  app = await createTestApp();
  const early = await theirs();
  edge = early.edge;
  ben = early.ben;
  foreign = early.foreign;
  good = await goodRequests(app, edge);
  await settle(app);
});
afterAll(async () => {
  await app.audit();
  await app.close();
  process.stdout.write(`ownership: ${cases} requests with ids of others refused\n`);
});

/** Everything that there is a second time: what is somebody else's, by audience and kind of id. */
async function theirs() {
  const opened = await openEdge(app);
  const { counter, template } = opened;
  const other = await joinCustomer(app);
  const coupon = await claim(app, other, template);
  const spent = await claim(app, other, template);
  const scanBy = async (assistant: Assistant, storeId: Edge['counter']['other_store_id']) => {
    nextStep(app);
    return (await scanAt(app, assistant, storeId, memberCode(app, other))).scan_id;
  };
  const redemption = await app.ok('POST /staff/redemptions', {
    token: counter.elsewhere.token,
    body: {
      scan_id: await scanBy(counter.elsewhere, counter.other_store_id),
      coupon_ids: [spent.id],
      bill: { amount_fen: 3_000 },
    },
  });
  const scans = [
    await scanBy(counter.elsewhere, counter.other_store_id),
    await scanBy(counter.colleague, counter.shop.store_id),
  ];
  const strangers = await openCounter(app);
  return {
    edge: opened,
    ben: other,
    foreign: {
      'person visit': [(await arrive(app)).visit_id],
      'member coupon': [coupon.id, spent.id],
      'member order': [await claimOne(app, other, opened.sale, opened.offer)],
      'member wait': [(await joinWait(app, other, opened.waits.to_join)).body.id],
      'member reward': [opened.referrals.their_reward],
      'staff coupon': [coupon.id, spent.id],
      'staff scan': scans,
      'staff redemption': [redemption.redemption_id],
      'staff purchase': [redemption.purchase_id ?? ''],
      'staff store': [counter.other_store_id, strangers.shop.store_id],
    },
  };
}

/** What is good, to exchange an id in. Templates are asked about with a coupon, which is not picked up. */
function partFor({ route, part, path }: IdPlace): Json {
  const value = good[route][part] ?? null;
  if (route !== 'POST /console/offers' || path[0] !== 'goods') return value;
  const body = value as Readonly<Record<string, Json>>;
  return { ...body, goods: { kind: 'coupon', template_id: edge.template }, pickup_store_ids: [] };
}

/** Sends the good request with one id exchanged. */
async function refusalOf(place: IdPlace, id: string): Promise<string | null> {
  const { route, part, path } = place;
  const request = { ...good[route], [part]: changed(partFor(place), path, id) };
  cases += 1;
  return faultOf(await send(app, route, loose(request)), { codes: codesFor(place) });
}

const byName = ID_PLACES.map(
  (place) => [`${place.route} ${place.part} ${place.path.join('.')}`, place] as const,
);
const owned = byName.filter(([, { route, kind }]) =>
  [
    'person visit',
    'member coupon',
    'member order',
    'member wait',
    'member reward',
    'staff coupon',
    'staff scan',
    'staff redemption',
    'staff purchase',
    'staff store',
  ].includes(`${routeOf(route).audience} ${kind}`),
);

describe('an id that nothing has is not found', () => {
  it.each(byName)('S4: %s', async (_name, place) => {
    const before = await footprintOf(app);
    for (const last of ['Z', '9']) expect(await refusalOf(place, nobody(place.kind, last))).toBeNull();
    expect(await footprintOf(app)).toEqual(before);
  });
});

describe('an id of somebody else is not found either', () => {
  it.each(owned)('S4: %s', async (_name, place) => {
    const before = await footprintOf(app);
    const ids = foreign[`${routeOf(place.route).audience} ${place.kind}`] ?? [];
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) expect(await refusalOf(place, id)).toBeNull();
    expect(await footprintOf(app)).toEqual(before);
  });

  it('S4: nor a store of another merchant in the terms of a template', async () => {
    const before = await footprintOf(app);
    const [, store = ''] = foreign['staff store'] ?? [];
    const places = ID_PLACES.filter(
      ({ route, path }) => route.includes('coupon-templates') && path[0] === 'scope',
    );
    expect(places).toHaveLength(2);
    for (const place of places) expect(await refusalOf(place, store)).toBeNull();
    expect(await footprintOf(app)).toEqual(before);
  });
});

describe('what is somebody else’s is in no list', () => {
  it('S4: coupons, points and events are one’s own', async () => {
    const { token } = ben;
    const mine = edge.coupons.map(({ id }) => id);
    for (const state of ['usable', 'used', 'expired'] as const) {
      const { items } = await app.ok('GET /me/coupons', { token, query: { state, limit: 100 } });
      expect(items.filter(({ id }) => mine.includes(id))).toEqual([]);
    }
    const ours = await app.ok('GET /me/points/transfers', { token: edge.ann.token });
    const theirLines = await app.ok('GET /me/points/transfers', { token });
    expect(ours.items.length).toBeGreaterThan(0);
    expect(theirLines.items.length).toBeGreaterThan(0);
    const ids = new Set(ours.items.map(({ id }) => id));
    expect(theirLines.items.filter(({ id }) => ids.has(id))).toEqual([]);
    // a position in a feed is no key to it
    const { next } = await app.ok('GET /me/events', { token: edge.ann.token });
    const { items } = await app.ok('GET /me/events', { token, query: { after: next, wait_ms: 0 } });
    expect(JSON.stringify(items)).not.toContain(edge.ann.id);
  });

  it('S4: a clerk sees what the clerk did, a manager what the store did', async () => {
    const { clerk, colleague, manager, shop } = edge.counter;
    const seen = async (token: string) =>
      (await app.ok('GET /staff/records', { token, query: { store_id: shop.store_id } })).items.map(
        ({ id }) => id,
      );
    expect(await seen(colleague.token)).toEqual([]);
    expect(await seen(clerk.token)).toContain(edge.redemption);
    const all = await seen(manager.token);
    expect(all).toContain(edge.redemption);
    expect(all).not.toContain(foreign['staff redemption']?.[0]);
  });

  it('L5: a key is one’s own: another member’s use of it is another request', async () => {
    const key = freshKey();
    const claimWith = (token: string) =>
      app.call('POST /coupon-templates/{id}/claims', { token, key, params: { id: edge.template } });
    const [first, second] = [await claimWith(edge.ann.token), await claimWith(ben.token)];
    expect([first.status, second.status, second.replayed]).toEqual([201, 201, false]);
    expect(first.body.coupon.id).not.toBe(second.body.coupon.id);
  });
});

describe('with the right id it would have been done', () => {
  const routes = [...new Set(ID_PLACES.map(({ route }) => route))];
  it.each(routes)('%s', async (route) => {
    const reply = await send(app, route, loose(good[route]));
    expect([reply.status, reply.status < 300 ? null : reply.body]).toEqual([routeOf(route).status, null]);
  });
});
