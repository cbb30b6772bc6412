import type { Earning } from '../../shared/contract';
import type { AppliedRule } from '../../shared/rules';
import {
  choice,
  dayColumn,
  fenColumn,
  id,
  instantColumn,
  integer,
  json,
  nullable,
  table,
  text,
  type Row,
} from '../platform/database';

/** A line of a bill as it was paid; the discounts of the lines sum to that of the bill (C7a). */
export interface PurchaseLine {
  readonly name: string;
  readonly quantity: number;
  /** Before the discount, all pieces together. */
  readonly amount_fen: number;
  readonly discount_fen: number;
}

/** @rule S3 Money spent in a store. A purchase that was undone stays, marked. */
export const purchases = table(
  'purchases',
  {
    id: id('purchase'),
    merchant_id: id('merchant'),
    store_id: id('store'),
    /** Null for somebody who has not shown a member code and not collected the points. */
    member_id: nullable(id('member')),
    staff_id: id('staff'),
    /** Who stood at the counter, whoever the staff record belongs to later: they never collect it (C6). */
    staff_person_id: id('person'),
    original_fen: fenColumn(),
    discount_fen: fenColumn(),
    paid_fen: fenColumn(),
    /** Empty when only the amount was entered. */
    bill_lines: json<readonly PurchaseLine[]>(),
    /** Of each line, in their order; null where no line names one. */
    line_categories: nullable(json<readonly (string | null)[]>()),
    receipt_no: nullable(text(40)),
    /** `<store>:<receipt number>` while the purchase stands: unique (S3). Undone, the number is free again. */
    receipt_key: nullable(text(80)),
    coupon_id: nullable(id('coupon')),
    redemption_id: nullable(id('redemption')),
    /** What it earned, what repaid a debt included; 0 until somebody gets it. */
    points_total: integer(0),
    /** The same part by part, as it was answered. */
    earning: json<Earning>(),
    /** The program's day on which the points were earned: decides their expiry and counts for the daily cap. */
    earned_on: nullable(dayColumn()),
    /** How it was earned, to take back by the same rule; null where nobody has the points, and of old purchases (P4). */
    rule_applied: nullable(json<AppliedRule>()),
    /** What it counts for the member's tier, in the month of `earned_on` (M4). */
    growth: integer(0),
    growth_taken_back: integer(0),
    /** The hold under which its points still rest, and until when they rest or rested (P4). */
    resting_hold_id: nullable(id('transfer')),
    resting_until_at: nullable(instantColumn()),
    /** What went back by refunds or by the undo, `points_voided` of it straight from the resting hold. */
    points_taken_back: integer(0),
    points_voided: integer(0),
    refunded_fen: fenColumn(),
    /** Of each line, in their order; null before the first refund and without lines. */
    line_refunds_fen: nullable(json<readonly number[]>()),
    state: choice(['recorded', 'undone']),
    receipt_code_hash: nullable(text(64)),
    receipt_expires_at: nullable(instantColumn()),
    collected_at: nullable(instantColumn()),
    undone_at: nullable(instantColumn()),
    day: dayColumn(),
    at: instantColumn(),
    /** Version of the owner it was recorded under and position within it. */
    version: integer(1),
    ordinal: integer(0),
  },
  {
    primary: ['id'],
    unique: { receipt_key: ['receipt_key'], receipt_code: ['receipt_code_hash'] },
    index: {
      store: ['store_id', 'day', 'at', 'id'],
      member: ['member_id', 'at', 'id'],
      receipt: ['store_id', 'receipt_no', 'at', 'id'],
      member_store: ['member_id', 'store_id', 'at', 'id'],
    },
    checks: {
      paid: 'paid_fen = original_fen - discount_fen',
      refunded: 'refunded_fen <= paid_fen',
      taken_back: 'points_voided <= points_taken_back AND points_taken_back <= points_total',
    },
  },
);
export type PurchaseRow = Row<typeof purchases>;

/** @rule P4 Goods that came back, by amount or by lines: a record of its own, never changed afterwards. */
export const refunds = table(
  'refunds',
  {
    id: id('refund'),
    purchase_id: id('purchase'),
    store_id: id('store'),
    /** Null where nobody had collected the points. */
    member_id: nullable(id('member')),
    staff_id: id('staff'),
    refund_fen: fenColumn(),
    /** Of each line of the bill, in their order; empty without lines. */
    line_refunds_fen: json<readonly number[]>(),
    /** Off the balance, out of the resting hold, and newly owed. */
    points_taken: integer(0),
    points_voided: integer(0),
    points_owed: integer(0),
    growth_taken_back: integer(0),
    reason: text(100),
    day: dayColumn(),
    at: instantColumn(),
  },
  {
    primary: ['id'],
    index: {
      purchase: ['purchase_id'],
      store: ['store_id', 'day', 'at', 'id'],
      staff: ['staff_id', 'store_id', 'day', 'at', 'id'],
    },
    checks: { some: 'refund_fen >= 1' },
  },
);
export type RefundRow = Row<typeof refunds>;

/** @rule P1 What a member has earned at a merchant on a day, for the daily cap. */
export const earningDays = table(
  'earning_days',
  {
    /** `<member>:<merchant>:<day>` */
    id: text(80),
    member_id: id('member'),
    merchant_id: id('merchant'),
    /** The program's day. */
    day: dayColumn(),
    points: integer(0),
  },
  { primary: ['id'] },
);

export const PURCHASES_TABLES = [purchases, refunds, earningDays] as const;
