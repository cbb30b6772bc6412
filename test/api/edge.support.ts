import { routeOf, type RouteKey } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import { ROUTE_KEYS, type LooseRequest } from '../support/requests';
import { sampleOf, wordOf, type Json } from '../support/samples';
import { shapeOf } from '../support/shapes';
import {
  claim,
  joinCustomer,
  listedTemplate,
  memberCode,
  nextStep,
  openCounter,
  scanAt,
  type Counter,
  type Customer,
} from './counter.support';
import type { Edge, Fields, Given } from './edge';
import { campaignBody, ofConsole, ofPersons, ofStaff } from './edge.given';
import { ofJobs, openJobs } from './edge.jobs';
import { ofMoney, openMoney } from './edge.money';
import { ofPickups, openPickupEdge } from './edge.pickups';
import { ofPoints, openPoints } from './edge.points';
import { ofReferrals, openReferrals } from './edge.referrals';
import { ofWaits, openWaits } from './edge.waits';
import { claimOne, createOffer, createSale } from './flash-sales.support';
import { createChannel } from './joins.support';

/** A request that succeeds, with every field that its route knows, in parts that can be broken one by one. */
export interface GoodRequest {
  readonly token: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Sets the stage through the API. The clock stands still afterwards: tickets and codes stay good. */
export async function openEdge(app: TestApp): Promise<Edge> {
  const counter = await openCounter(app);
  const points = await openPoints(app, counter);
  const jobs = await openJobs(app);
  const ann = await joinCustomer(app);
  const template = await listedTemplate(app, counter);
  // takes minutes on the clock: before what can be undone for minutes only
  const referrals = await openReferrals(app, counter, ann);
  const channel = await createChannel(app, { store_id: counter.shop.store_id });
  const own = () => claim(app, ann, template);
  const coupons = [await own(), await own(), await own()] as const;
  const spent = await own();
  const first = await ticket(app, counter, ann);
  const { redemption_id: redemption } = await app.ok('POST /staff/redemptions', {
    token: counter.clerk.token,
    body: { scan_id: first, coupon_ids: [spent.id], bill: { amount_fen: 3_000 } },
  });
  const unclaimed = await app.ok('POST /staff/purchases', {
    token: counter.clerk.token,
    body: { store_id: counter.shop.store_id, amount_fen: 1_000 },
  });
  const { purchase_id: purchase } = await app.ok('POST /staff/purchases', {
    token: counter.clerk.token,
    body: {
      scan_id: await ticket(app, counter, ann),
      store_id: counter.shop.store_id,
      amount_fen: 9_000,
      lines: [{ name: '拿铁', quantity: 3, amount_fen: 9_000 }],
      receipt_no: 'A-0',
    },
  });
  const { id: campaign } = await app.ok('POST /console/point-campaigns', {
    token: await app.asConsole(),
    body: campaignBody(counter),
  });
  const sale = await createSale(app, counter.shop, { hold_minutes: 120 });
  const offer = await createOffer(app, sale, { per_member: 100 });
  const orders = [await claimOne(app, ann, sale, offer), await claimOne(app, ann, sale, offer)] as const;
  const scans = [await ticket(app, counter, ann), await ticket(app, counter, ann)] as const;
  nextStep(app);
  const pickups = await openPickupEdge(app, { counter, sale, offer }, ann);
  const receipt = unclaimed.receipt?.code ?? '';
  return {
    counter,
    ann,
    template,
    channel,
    coupons,
    redemption,
    purchase,
    campaign,
    sale,
    offer,
    orders,
    scans,
    receipt,
    points,
    jobs,
    pickups,
    waits: await openWaits(app, ann, sale),
    money: await openMoney(app, counter, sale),
    referrals,
  };
}

async function ticket(app: TestApp, counter: Counter, customer: Customer): Promise<Id<'scan'>> {
  nextStep(app);
  return (await scanAt(app, counter.clerk, counter.shop.store_id, memberCode(app, customer))).scan_id;
}

/** A good request for every route of the contract. */
export async function goodRequests(
  app: TestApp,
  edge: Edge,
): Promise<Readonly<Record<RouteKey, GoodRequest>>> {
  const given = {
    ...(await ofPersons(app, edge)),
    ...ofStaff(app, edge),
    ...(await ofConsole(app, edge)),
    ...ofPoints(app, edge.points, edge.template),
    ...ofJobs(edge.jobs),
    ...ofPickups(edge.pickups),
    ...ofWaits(edge.waits),
    ...ofMoney(edge.money),
    ...ofReferrals(edge.referrals, edge.counter, edge.ann),
  };
  const tokens = {
    public: undefined,
    person: edge.ann.token,
    member: edge.ann.token,
    staff: edge.counter.clerk.token,
    console: await app.asConsole(),
  };
  const good = ROUTE_KEYS.map((route) => {
    const own: Given = given[route] ?? {};
    const { audience } = routeOf(route);
    return [route, { ...sampleRequest(route, own), token: own.token ?? tokens[audience] }] as const;
  });
  return Object.fromEntries(good) as Record<RouteKey, GoodRequest>;
}

/** A well-formed request made from the schemas alone, but for what is given; its ids are those of nothing. */
export function sampleRequest(route: RouteKey, given: Given = {}): Omit<GoodRequest, 'token'> {
  const { params, query, body } = routeOf(route);
  const { after: _cursor, ...sampleQuery } = query ? (sampleOf(shapeOf(query)) as Fields) : {};
  return {
    params: { ...texts(params ? (sampleOf(shapeOf(params)) as Fields) : {}), ...given.params },
    query: without({ ...texts(sampleQuery), ...given.query }, given),
    headers: given.headers ?? {},
    body: body ? without({ ...(sampleOf(shapeOf(body)) as Fields), ...given.body }, given) : undefined,
  };
}

function without<Value>(
  fields: Readonly<Record<string, Value>>,
  { without: names = [] }: Given,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function texts(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, wordOf(value)]));
}

/** The parts of a good request, ready to be sent. */
export function loose(
  good: Omit<GoodRequest, 'token'> & { readonly token?: string | undefined },
): LooseRequest {
  return {
    token: good.token,
    params: good.params,
    query: new URLSearchParams(good.query).toString(),
    headers: good.headers,
    payload: good.body === undefined ? undefined : JSON.stringify(good.body),
  };
}
