import type { BodyInputOf, Routes } from '../../shared/contract';
import { instant, MINUTE_MS, toRfc3339, type Id } from '../../shared/kernel';
import { lapseDue, PayInbox, PayWatch } from '../../server/orders';
import { PaymentRefunds } from '../../server/payments';
import { sandboxPost, useTestApp, type TestApp } from '../support/app';
import { rowsOf, signIn } from './console.support';
import { claim as claimCoupon, joinCustomer, type Customer } from './counter.support';
import { createShop, listed, type Shop } from './coupons.support';
import { claimOne, createOffer, createSale } from './flash-sales.support';

/** An offer's price in these tests, and what the coupon of `createTemplate` takes off it. */
export const PRICE = 2_500;
export const OFF = 500;

type PayBody = BodyInputOf<Routes['POST /me/orders/{id}/payments']>;
interface Member {
  readonly token: string;
}

/** A shop that takes WeChat Pay; a customer, and a sale that is on for ten hours. */
export interface PayScene {
  readonly app: TestApp;
  readonly shop: Shop;
  readonly ann: Customer;
  readonly sale: Id<'sale'>;
}

type OfferChange = Parameters<typeof createOffer>[2];

/**
 * One app and shop for all tests of a file, and for each test a customer and a sale of their own; the books are
 * audited after each.
 * @param begun is given the scene of each test
 * @returns what is done in the scene
 */
export function usePayScene(begun: (scene: PayScene) => void) {
  let app: TestApp;
  let shop: Shop;
  let scene: PayScene;
  useTestApp(
    async (started) => {
      app = started;
      shop = await createShop(app);
    },
    { pay: true },
  );
  beforeEach(async () => {
    const ann = await joinCustomer(app);
    const from = app.clock.now();
    const hours = { starts_at: toRfc3339(from), ends_at: toRfc3339(instant(from + 600 * MINUTE_MS)) };
    scene = { app, shop, ann, sale: await createSale(app, shop, hours) };
    begun(scene);
  });
  afterEach(() => app.audit());
  const offer = (change: OfferChange = {}) =>
    createOffer(app, scene.sale, { price_fen: PRICE, per_member: 5, ...change });
  return {
    offer,
    /** An offer of which the customer holds a piece. */
    held: async (change: OfferChange = {}) => {
      const id = await offer(change);
      return { offer: id, order: await claimOne(app, scene.ann, scene.sale, id) };
    },
    here: () => ({ pickup_store_id: shop.store_id }),
    quote: (id: Id<'order'>, query: Record<string, string> = {}) =>
      app.call('GET /me/orders/{id}/quote', { token: scene.ann.token, params: { id }, query }),
    /** A coupon of the customer. */
    coupon: async (change: Parameters<typeof listed>[2] = {}) =>
      (await claimCoupon(app, scene.ann, await listed(app, shop, change))).id,
  };
}

/** Chooses how to pay, and answers whatever comes: by WeChat Pay, without a coupon, unless told otherwise. */
export function payFor(
  app: TestApp,
  { token }: Member,
  id: Id<'order'>,
  body: Partial<PayBody> = {},
  key?: string,
) {
  const expected = { pay_fen: PRICE, pay_points: 0, ...body.expected };
  return app.call('POST /me/orders/{id}/payments', {
    token,
    params: { id },
    body: { way: 'wechat', ...body, expected },
    ...(key === undefined ? {} : { key }),
  });
}

export function cancelFor(app: TestApp, { token }: Member, id: Id<'order'>, key?: string) {
  const once = key === undefined ? {} : { key };
  return app.call('POST /me/orders/{id}/cancellations', { token, params: { id }, ...once });
}

export function orderOf(app: TestApp, { token }: Member, id: Id<'order'>) {
  return app.ok('GET /me/orders/{id}', { token, params: { id } });
}

/** Our number at WeChat Pay of the order's payment. */
export async function tradeOf(app: TestApp, id: Id<'order'>): Promise<string> {
  const sql = 'SELECT p.out_trade_no FROM orders o JOIN payments p ON p.id = o.payment_id WHERE o.id = ?';
  return String((await rowsOf(app, sql, [id]))[0]?.['out_trade_no']);
}

/** What the payer does with the payment sheet. */
export function payAt(app: TestApp, trade: string, action: 'pay' | 'cancel' | 'pay_late' | 'pay_twice') {
  return sandboxPost<{ state: string; transaction_id: string }>(app.sandboxUrl, `payments/${trade}`, {
    action,
  });
}

interface AtWechat {
  readonly state: string;
  readonly total_fen: number;
  readonly refunds: readonly { readonly refund_fen: number; readonly status: string }[];
}

/** A payment as WeChat Pay has it. */
export async function atWechat(app: TestApp, trade: string): Promise<AtWechat> {
  return (await (await fetch(`${app.sandboxUrl}/_control/payments/${trade}`)).json()) as AtWechat;
}

/** Makes WeChat Pay misbehave. */
export function fault(app: TestApp, call: keyof typeof PAY_CALLS, kind: string, times = 1) {
  return sandboxPost(app.sandboxUrl, 'faults', { path: PAY_CALLS[call], kind, times });
}

const ORDERS = '/v3/pay/transactions';
const PAY_CALLS = {
  prepay: `${ORDERS}/jsapi`,
  query: `${ORDERS}/out-trade-no/{out_trade_no}`,
  close: `${ORDERS}/out-trade-no/{out_trade_no}/close`,
  notices: 'notices',
} as const;

/** Delivers the notices that wait. Answers how many got through to the server. */
export async function deliver(app: TestApp, within_ms = 0): Promise<number> {
  const { delivered } = await sandboxPost<{ delivered: readonly { status: number | null }[] }>(
    app.sandboxUrl,
    'notices/deliver',
    { within_ms },
  );
  return delivered.filter(({ status }) => status === 204).length;
}

/** Reads what is in the inbox, until nothing is due. */
export async function readInbox(app: TestApp): Promise<void> {
  while ((await app.app.nest.get(PayInbox).tick()) > 0);
}

/** Looks at every payment that is due, until none is. */
export async function watch(app: TestApp): Promise<void> {
  while ((await app.app.nest.get(PayWatch).tick()) > 0);
}

/** Everything that the background does about orders and their money. */
export async function settleAll(app: TestApp): Promise<void> {
  const { database, ledger, config } = app.app.core;
  await readInbox(app);
  await watch(app);
  while ((await lapseDue(database, ledger, app.clock, config.program)) > 0);
  while ((await app.app.nest.get(PaymentRefunds).tick()) > 0);
}

export async function givePoints(app: TestApp, { id }: { readonly id: Id<'member'> }, points: number) {
  const token = await signIn(app);
  await app.ok('POST /console/members/{id}/adjustments', {
    token,
    params: { id },
    body: { points, reason: '测试' },
  });
}

export async function balanceOf(app: TestApp, { token }: Member): Promise<number> {
  return (await app.ok('GET /me/points', { token })).balance;
}

export async function couponState(app: TestApp, { token }: Member, id: Id<'coupon'>) {
  return (await app.ok('GET /me/coupons/{id}', { token, params: { id } })).state;
}

/** The events of a member that begin with `order.`, oldest first. */
export async function orderEventsOf(app: TestApp, member: Id<'member'>): Promise<string[]> {
  const rows = await rowsOf(
    app,
    "SELECT type FROM outbox WHERE owner_key = ? AND type LIKE 'order.%' ORDER BY owner_version, ordinal",
    [`1.member:${member}`],
  );
  return rows.map(({ type }) => String(type));
}
