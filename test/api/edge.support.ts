import { routeOf, type RouteKey } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { phoneCode, SETUP_TOKEN, CONSOLE_PASSWORD, type TestApp } from '../support/app';
import { base64, png } from '../support/pictures';
import { ROUTE_KEYS, type LooseRequest } from '../support/requests';
import { sampleOf, wordOf, type Json } from '../support/samples';
import { shapeOf } from '../support/shapes';
import { channelBody, storeBody } from './console.support';
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
  type OwnCoupon,
} from './counter.support';
import { arrive, createChannel, freshPhone, type Channel } from './joins.support';

type Fields = Readonly<Record<string, Json>>;

/** A request that succeeds, with every field that its route knows, in parts that can be broken one by one. */
export interface GoodRequest {
  readonly token: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
}

/** What a test says about a route beyond what its schemas say. */
interface Given {
  readonly token?: string | undefined;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Fields;
}
type GivenByRoute = Readonly<Partial<Record<RouteKey, Given>>>;

/** A shop with everything in it that a request can be about. */
export interface Edge {
  readonly counter: Counter;
  readonly ann: Customer;
  readonly template: Id<'template'>;
  readonly channel: Channel;
  /** Ann's: to redeem, to spend in a purchase, to look at. */
  readonly coupons: readonly [OwnCoupon, OwnCoupon, OwnCoupon];
  readonly redemption: Id<'redemption'>;
  /** Tickets of the clerk for Ann: for a redemption and for a purchase. */
  readonly scans: readonly [Id<'scan'>, Id<'scan'>];
  readonly receipt: string;
}

/** Sets the stage through the API. The clock stands still afterwards: tickets and codes stay good. */
export async function openEdge(app: TestApp): Promise<Edge> {
  const counter = await openCounter(app);
  const ann = await joinCustomer(app);
  const template = await listedTemplate(app, counter);
  const channel = await createChannel(app, { store_id: counter.shop.store_id });
  const own = () => claim(app, ann, template);
  const coupons = [await own(), await own(), await own()] as const;
  const spent = await own();
  const first = await ticket(app, counter, ann);
  const { redemption_id: redemption } = await app.ok('POST /staff/redemptions', {
    token: counter.clerk.token,
    body: { scan_id: first, coupon_ids: [spent.id], bill: { amount_fen: 3_000 } },
  });
  const purchase = await app.ok('POST /staff/purchases', {
    token: counter.clerk.token,
    body: { store_id: counter.shop.store_id, amount_fen: 1_000 },
  });
  const scans = [await ticket(app, counter, ann), await ticket(app, counter, ann)] as const;
  nextStep(app);
  const receipt = purchase.receipt?.code ?? '';
  return { counter, ann, template, channel, coupons, redemption, scans, receipt };
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
  const given = { ...(await ofPersons(app, edge)), ...ofStaff(app, edge), ...(await ofConsole(app, edge)) };
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
    query: { ...texts(sampleQuery), ...given.query },
    body: body ? { ...(sampleOf(shapeOf(body)) as Fields), ...given.body } : undefined,
  };
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
    payload: good.body === undefined ? undefined : JSON.stringify(good.body),
  };
}

async function ofPersons(app: TestApp, edge: Edge): Promise<GivenByRoute> {
  const newcomer = await arrive(app, edge.channel.code);
  const codeFor = async (openid: string) => phoneCode(app, openid, freshPhone());
  const joining = { visit_id: newcomer.visit_id, phone_code: await codeFor(newcomer.openid) };
  const coupon = { params: { id: edge.coupons[2].id } };
  return {
    'POST /auth/wechat': { body: { js_code: await loginCode(app) } },
    'POST /visits': { token: newcomer.token, body: { scene: edge.channel.code } },
    'POST /members': {
      token: newcomer.token,
      body: { ...joining, nickname: '小明', consents: { terms: '2026-11', marketing: true } },
    },
    'PATCH /me': { body: { nickname: '小安' } },
    'PUT /me/avatar': { body: { picture: base64(png()) } },
    'GET /pictures/{id}': await anyPicture(app),
    'POST /me/phone': { body: { phone_code: await codeFor(edge.ann.openid) } },
    'GET /me/events': { query: { wait_ms: '0' } },
    'GET /stores/{id}': { params: { id: edge.counter.shop.store_id } },
    'POST /coupon-templates/{id}/claims': { params: { id: edge.template } },
    'GET /me/stores/{id}/coupons': { params: { id: edge.counter.shop.store_id } },
    'GET /me/coupons/{id}': coupon,
    'GET /me/coupons/{id}/code': coupon,
    'POST /me/receipts': { body: { code: edge.receipt } },
  };
}

/** Somebody's picture, which nobody has checked yet, by its signed address. */
async function anyPicture(app: TestApp): Promise<Given> {
  const { token } = await joinCustomer(app);
  const { avatar } = await app.ok('PUT /me/avatar', { token, body: { picture: base64(png({ shade: 1 })) } });
  const [path = '', query = ''] = (avatar?.url ?? '').split('?');
  return {
    params: { id: path.slice('/pictures/'.length) },
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

async function loginCode(app: TestApp): Promise<string> {
  const answer = await fetch(`${app.sandboxUrl}/_control/people/openid-of-edge-login/login-codes`, {
    method: 'POST',
  });
  return ((await answer.json()) as { js_code: string }).js_code;
}

function ofStaff(app: TestApp, { counter, ann, coupons, redemption, scans }: Edge): GivenByRoute {
  const { store_id } = counter.shop;
  const lines = [{ name: '拿铁', quantity: 2, amount_fen: 5_000 }];
  const bill = { amount_fen: 5_000, lines };
  return {
    'POST /staff/scans': { body: { code: memberCode(app, ann), store_id } },
    'GET /staff/scans/{id}/quote': {
      params: { id: scans[0] },
      query: { amount_fen: '5000', coupon_id: coupons[2].id },
    },
    'POST /staff/redemptions': {
      body: { scan_id: scans[0], bill: { ...bill, receipt_no: 'A-1' }, coupon_ids: [coupons[0].id] },
    },
    'POST /staff/redemptions/{id}/undo': { params: { id: redemption }, body: { reason: '点错了' } },
    'POST /staff/purchases': {
      body: { scan_id: scans[1], store_id, ...bill, receipt_no: 'A-2', coupon_ids: [coupons[1].id] },
    },
    'GET /staff/records': { query: { store_id, day: '2026-11-20' } },
  };
}

async function ofConsole(app: TestApp, { counter, template, channel }: Edge): Promise<GivenByRoute> {
  const token = await app.asConsole();
  const { merchant_id, store_id } = counter.shop;
  const invited = await app.ok('POST /console/staff', {
    token,
    body: { name: '小孙', role: 'clerk', store_ids: [store_id] },
  });
  const bound = await arrive(app);
  const leaving = await app.ok('POST /console/sessions', {
    body: { name: 'owner', password: CONSOLE_PASSWORD },
  });
  const period = { valid_from_at: '2026-11-01T00:00:00.000Z', valid_to_at: '2027-01-01T00:00:00.000Z' };
  const claims = { claim_from_at: '2026-11-01T00:00:00.000Z', claim_to_at: '2027-01-01T00:00:00.000Z' };
  const validity = { kind: 'fixed', from_at: period.valid_from_at, to_at: period.valid_to_at };
  const hours = [{ weekday: 1, from_minute: 540, to_minute: 1200 }];
  const scope = { store_ids: [store_id], new_members_only: false };
  const times = { weekdays: [1, 2], from_minute: 60, to_minute: 600 };
  const store = { name: '南京路店', hours, lat: 31.2, lng: 121.4 };
  const staff = { name: '小吴', role: 'manager', store_ids: [store_id] };
  return {
    'POST /staff/bindings': { token: bound.token, body: { invitation: invited.invitation.code } },
    'POST /console/setup': { body: { token: SETUP_TOKEN, name: 'another', password: CONSOLE_PASSWORD } },
    'POST /console/sessions': { body: { name: 'owner', password: CONSOLE_PASSWORD } },
    'DELETE /console/sessions/current': { token: leaving.token },
    'POST /console/accounts': { body: { name: 'new.account', password: CONSOLE_PASSWORD } },
    'PATCH /console/merchants/{id}': { params: { id: merchant_id }, body: { version: 1 } },
    'POST /console/stores': { body: { ...storeBody(merchant_id), hours } },
    'PATCH /console/stores/{id}': { params: { id: counter.other_store_id }, body: { version: 1, ...store } },
    'POST /console/staff': { body: staff },
    'PATCH /console/staff/{id}': { params: { id: counter.elsewhere.id }, body: { version: 1, ...staff } },
    'POST /console/staff/{id}/invitations': { params: { id: counter.colleague.id } },
    'POST /console/channels': {
      body: {
        ...channelBody({ store_id, staff_id: counter.clerk.id, gift_template_id: template, gift_budget: 9 }),
        ...period,
      },
    },
    'PATCH /console/channels/{id}': {
      params: { id: channel.id },
      body: { version: 1, gift_template_id: template, ...period },
    },
    'GET /console/channels/{id}/code.png': { params: { id: channel.id }, query: { width: '300' } },
    'POST /console/coupon-templates': { body: { merchant_id, validity, scope, times, ...claims } },
    'PATCH /console/coupon-templates/{id}': {
      params: { id: template },
      body: { version: 1, validity, scope, times, ...claims },
    },
    'POST /console/coupon-templates/{id}/stock-changes': {
      params: { id: template },
      body: { delta: 5, reason: '加印' },
    },
  };
}
