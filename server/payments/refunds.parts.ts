import type { Id } from '../../shared/kernel';
import { insert, NOTHING, rowsBy, type DecideContext, type Parts, type Refs } from '../ledger';
import {
  paymentRefunds,
  payments,
  shippingReports,
  type PaymentRefundRow,
  type PaymentRow,
} from './payments.entity';

/** What the parts need of a command's context. */
export type PaymentsContext = Pick<DecideContext<unknown, unknown>, 'loaded' | 'at' | 'day' | 'newId'>;

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
    accepted_at: null,
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

/** What must be loaded to report goods of a payment: whether they were reported before. */
export function shippingRefs(paymentId: Id<'payment'>): Partial<Refs<unknown>> {
  return { rows: [rowsBy(payments, 'id', [paymentId]), rowsBy(shippingReports, 'payment_id', [paymentId])] };
}

/**
 * Reports the goods of an order that nothing is left to hand over of, if its money came through WeChat Pay: once, also
 * where a handover was undone and made again. Needs `shippingRefs`.
 * @rule F7
 */
export function shippedOnce(
  ctx: Pick<PaymentsContext, 'loaded' | 'at'>,
  order: { readonly payment_id: Id<'payment'> | null; readonly title: string },
): Parts {
  const payment = order.payment_id === null ? undefined : ctx.loaded.get(payments, order.payment_id);
  if (payment?.way !== 'wechat' || ctx.loaded.get(shippingReports, payment.id)) return NOTHING;
  return shippingParts(ctx, { payment, description: order.title });
}

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
