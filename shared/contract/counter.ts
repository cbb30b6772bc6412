import { z } from 'zod';
import { amountFen, BILL_FEN_MAX, dayText, idParams, idSchema, instantText, obstacle, text } from './common';
import { billAmount, billLinesList } from './bills';
import { couponCard, couponDetail, couponValue } from './coupons';
import { earning } from './earning';
import { staffProfile } from './members';
import { pickupOrder } from './pickups';
import { defineRoutes } from './route';
import { tierName, tierProgress } from './tiers';

const billLines = billLinesList.optional();

/** What staff may see of a member: nothing that identifies (M6). */
export const memberGlimpse = z.object({
  id: idSchema('member'),
  name_masked: z.string(),
  phone_masked: z.string().nullable(),
  points: z.int(),
  tier: tierName.nullable(),
  joined_day: dayText,
});
export type MemberGlimpse = z.infer<typeof memberGlimpse>;

export const scanPreview = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('member'), member: memberGlimpse, usable_here: z.array(couponCard) }),
  z.object({
    kind: z.literal('coupon'),
    member: memberGlimpse,
    coupon: couponDetail,
    usable_here: z.boolean(),
    obstacle: obstacle.nullable(),
  }),
  z.object({
    kind: z.literal('channel'),
    channel: z.object({ id: idSchema('channel'), name: z.string(), store_name: z.string().nullable() }),
  }),
  z.object({
    kind: z.literal('pickup'),
    member: memberGlimpse,
    order: pickupOrder,
    usable_here: z.boolean(),
    obstacle: obstacle.nullable(),
  }),
]);
export type ScanPreview = z.infer<typeof scanPreview>;

export const quote = z.object({
  original_fen: z.int(),
  discount_fen: z.int(),
  paid_fen: z.int(),
  /** Discount of each line, in the order of the lines (C7a); empty without lines. */
  line_discounts_fen: z.array(z.int()),
  earning,
  tier: tierProgress.nullable(),
  coupon: z.object({ id: idSchema('coupon'), title: z.string(), value: couponValue }).nullable(),
  obstacle: obstacle.nullable(),
});
export type Quote = z.infer<typeof quote>;

export const redemptionAnswer = z.object({
  redemption_id: idSchema('redemption'),
  coupon_id: idSchema('coupon'),
  purchase_id: idSchema('purchase').nullable(),
  original_fen: z.int(),
  discount_fen: z.int(),
  paid_fen: z.int(),
  earning,
  tier: tierProgress.nullable(),
  balance_after: z.int(),
  undo_until_at: instantText,
});

export const purchaseAnswer = z.object({
  purchase_id: idSchema('purchase'),
  redemption_ids: z.array(idSchema('redemption')),
  original_fen: z.int(),
  discount_fen: z.int(),
  paid_fen: z.int(),
  earning,
  tier: tierProgress.nullable(),
  balance_after: z.int().nullable(),
  /** For somebody who has not shown a member code: a QR to join with and collect the points (S3). */
  receipt: z.object({ code: z.string(), url: z.string(), expires_at: instantText }).nullable(),
});

const ticketQuery = z.strictObject({
  amount_fen: z.coerce.number().int().min(1).max(BILL_FEN_MAX),
  coupon_id: idSchema('coupon').optional(),
  /** The lines of the bill as they will be recorded, as JSON: some categories earn nothing, some coupons want an item. */
  lines: z.string().min(2).max(8_000).optional(),
});

/** What was shown before confirming; when it comes out differently, nothing is done (C7a). */
const expected = z.strictObject({ paid_fen: amountFen, points: z.int().min(0) }).optional();

/** Why a bill cannot be settled, with a coupon or without. */
const CHECKOUT_ERRORS = [
  'not_found',
  'scan_expired',
  'scan_used',
  'coupon_redeemed',
  'coupon_expired',
  'coupon_not_started',
  'coupon_not_usable',
  'coupon_locked',
  'coupon_wrong_store',
  'coupon_wrong_time',
  'coupon_below_threshold',
  'coupon_item_missing',
  'lines_do_not_add_up',
  'receipt_no_used',
  'quote_changed',
  'own_subject',
  'wrong_store',
  'staff_without_store',
] as const;

export const counterRoutes = defineRoutes({
  'POST /staff/bindings': {
    summary: 'Bind my WeChat to a staff record through a one-time invitation (S1)',
    audience: 'person',
    permission: 'person',
    status: 201,
    body: z.strictObject({ invitation: z.string().min(8).max(64) }),
    response: staffProfile,
    once: true,
    errors: ['invitation_invalid', 'staff_already_bound', 'staff_left'],
  },
  'GET /staff/me': {
    summary: 'My staff record and stores',
    audience: 'staff',
    permission: 'staff.counter',
    status: 200,
    response: staffProfile,
    once: false,
    errors: [],
  },
  'POST /staff/scans': {
    summary: 'What is this code? Uses up the code’s time step and opens a ten-minute ticket (C6)',
    audience: 'staff',
    permission: 'staff.counter',
    status: 201,
    body: z.strictObject({ code: z.string().min(1).max(256), store_id: idSchema('store') }),
    response: z.object({
      scan_id: idSchema('scan'),
      expires_at: instantText,
      kind: z.enum(['member', 'coupon', 'pickup', 'receipt', 'channel']),
      preview: scanPreview,
    }),
    once: true,
    errors: [
      'code_malformed',
      'code_unknown',
      'code_expired',
      'code_used',
      'code_locked',
      'staff_locked',
      'coupon_redeemed',
      'coupon_expired',
      'own_subject',
      'wrong_store',
      'staff_without_store',
    ],
  },
  'GET /staff/scans/{id}/quote': {
    summary: 'What this scan gives for a bill, by the same pricing that confirm uses. Changes nothing',
    audience: 'staff',
    permission: 'staff.counter',
    status: 200,
    params: idParams('scan'),
    query: ticketQuery,
    response: quote,
    once: false,
    errors: ['not_found', 'scan_expired'],
  },
  'POST /staff/redemptions': {
    summary:
      'Redeem: coupon, purchase and points in one command. Without a bill only an exchange coupon can be redeemed',
    audience: 'staff',
    permission: 'staff.counter',
    status: 201,
    body: z.strictObject({
      scan_id: idSchema('scan'),
      bill: z
        .strictObject({ amount_fen: billAmount, lines: billLines, receipt_no: text(40).optional() })
        .optional(),
      /** For a scanned member code: the coupon to redeem. A coupon scan names its own. */
      coupon_ids: z.array(idSchema('coupon')).min(1).max(1).optional(),
      expected,
    }),
    response: redemptionAnswer,
    once: true,
    errors: CHECKOUT_ERRORS,
  },
  'POST /staff/redemptions/{id}/undo': {
    summary:
      'Undo a redemption once: the assistant within 10 minutes, a manager of the store within 48 hours (C7)',
    audience: 'staff',
    permission: 'staff.counter',
    status: 201,
    params: idParams('redemption'),
    body: z.strictObject({ reason: text(100) }),
    response: z.object({
      redemption_id: idSchema('redemption'),
      coupon_id: idSchema('coupon'),
      coupon_valid_to_at: instantText,
      purchase_id: idSchema('purchase').nullable(),
      points_taken_back: z.int(),
      points_owed: z.int(),
    }),
    once: true,
    errors: ['not_found', 'already_undone', 'undo_too_late', 'undo_not_allowed', 'purchase_refunded'],
  },
  'POST /staff/purchases': {
    summary: 'Record a purchase. Without a scan: a receipt QR for whoever scans it (S3)',
    audience: 'staff',
    permission: 'staff.counter',
    status: 201,
    body: z.strictObject({
      scan_id: idSchema('scan').optional(),
      store_id: idSchema('store'),
      amount_fen: billAmount,
      lines: billLines,
      receipt_no: text(40).optional(),
      coupon_ids: z.array(idSchema('coupon')).min(1).max(1).optional(),
      expected,
    }),
    response: purchaseAnswer,
    once: true,
    errors: CHECKOUT_ERRORS,
  },
  'POST /me/receipts': {
    summary: 'Collect the points of a purchase recorded without a member, within 24 hours (S3)',
    audience: 'member',
    permission: 'member',
    status: 201,
    body: z.strictObject({ code: z.string().min(8).max(64) }),
    response: z.object({
      purchase_id: idSchema('purchase'),
      store_name: z.string(),
      paid_fen: z.int(),
      earning,
      balance_after: z.int(),
    }),
    once: true,
    errors: ['receipt_unknown', 'receipt_collected', 'receipt_expired', 'own_subject'],
  },
});
