import { z } from 'zod';
import { dayText, idSchema, instantText, page, pageQuery } from './common';
import { defineRoutes } from './route';

/**
 * Of a refund, amounts and points are what went back, never below 0; of a handover they are 0, for its order was paid
 * before.
 */
export const counterRecord = z.object({
  kind: z.enum(['redemption', 'purchase', 'refund', 'handover', 'order_payment', 'order_refund']),
  id: z.union([
    idSchema('redemption'),
    idSchema('purchase'),
    idSchema('refund'),
    idSchema('handover'),
    idSchema('payment'),
    idSchema('order_refund'),
  ]),
  /** The purchase behind it, where there is one. */
  purchase_id: idSchema('purchase').nullable(),
  title: z.string(),
  member_name_masked: z.string().nullable(),
  staff_name: z.string(),
  mine: z.boolean(),
  original_fen: z.int(),
  discount_fen: z.int(),
  paid_fen: z.int(),
  points: z.int(),
  at: instantText,
  undone: z.object({ at: instantText, staff_name: z.string(), reason: z.string() }).nullable(),
  /** Whether the caller may undo it now, and until when. */
  undo_until_at: instantText.nullable(),
});
export type CounterRecord = z.infer<typeof counterRecord>;

/** Sums of a day over what was done at the counter and still stands; what was undone is listed and not counted. */
const recordTotals = z.object({
  redemptions: z.int(),
  purchases: z.int(),
  /** Times something of an order was handed over. */
  handovers: z.int(),
  /** Orders whose money was taken at the counter. */
  order_payments: z.int(),
  /** Money taken here: of purchases and of orders paid at the counter. What was paid through WeChat Pay is not in it. */
  paid_fen: z.int(),
  /** Money handed back here: of purchases and of orders paid at the counter. What WeChat Pay sends back is not in it. */
  refunded_fen: z.int(),
  /** Points that purchases gave, less those that their refunds took back. Orders give none. */
  points: z.int(),
  joins: z.int(),
});

export const counterRecordsRoutes = defineRoutes({
  'GET /staff/records': {
    summary:
      'What was done at a store on a day, newest first; a clerk sees own records, a manager the store’s (S4)',
    audience: 'staff',
    permission: 'staff.counter',
    status: 200,
    query: pageQuery.extend({ store_id: idSchema('store'), day: dayText.optional() }),
    response: page(counterRecord).extend({
      /** The day that this is of, by the store's clock: today's unless another was asked for. */
      day: dayText,
      totals: recordTotals,
    }),
    once: false,
    errors: ['wrong_store'],
  },
});
