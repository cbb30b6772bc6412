import type { BodyInputOf, Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { arriveDue } from '../../server/purchases';
import type { TestApp } from '../support/app';
import {
  joinCustomer,
  memberCode,
  nextStep,
  scanAt,
  type Assistant,
  type Counter,
  type Customer,
} from './counter.support';

export type PurchaseBody = BodyInputOf<Routes['POST /staff/purchases']>;
export type RefundBody = BodyInputOf<Routes['POST /staff/purchases/{id}/refunds']>;

/** The clerk's ticket for a customer. */
export async function ticket(app: TestApp, counter: Counter, customer: Customer): Promise<Id<'scan'>> {
  nextStep(app);
  return (await scanAt(app, counter.clerk, counter.shop.store_id, memberCode(app, customer))).scan_id;
}

/** A purchase that the clerk records for a customer. */
export async function buy(
  app: TestApp,
  counter: Counter,
  customer: Customer,
  bill: Omit<PurchaseBody, 'store_id' | 'scan_id'>,
) {
  const scanId = await ticket(app, counter, customer);
  return app.ok('POST /staff/purchases', {
    token: counter.clerk.token,
    body: { ...bill, scan_id: scanId, store_id: counter.shop.store_id },
  });
}

/** A new member who has bought something. */
export async function bought(
  app: TestApp,
  counter: Counter,
  bill: Omit<PurchaseBody, 'store_id' | 'scan_id'> | number,
) {
  const customer = await joinCustomer(app);
  const purchase = await buy(app, counter, customer, typeof bill === 'number' ? { amount_fen: bill } : bill);
  return { customer, purchase, id: purchase.purchase_id };
}

/** Asks for a refund, by amount or by lines. */
export function refund(
  app: TestApp,
  assistant: Assistant,
  id: string,
  ask: Partial<RefundBody> | number,
  key?: string,
) {
  const what = typeof ask === 'number' ? { amount_fen: ask } : ask;
  return app.call('POST /staff/purchases/{id}/refunds', {
    token: assistant.token,
    params: { id },
    body: { reason: '顾客退货', ...what },
    ...(key === undefined ? {} : { key }),
  });
}

/** Lets everything arrive that has rested until now. */
export async function letArrive(app: TestApp): Promise<number> {
  const { database, ledger, clock, config } = app.app.core;
  return arriveDue(database, ledger, clock, config.program);
}
