import type { BodyInputOf, Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import type { Client, TestApp } from '../support/app';
import {
  joinCustomer,
  nextStep,
  openCounter,
  scanAt,
  type Assistant,
  type Counter,
  type Customer,
} from './counter.support';
import { claimOne, createOffer, createSale } from './flash-sales.support';

type OfferBody = BodyInputOf<Routes['POST /console/offers']>;

/** Of a claim of these tests: three pieces at ¥29.90 together. */
export const PRICE_FEN = 2_990;
export const PIECES = 3;

/** A counter that sells three pieces for ¥29.90 in a sale. */
export interface PickupCounter {
  readonly counter: Counter;
  readonly sale: Id<'sale'>;
  readonly offer: Id<'offer'>;
}

/** @param change of the offer */
export async function openPickups(
  app: Client,
  change: Partial<OfferBody> = {},
  counter?: Counter,
): Promise<PickupCounter> {
  const at = counter ?? (await openCounter(app));
  // on for as long as any of these tests lets time pass
  const sale = await createSale(app, at.shop, { ends_at: '2026-12-20T03:00:00.000Z', hold_minutes: 30 });
  const terms = { pieces: PIECES, price_fen: PRICE_FEN, list_price_fen: 5_990, per_member: 9, stock: 200 };
  return { counter: at, sale, offer: await createOffer(app, sale, { ...terms, ...change }) };
}

/** Somebody with an order to be paid at the counter of a store: where they are, unless told otherwise. */
export async function toPayHere(
  app: Client,
  { counter, sale, offer }: PickupCounter,
  customer: Customer,
  storeId: Id<'store'> = counter.shop.store_id,
): Promise<Id<'order'>> {
  const id = await claimOne(app, customer, sale, offer);
  await app.ok('POST /me/orders/{id}/payments', {
    token: customer.token,
    params: { id },
    body: {
      way: 'counter',
      pickup_store_id: storeId,
      expected: { pay_fen: PRICE_FEN, pay_points: 0 },
    },
  });
  return id;
}

/** What the customer's phone shows for an order. */
export async function pickupCode(app: Client, customer: Customer, id: Id<'order'>): Promise<string> {
  return (await app.ok('GET /me/orders/{id}/code', { token: customer.token, params: { id } })).code;
}

/** An order scanned by an assistant, with a step of its own; fails the test unless it opens a ticket. */
export async function scanOrder(
  app: TestApp,
  assistant: Assistant,
  storeId: Id<'store'>,
  customer: Customer,
  id: Id<'order'>,
) {
  nextStep(app);
  return scanNow(app, assistant, storeId, customer, id);
}

/** The same, of a code that was not scanned in this minute. */
export async function scanNow(
  app: Client,
  assistant: Assistant,
  storeId: Id<'store'>,
  customer: Customer,
  id: Id<'order'>,
) {
  const scan = await scanAt(app, assistant, storeId, await pickupCode(app, customer, id));
  if (scan.preview.kind !== 'pickup') throw new Error(`scanned a ${scan.preview.kind}`);
  return { ...scan, preview: scan.preview };
}

/** The same at the counter's store, by the clerk unless told otherwise. */
export function scanHere(
  app: TestApp,
  { counter }: PickupCounter,
  customer: Customer,
  id: Id<'order'>,
  assistant: Assistant = counter.clerk,
) {
  return scanOrder(app, assistant, counter.shop.store_id, customer, id);
}

/** Confirms the money of a scanned order, and answers whatever comes. */
export const takeMoney = (
  app: Client,
  { token }: Assistant,
  scan_id: Id<'scan'>,
  key?: string,
  fen = PRICE_FEN,
) =>
  app.call('POST /staff/order-payments', {
    token,
    body: { scan_id, expected: { pay_fen: fen } },
    ...(key === undefined ? {} : { key }),
  });

/** Hands pieces of a scanned order over, and answers whatever comes. */
export const handOver = (
  app: Client,
  { token }: Assistant,
  scan_id: Id<'scan'>,
  pieces: number,
  key?: string,
) =>
  app.call('POST /staff/pickups', {
    token,
    body: { scan_id, pieces },
    ...(key === undefined ? {} : { key }),
  });

export const undoPickup = (app: Client, { token }: Assistant, id: string, key?: string) =>
  app.call('POST /staff/pickups/{id}/undo', {
    token,
    params: { id },
    body: { reason: '扫错了码' },
    ...(key === undefined ? {} : { key }),
  });

/** Somebody whose order was paid at the counter, with the ticket it was paid with. */
export async function paidHere(app: TestApp, at: PickupCounter, assistant: Assistant = at.counter.clerk) {
  const customer = await joinCustomer(app);
  return { customer, ...(await paidBy(app, at, customer, assistant)) };
}

/** The same of somebody who is there already. */
export async function paidBy(
  app: TestApp,
  at: PickupCounter,
  customer: Customer,
  assistant: Assistant = at.counter.clerk,
) {
  const order = await toPayHere(app, at, customer);
  const { scan_id } = await scanHere(app, at, customer, order, assistant);
  const paid = await takeMoney(app, assistant, scan_id);
  if (paid.status !== 201) throw new Error(`not paid: ${JSON.stringify(paid.body)}`);
  return { order, scan_id };
}

/** The same with pieces of it handed over. */
export async function pickedUp(app: TestApp, at: PickupCounter, pieces: number) {
  const paid = await paidHere(app, at);
  const reply = await handOver(app, at.counter.clerk, paid.scan_id, pieces);
  if (reply.status !== 201) throw new Error(`not handed over: ${JSON.stringify(reply.body)}`);
  return { ...paid, handover: reply.body };
}

/** An order as its member sees it. */
export const orderSeen = (app: Client, { token }: Customer, id: Id<'order'>) =>
  app.ok('GET /me/orders/{id}', { token, params: { id } });

/** Refunds pieces of a scanned order at the counter, and answers whatever comes. */
export const giveBack = (
  app: Client,
  { token }: Assistant,
  scan_id: Id<'scan'>,
  pieces: number,
  expected: { readonly fen: number; readonly points: number },
  key?: string,
) =>
  app.call('POST /staff/order-refunds', {
    token,
    body: { scan_id, pieces, reason: '顾客不要了', expected },
    ...(key === undefined ? {} : { key }),
  });
