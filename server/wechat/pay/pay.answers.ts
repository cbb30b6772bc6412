import { z } from 'zod';
import { instantIn } from './pay.formats';
import { type Paid, type Payment, type PaymentState, type Refunded, type RefundState } from './pay.gateway';

const fen = z.number().int().nonnegative();
const text = z.string().min(1);
const instant = z.string().transform((value, context): number => {
  const at = instantIn(value);
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: 'not an instant' });
  return z.NEVER;
});

const paid = z
  .object({
    appid: text,
    mchid: text,
    out_trade_no: text,
    transaction_id: text,
    success_time: instant,
    payer: z.object({ openid: text }),
    amount: z.object({ total: fen, payer_total: fen, currency: text }),
  })
  .transform((value): Paid => ({
    appid: value.appid,
    mchid: value.mchid,
    out_trade_no: value.out_trade_no,
    transaction_id: value.transaction_id,
    openid: value.payer.openid,
    total_fen: value.amount.total,
    payer_total_fen: value.amount.payer_total,
    currency: value.amount.currency,
    success_at: value.success_time,
  }));

/** Code payments know three states more; for us they are these. */
const STATES: Readonly<Record<string, PaymentState>> = {
  SUCCESS: 'success',
  REFUND: 'refund',
  NOTPAY: 'notpay',
  USERPAYING: 'notpay',
  PAYERROR: 'notpay',
  CLOSED: 'closed',
  REVOKED: 'closed',
};

const REFUND_STATES: Readonly<Record<string, RefundState>> = {
  PROCESSING: 'processing',
  SUCCESS: 'success',
  CLOSED: 'closed',
  ABNORMAL: 'abnormal',
};

const refunded = z
  .object({
    mchid: text,
    out_trade_no: text,
    transaction_id: text,
    refund_id: text,
    out_refund_no: text,
    refund_status: text,
    success_time: instant.optional(),
    amount: z.object({ total: fen, refund: fen }),
  })
  .transform((value, context): Refunded => {
    const state = refundStateIn(value.refund_status);
    if (state === undefined) {
      context.addIssue({ code: 'custom', message: 'no such state' });
      return z.NEVER;
    }
    return {
      mchid: value.mchid,
      out_trade_no: value.out_trade_no,
      transaction_id: value.transaction_id,
      refund_id: value.refund_id,
      out_refund_no: value.out_refund_no,
      state,
      total_fen: value.amount.total,
      refund_fen: value.amount.refund,
      success_at: value.success_time ?? null,
    };
  });

/** The payment in a notice's content; undefined when it is none that went well. */
export function paidIn(content: Readonly<Record<string, unknown>>): Paid | undefined {
  return content.trade_state === 'SUCCESS' ? paid.safeParse(content).data : undefined;
}

/** The refund in a notice's content; undefined when it is none. */
export function refundedIn(content: Readonly<Record<string, unknown>>): Refunded | undefined {
  return refunded.safeParse(content).data;
}

/** `query`'s answer; undefined when it makes no sense. */
export function paymentIn(body: Readonly<Record<string, unknown>>): Payment | undefined {
  const state = typeof body.trade_state === 'string' ? STATES[body.trade_state] : undefined;
  if (state === undefined) return undefined;
  if (state !== 'success' && state !== 'refund') return { state };
  const money = paid.safeParse(body).data;
  return money && { state, ...money };
}

/** Our name for WeChat Pay's state of a refund; undefined when we know none. */
export function refundStateIn(status: unknown): RefundState | undefined {
  return typeof status === 'string' ? REFUND_STATES[status] : undefined;
}
