import { newKey } from '@/platform/chance';
import { phoneNow } from '@/platform/clock';
import { storage } from '@/platform/storage';
import { ApiError } from './api-error';
import { call } from './app';
import type { Answer } from './call-types';
import { OpenDrafts, type Draft } from './drafts';
import { Kept } from './kept';

type SaleAnswer = Answer<'POST /staff/purchases'>;

/** A bill that was settled, with a coupon or without. */
export interface SaleResult extends Pick<
  SaleAnswer,
  'original_fen' | 'discount_fen' | 'paid_fen' | 'earning' | 'tier' | 'balance_after' | 'receipt'
> {
  readonly kind: 'redemption' | 'purchase';
}

/** Money given back. */
export interface RefundResult extends Pick<
  Answer<'POST /staff/purchases/{id}/refunds'>,
  'refund_fen' | 'stays_fen' | 'points' | 'balance_after'
> {
  readonly kind: 'refund';
}

/** Pieces of an order handed over. */
export interface HandoverResult extends Pick<
  Answer<'POST /staff/pickups'>,
  'title' | 'pieces' | 'pieces_left' | 'undo_until_at'
> {
  readonly kind: 'handover';
}

/** Money of an order taken. */
export interface OrderPaymentResult extends Pick<
  Answer<'POST /staff/order-payments'>,
  'title' | 'paid_fen' | 'pieces' | 'pickup_until_at'
> {
  readonly kind: 'order_payment';
}

/** Money and points of an order given back. */
export interface OrderRefundResult extends Pick<
  Answer<'POST /staff/order-refunds'>,
  'fen' | 'points' | 'at_counter'
> {
  readonly kind: 'order_refund';
}

export type OrderResult = HandoverResult | OrderPaymentResult | OrderRefundResult;

/** What the result page shows. */
export type CounterResult = SaleResult | RefundResult | OrderResult;

/** What shows that a kept result is whole: a field that each kind has. */
const MARKS: Readonly<Record<CounterResult['kind'], string>> = {
  redemption: 'earning',
  purchase: 'earning',
  refund: 'refund_fen',
  handover: 'pieces_left',
  order_payment: 'paid_fen',
  order_refund: 'at_counter',
};

/** What an older version of the app has kept is not shown any more. */
function isResult(value: unknown): value is CounterResult {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const mark = (MARKS as Readonly<Record<string, string | undefined>>)[String(value.kind)];
  return mark !== undefined && mark in value;
}

/** The confirms whose outcome is open. */
export const openDrafts = new OpenDrafts(storage, phoneNow());

/** The latest result, for its page. */
export const lastResult = new Kept<CounterResult>('counter.result', isResult, storage);

/** The store the assistant stands in. */
export const counterStore = new Kept<string>(
  'counter.store',
  (v): v is string => typeof v === 'string',
  storage,
);

/** Asked for by the result page: the workbench opens the scanner at once. */
export const nextPlease = { wanted: false };

/** What is new about a confirm: its name, which is its idempotency key, and its time. */
export function newAttempt(): Pick<Draft, 'attempt' | 'at'> {
  return { attempt: newKey(), at: phoneNow() };
}

async function send(draft: Draft): Promise<CounterResult> {
  const key = draft.attempt;
  switch (draft.kind) {
    case 'redemption': {
      const answer = await call('POST /staff/redemptions', { body: draft.body, key });
      return { ...answer, kind: 'redemption', receipt: null };
    }
    case 'purchase': {
      const answer = await call('POST /staff/purchases', { body: draft.body, key });
      return { ...answer, kind: 'purchase' };
    }
    case 'refund': {
      const params = { id: draft.purchase_id };
      const answer = await call('POST /staff/purchases/{id}/refunds', { params, body: draft.body, key });
      return { ...answer, kind: 'refund' };
    }
    case 'order_payment': {
      const answer = await call('POST /staff/order-payments', { body: draft.body, key });
      return { ...answer, kind: 'order_payment' };
    }
    case 'handover': {
      const answer = await call('POST /staff/pickups', { body: draft.body, key });
      return { ...answer, kind: 'handover' };
    }
    case 'order_refund': {
      const answer = await call('POST /staff/order-refunds', { body: draft.body, key });
      return { ...answer, kind: 'order_refund' };
    }
  }
}

/**
 * Confirms, or asks again what became of a confirm: the same attempt is the same command however often it is sent.
 * The draft stays while the outcome is unknown.
 * @returns what was done, which is kept for the result page
 * @throws ApiError; with `facts.unknown` the draft is still open
 */
export async function settle(draft: Draft): Promise<CounterResult> {
  openDrafts.add(draft);
  try {
    const result = await send(draft);
    lastResult.set(result);
    openDrafts.drop(draft);
    return result;
  } catch (error) {
    if (!(error instanceof ApiError && error.facts.unknown)) openDrafts.drop(draft);
    throw error;
  }
}
