import type { BodyInputOf, Routes } from '../../shared/contract';
import { DAY_MS, instant, toRfc3339, type Id } from '../../shared/kernel';
import { PaymentRefunds } from '../../server/payments';
import type { TestApp } from '../support/app';
import { signIn } from './console.support';
import { joinCustomer, nextStep, openCounter, scanAt, type Counter, type Customer } from './counter.support';
import { claimOne, createOffer, createSale } from './flash-sales.support';
import { deliver, givePoints, payAt, payFor, readInbox, tradeOf } from './order-payments.support';

type OfferBody = BodyInputOf<Routes['POST /console/offers']>;

/** A counter and a sale that is on for days. */
export interface Market {
  readonly app: TestApp;
  readonly counter: Counter;
  readonly sale: Id<'sale'>;
}

export async function openMarket(app: TestApp, days = 30): Promise<Market> {
  const counter = await openCounter(app);
  const from = app.clock.now();
  const sale = await createSale(app, counter.shop, {
    starts_at: toRfc3339(from),
    ends_at: toRfc3339(instant(from + days * DAY_MS)),
  });
  return { app, counter, sale };
}

/** An order that is paid, and whose it is. */
export interface BoughtOrder {
  readonly buyer: Customer;
  readonly order: Id<'order'>;
  readonly offer: Id<'offer'>;
  /** Null where there was nothing to pay. */
  readonly payment: Id<'payment'> | null;
}

interface Terms {
  readonly way?: 'wechat' | 'counter';
  readonly buyer?: Customer;
  readonly coupon?: { readonly id: Id<'coupon'>; readonly fen: number };
}

/** Somebody buys a piece of an offer of its own, through WeChat Pay unless told otherwise. */
export async function buy(
  market: Market,
  change: Partial<OfferBody> = {},
  terms: Terms = {},
): Promise<BoughtOrder> {
  const { app, counter, sale } = market;
  const buyer = terms.buyer ?? (await joinCustomer(app));
  const offer = await createOffer(app, sale, change);
  const points = change.price_points ?? 0;
  if (points > 0) await givePoints(app, buyer, points);
  const order = await claimOne(app, buyer, sale, offer);
  const pay_fen = (change.price_fen ?? 990) - (terms.coupon?.fen ?? 0);
  const way = pay_fen === 0 ? 'none' : (terms.way ?? 'wechat');
  const opened = await payFor(app, buyer, order, {
    way,
    ...(change.goods?.kind === 'coupon' ? {} : { pickup_store_id: counter.shop.store_id }),
    ...(terms.coupon ? { coupon_id: terms.coupon.id } : {}),
    expected: { pay_fen, pay_points: points },
  });
  if (opened.status !== 201) throw new Error(`not paid: ${JSON.stringify(opened.body)}`);
  if (way === 'wechat') await payInTime(app, order);
  if (way === 'counter') await payHere(market, buyer, order, pay_fen);
  const [row] = await app.db.database.read.query<{ id: Id<'payment'> | null }>(
    'SELECT payment_id AS id FROM orders WHERE id = ?',
    [order],
  );
  return { buyer, order, offer, payment: row?.id ?? null };
}

async function payInTime(app: TestApp, order: Id<'order'>): Promise<void> {
  await payAt(app, await tradeOf(app, order), 'pay');
  await deliver(app);
  await readInbox(app);
}

async function scanned({ app, counter }: Market, buyer: Customer, order: Id<'order'>): Promise<Id<'scan'>> {
  nextStep(app);
  const { code } = await app.ok('GET /me/orders/{id}/code', { token: buyer.token, params: { id: order } });
  return (await scanAt(app, counter.clerk, counter.shop.store_id, code)).scan_id;
}

async function payHere(market: Market, buyer: Customer, order: Id<'order'>, fen: number): Promise<void> {
  const scan_id = await scanned(market, buyer, order);
  const body = { scan_id, expected: { pay_fen: fen } };
  await market.app.ok('POST /staff/order-payments', { token: market.counter.clerk.token, body });
}

/** The clerk hands pieces of an order over. */
export async function handOut(market: Market, { buyer, order }: BoughtOrder, pieces: number): Promise<void> {
  const scan_id = await scanned(market, buyer, order);
  const body = { scan_id, pieces };
  await market.app.ok('POST /staff/pickups', { token: market.counter.clerk.token, body });
}

/** The member asks for so many pieces back; what was shown is right unless told otherwise. */
export async function askBack(
  app: TestApp,
  { buyer, order }: BoughtOrder,
  pieces: number,
  expected: { readonly fen: number; readonly points: number },
  key?: string,
) {
  return app.call('POST /me/orders/{id}/refunds', {
    token: buyer.token,
    params: { id: order },
    body: { pieces, expected },
    ...(key === undefined ? {} : { key }),
  });
}

/** An operator refunds pieces, and answers whatever comes. */
export async function refundByHand(
  app: TestApp,
  { order }: BoughtOrder,
  pieces: number,
  expected: { readonly fen: number; readonly points: number },
) {
  return app.call('POST /console/orders/{id}/refunds', {
    token: await signIn(app),
    params: { id: order },
    body: { pieces, reason: '做坏了', expected },
  });
}

/** An order as its member sees it. */
export function seenOrder(app: TestApp, { buyer, order }: BoughtOrder) {
  return app.ok('GET /me/orders/{id}', { token: buyer.token, params: { id: order } });
}

/** What is on its way back through WeChat Pay for an order, or has arrived. */
export async function sentBack(app: TestApp, { order }: BoughtOrder): Promise<number[]> {
  const rows = await app.db.database.read.query<{ fen: number | string }>(
    'SELECT amount_fen AS fen FROM payment_refunds WHERE order_id = ? ORDER BY id',
    [order],
  );
  return rows.map(({ fen }) => Number(fen));
}

/** Asks WeChat Pay about refunds until none is due. */
export async function followRefunds(app: TestApp): Promise<void> {
  while ((await app.app.nest.get(PaymentRefunds).tick()) > 0);
}
