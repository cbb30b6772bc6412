import { z } from 'zod';
import {
  BILL_FEN_MAX,
  dayText,
  idParams,
  idSchema,
  instantText,
  obstacle,
  page,
  pageQuery,
  text,
} from './common';
import { defineRoutes } from './route';

/** How much of a purchase can come back, line by line. Amounts are after discounts. */
export const refundablePurchase = z.object({
  id: idSchema('purchase'),
  state: z.enum(['recorded', 'undone']),
  store_name: z.string(),
  member_name_masked: z.string().nullable(),
  staff_name: z.string(),
  receipt_no: z.string().nullable(),
  original_fen: z.int(),
  discount_fen: z.int(),
  paid_fen: z.int(),
  refunded_fen: z.int(),
  /** Empty when only the amount was recorded: then refunds are by amount. */
  lines: z.array(
    z.object({
      name: z.string(),
      quantity: z.int(),
      paid_fen: z.int(),
      refunded_fen: z.int(),
    }),
  ),
  /** What it earned, and what refunds have taken back of that. */
  points: z.int(),
  points_taken_back: z.int(),
  at: instantText,
  day: dayText,
  /** Why the caller cannot refund it; null when they can. */
  obstacle: obstacle.nullable(),
});
export type RefundablePurchase = z.infer<typeof refundablePurchase>;

/** What a refund does to points: `voided` never left the resting hold, `taken` came off the balance, `owed` is new debt. */
const refundPoints = z.object({ taken: z.int(), voided: z.int(), owed: z.int() });

export const refundQuote = z.object({
  refund_fen: z.int(),
  /** What stays paid after it. */
  stays_fen: z.int(),
  /** Of each line, in the order of the lines; by amount it is spread pro rata (P4). Empty without lines. */
  line_refunds_fen: z.array(z.int()),
  points: refundPoints,
  /** The member's balance after it; null without a member. */
  balance_after: z.int().nullable(),
  obstacle: obstacle.nullable(),
});
export type RefundQuote = z.infer<typeof refundQuote>;

export const refundAnswer = z.object({
  refund_id: idSchema('refund'),
  purchase_id: idSchema('purchase'),
  refund_fen: z.int(),
  stays_fen: z.int(),
  points: refundPoints,
  balance_after: z.int().nullable(),
});

/** `0:500,2:1200`: so many fen of the line with that index. */
const linesText = z.string().regex(/^\d{1,2}:\d{1,9}(,\d{1,2}:\d{1,9}){0,99}$/, '格式为 行号:金额,…');
const refundFen = z.int().min(1).max(BILL_FEN_MAX);

const REFUND_ERRORS = [
  'not_found',
  'wrong_store',
  'staff_without_store',
  'own_subject',
  'refund_not_allowed',
  'purchase_undone',
  'refund_too_much',
  'refund_line_unknown',
] as const;

export const refundsRoutes = defineRoutes({
  'GET /staff/purchases': {
    summary: 'Purchases of a store to refund: by receipt number, or those of a scanned member; newest first',
    audience: 'staff',
    permission: 'staff.counter',
    status: 200,
    query: pageQuery.extend({
      store_id: idSchema('store'),
      receipt_no: text(40).optional(),
      scan_id: idSchema('scan').optional(),
    }),
    response: page(refundablePurchase),
    once: false,
    errors: ['wrong_store', 'not_found', 'scan_expired'],
  },
  'GET /staff/purchases/{id}': {
    summary: 'One purchase of my store, with what can still be refunded',
    audience: 'staff',
    permission: 'staff.counter',
    status: 200,
    params: idParams('purchase'),
    response: refundablePurchase,
    once: false,
    errors: ['not_found', 'wrong_store'],
  },
  'GET /staff/purchases/{id}/refund-quote': {
    summary: 'What a refund would take back, by the same rules that the refund uses. Changes nothing (P4)',
    audience: 'staff',
    permission: 'staff.counter',
    status: 200,
    params: idParams('purchase'),
    query: z.strictObject({
      amount_fen: z.coerce.number().int().min(1).max(BILL_FEN_MAX).optional(),
      lines: linesText.optional(),
    }),
    response: refundQuote,
    once: false,
    errors: ['not_found', 'wrong_store', 'malformed'],
  },
  'POST /staff/purchases/{id}/refunds': {
    summary: 'Refund a purchase by amount or by lines; points are taken back as they were earned (P4)',
    audience: 'staff',
    permission: 'staff.counter',
    status: 201,
    params: idParams('purchase'),
    body: z.strictObject({
      /** By amount … */
      amount_fen: refundFen.optional(),
      /** … or by lines: exactly one of the two. */
      lines: z
        .array(z.strictObject({ index: z.int().min(0).max(99), amount_fen: refundFen }))
        .min(1)
        .max(100)
        .optional(),
      reason: text(100),
    }),
    response: refundAnswer,
    once: true,
    errors: REFUND_ERRORS,
  },
});
