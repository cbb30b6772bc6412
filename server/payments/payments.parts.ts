import type { Id, Instant } from '../../shared/kernel';
import { insert, rowsBy, update, type Parts, type Refs } from '../ledger';
import { payments, type PaymentRow } from './payments.entity';
import { nextQueryAt, tradeNumber } from './payments.rules';
import type { PaymentsContext } from './refunds.parts';

/** The payment that an order names: the last one that was opened for it. */
type OfPayment = { readonly payment_id: Id<'payment'> | null };

/**
 * What must be loaded to open, settle or close a payment of an order. Those of earlier choices are closed, and of them
 * there may be any number: members change their minds for nothing. The caller locks the order's member.
 */
export function paymentRefs({ payment_id }: OfPayment): Partial<Refs<unknown>> {
  return { rows: [rowsBy(payments, 'id', payment_id === null ? [] : [payment_id])] };
}

/**
 * The order's payment that is under way, or null. Needs `paymentRefs` of an order that has named no other payment since:
 * the caller has looked.
 */
export function openPaymentOf(
  { loaded }: Pick<PaymentsContext, 'loaded'>,
  { payment_id }: OfPayment,
): PaymentRow | null {
  const payment = payment_id === null ? undefined : loaded.get(payments, payment_id);
  return payment?.state === 'open' ? payment : null;
}

export interface OpenPayment {
  readonly order_id: Id<'order'>;
  readonly member_id: Id<'member'>;
  readonly way: PaymentRow['way'];
  /** Whom it is paid to through WeChat Pay; null at the counter. */
  readonly mchid: string | null;
  readonly amount_fen: number;
  readonly expires_at: Instant;
}

/** A payment of an order begins. At most one is open: the caller has closed the one before. @rule F6 */
export function openPayment(
  ctx: Pick<PaymentsContext, 'at' | 'day' | 'newId'>,
  of: OpenPayment,
): { readonly parts: Parts; readonly payment: PaymentRow } {
  const id = ctx.newId('payment');
  const payment: PaymentRow = {
    id,
    ...of,
    out_trade_no: of.way === 'wechat' ? tradeNumber(id) : null,
    state: 'open',
    opened_at: ctx.at,
    next_query_at: of.way === 'wechat' ? nextQueryAt({ ...of, opened_at: ctx.at }, ctx.at) : null,
    queries: 0,
    transaction_id: null,
    received_fen: null,
    paid_at: null,
    closed_at: null,
    staff_id: null,
    store_id: null,
    day: ctx.day,
  };
  return { parts: { transfers: [], writes: [insert(payments, payment)], events: [] }, payment };
}

/** What came in, and how it is known. */
export interface Received {
  readonly received_fen: number;
  /** Of WeChat Pay; null at the counter. */
  readonly transaction_id: string | null;
  /** When it was paid; WeChat Pay's word where it is the one who says so. */
  readonly paid_at: Instant;
  /** Who took the money at the counter, and where. */
  readonly staff_id?: Id<'staff'>;
  readonly store_id?: Id<'store'>;
}

/**
 * Books the money of a payment, also of one that was closed: it is there.
 * @throws Error for a payment that is paid already: our bug, the caller must have looked
 */
export function settledPayment(
  ctx: Pick<PaymentsContext, 'day'>,
  payment: PaymentRow,
  received: Received,
): { readonly parts: Parts; readonly payment: PaymentRow } {
  if (payment.state === 'paid') throw new Error(`payment ${payment.id} is paid already`);
  const set = { ...received, state: 'paid', next_query_at: null, day: ctx.day } as const;
  return {
    parts: {
      transfers: [],
      writes: [update(payments, payment.id, set, { state: payment.state })],
      events: [],
    },
    payment: { ...payment, ...set },
  };
}

/** Nobody can pay this any more. WeChat Pay has said so, where it is the way. */
export function closedPayment(ctx: Pick<PaymentsContext, 'at'>, payment: PaymentRow): Parts {
  const set = { state: 'closed', closed_at: ctx.at, next_query_at: null } as const;
  return { transfers: [], writes: [update(payments, payment.id, set, { state: 'open' })], events: [] };
}
