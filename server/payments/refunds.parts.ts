import type { Id } from '../../shared/kernel';
import { insert, owner, rowsBy, type DecideContext, type Parts, type Refs } from '../ledger';
import { paymentRefunds, shippingReports, type PaymentRefundRow, type PaymentRow } from './payments.entity';

/** What the parts need of a command's context. */
export type PaymentsContext = Pick<DecideContext<unknown, unknown>, 'loaded' | 'at' | 'day' | 'newId'>;

/** Partial refunds that WeChat Pay makes of one payment. */
export const REFUNDS_MAX = 50;

/** What must be locked and loaded to give back money of a payment. */
export function refundRefs(payment: Pick<PaymentRow, 'id' | 'member_id'>): Partial<Refs<unknown>> {
  return {
    owners: [owner.member(payment.member_id)],
    rows: [rowsBy(paymentRefunds, 'payment_id', [payment.id])],
  };
}

/** What of a payment is on its way back already, or has arrived. Needs `refundRefs`. */
export function refundedFen(
  { loaded }: Pick<PaymentsContext, 'loaded'>,
  payment: Pick<PaymentRow, 'id'>,
): number {
  return loaded
    .find(paymentRefunds, 'payment_id', payment.id)
    .reduce((sum, { amount_fen: fen }) => sum + fen, 0);
}

export interface RequestRefund {
  /** As it is after this command: paid, by WeChat Pay. */
  readonly payment: PaymentRow;
  readonly amount_fen: number;
  readonly why: PaymentRefundRow['why'];
}

/**
 * Sends money back the way it came. The number under which WeChat Pay is asked is settled here, once; `PaymentRefunds`
 * follows it until it is final. The caller holds the member's lock and answers for the sum of all refunds of a payment.
 * @rule F6 @rule F8
 * @throws Error when the payment brought no such money through WeChat Pay: our bug
 */
export function requestRefund(
  ctx: Pick<PaymentsContext, 'at' | 'day' | 'newId'>,
  { payment, amount_fen, why }: RequestRefund,
): { readonly parts: Parts; readonly refund_id: Id<'payment_refund'> } {
  const { id: payment_id, order_id, member_id, received_fen } = payment;
  if (payment.way !== 'wechat' || received_fen === null || amount_fen < 1 || amount_fen > received_fen)
    throw new Error(`payment ${payment_id}: no ${amount_fen} fen to give back through WeChat Pay`);
  const refund_id = ctx.newId('payment_refund');
  const row: PaymentRefundRow = {
    id: refund_id,
    ...{ payment_id, order_id, member_id, amount_fen, why },
    out_refund_no: refundNumber(refund_id),
    state: 'requested',
    attempts: 0,
    next_at: ctx.at,
    problem: null,
    settled_note: null,
    requested_at: ctx.at,
    done_at: null,
    day: ctx.day,
  };
  return { parts: { transfers: [], writes: [insert(paymentRefunds, row)], events: [] }, refund_id };
}

/** The id without its prefix: 29 characters, of which no other refund has the same. */
function refundNumber(id: Id<'payment_refund'>): string {
  return `R${id.slice(id.indexOf('_') + 1)}`;
}

/** Characters of a description: WeChat and the column take 120 halves of surrogate pairs. */
const DESCRIPTION_MAX = 60;

/**
 * Lets WeChat know that the goods of a payment are handed over; until then the money is frozen. Once per payment: the
 * caller knows that it was not reported before.
 * @rule F7
 */
export function shippingParts(
  ctx: Pick<PaymentsContext, 'at'>,
  { payment, description }: { readonly payment: PaymentRow; readonly description: string },
): Parts {
  const report = insert(shippingReports, {
    payment_id: payment.id,
    order_id: payment.order_id,
    description: Array.from(description).slice(0, DESCRIPTION_MAX).join(''),
    state: 'due',
    attempts: 0,
    next_at: ctx.at,
    problem: null,
    at: ctx.at,
  });
  return { transfers: [], writes: [report], events: [] };
}
