import { CONSOLE_PASSWORD, phoneCode, SETUP_TOKEN, type TestApp } from '../support/app';
import { base64, png } from '../support/pictures';
import { channelBody, storeBody } from './console.support';
import { joinCustomer, memberCode, type Counter } from './counter.support';
import type { Edge, Given, GivenByRoute } from './edge';
import { offerBody, saleBody, ticketFor } from './flash-sales.support';
import { arrive, freshPhone } from './joins.support';

/** What members and people send. */
export async function ofPersons(app: TestApp, edge: Edge): Promise<GivenByRoute> {
  const newcomer = await arrive(app, edge.channel.code);
  const codeFor = async (openid: string) => phoneCode(app, openid, freshPhone());
  const joining = { visit_id: newcomer.visit_id, phone_code: await codeFor(newcomer.openid) };
  const coupon = { params: { id: edge.coupons[2].id } };
  const ticket = await ticketFor(app, edge.ann, edge.sale);
  return {
    'POST /auth/wechat': { body: { js_code: await loginCode(app) } },
    'POST /visits': {
      token: newcomer.token,
      body: { scene: edge.channel.code, invite: edge.referrals.code },
    },
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
    'GET /flash-sales/{id}': { params: { id: edge.sale } },
    'GET /flash-sales/{id}/ticket': { params: { id: edge.sale } },
    'POST /offers/{id}/claims': { params: { id: edge.offer }, headers: { 'liuke-ticket': ticket } },
    'GET /me/orders/{id}': { params: { id: edge.orders[0] } },
    'GET /me/orders/{id}/quote': {
      params: { id: edge.orders[0] },
      query: { pickup_store_id: edge.counter.shop.store_id },
      without: ['coupon_id'],
    },
    'POST /me/orders/{id}/payments': {
      params: { id: edge.orders[0] },
      body: {
        way: 'counter',
        pickup_store_id: edge.counter.shop.store_id,
        expected: { pay_fen: 990, pay_points: 0 },
      },
      without: ['coupon_id'],
    },
    'POST /me/orders/{id}/cancellations': { params: { id: edge.orders[1] } },
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

/** What assistants send. */
export function ofStaff(app: TestApp, edge: Edge): GivenByRoute {
  const { counter, ann, coupons, redemption, purchase, scans } = edge;
  const { store_id } = counter.shop;
  const lines = [{ name: '拿铁', quantity: 2, amount_fen: 5_000 }];
  const bill = { amount_fen: 5_000, lines };
  // with ¥5 off, at a point per yuan
  const expected = { paid_fen: 4_500, points: 45 };
  return {
    'POST /staff/scans': { body: { code: memberCode(app, ann), store_id } },
    'GET /staff/scans/{id}/quote': {
      params: { id: scans[0] },
      query: {
        amount_fen: '5000',
        coupon_id: coupons[2].id,
        lines: JSON.stringify([{ name: '茶', quantity: 1, amount_fen: 5_000 }]),
      },
    },
    'POST /staff/redemptions': {
      body: {
        scan_id: scans[0],
        bill: { ...bill, receipt_no: 'A-1' },
        coupon_ids: [coupons[0].id],
        expected,
      },
    },
    'POST /staff/redemptions/{id}/undo': { params: { id: redemption }, body: { reason: '点错了' } },
    'POST /staff/purchases': {
      body: {
        scan_id: scans[1],
        store_id,
        ...bill,
        receipt_no: 'A-2',
        coupon_ids: [coupons[1].id],
        expected,
      },
    },
    'GET /staff/purchases': { query: { store_id, receipt_no: 'A-0', scan_id: scans[1] } },
    'GET /staff/purchases/{id}': { params: { id: purchase } },
    'GET /staff/purchases/{id}/refund-quote': {
      params: { id: purchase },
      query: { lines: '0:500' },
      without: ['amount_fen'],
    },
    'POST /staff/purchases/{id}/refunds': {
      params: { id: purchase },
      body: { lines: [{ index: 0, amount_fen: 500 }], reason: '顾客退货' },
      without: ['amount_fen'],
    },
    'GET /staff/records': { query: { store_id, day: '2026-11-20' } },
  };
}

/** What operators send. */
export async function ofConsole(app: TestApp, edge: Edge): Promise<GivenByRoute> {
  const { counter, template, channel, campaign, sale, offer } = edge;
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
  const { kind: _kind, ...saleChange } = changeOf(saleBody(counter.shop, { store_ids: [store_id] }));
  const staff = { name: '小吴', role: 'manager', store_ids: [store_id] };
  return {
    'POST /staff/bindings': { token: bound.token, body: { invitation: invited.invitation.code } },
    'POST /console/setup': { body: { token: SETUP_TOKEN, name: 'another', password: CONSOLE_PASSWORD } },
    'POST /console/sessions': { body: { name: 'owner', password: CONSOLE_PASSWORD } },
    'DELETE /console/sessions/current': { token: leaving.token },
    'POST /console/accounts': { body: { name: 'new.account', password: CONSOLE_PASSWORD } },
    'PATCH /console/merchants/{id}': { params: { id: merchant_id }, body: { version: 1 } },
    'POST /console/point-campaigns': { body: campaignBody(counter) },
    'PATCH /console/point-campaigns/{id}': {
      params: { id: campaign },
      body: { version: 1, ...changeOf(campaignBody(counter)) },
    },
    'POST /console/flash-sales': { body: saleBody(counter.shop, { store_ids: [store_id] }) },
    'PATCH /console/flash-sales/{id}': {
      params: { id: sale },
      body: { version: 1, ...saleChange },
    },
    'GET /console/flash-sales/{id}/offers': { params: { id: sale } },
    'POST /console/offers': { body: offerBody(sale, { pickup_store_ids: [store_id] }) },
    'GET /console/orders': { query: { offer_id: offer, member_id: edge.ann.id } },
    'PATCH /console/offers/{id}': {
      params: { id: offer },
      body: { version: 1, price_fen: 500, list_price_fen: 900, pickup_store_ids: [store_id] },
    },
    'POST /console/offers/{id}/stock-changes': { params: { id: offer }, body: { delta: 5, reason: '加货' } },
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

/** A campaign and a sale stay with their merchant. */
function changeOf<Terms extends { readonly merchant_id: string }>({
  merchant_id: _merchant,
  ...terms
}: Terms) {
  return terms;
}

/** Never on, so that it changes no other test. */
export function campaignBody({ shop }: Counter) {
  const days = { from_day: '2026-11-01', to_day: '2026-11-02', weekdays: [2] };
  const minutes = { from_minute: 600, to_minute: 720 };
  const { merchant_id, store_id } = shop;
  return { merchant_id, name: '双倍积分', multiplier_bp: 20_000, store_ids: [store_id], ...days, ...minutes };
}
