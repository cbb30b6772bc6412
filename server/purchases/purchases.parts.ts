import type { Earning, TierProgress } from '../../shared/contract';
import { fen, type Id, type Instant } from '../../shared/kernel';
import { staysPaid } from '../../shared/rules';
import { insert, mergeParts, owner, update, type OwnerKey, type Parts } from '../ledger';
import type { MemberRow } from '../members';
import { pointsUnderLock, programDay, takeBackPoints, voidRest, type PointPolicy } from '../points';
import { growParts } from '../tiers';
import { countPurchases, earnedWrites, earnFor, earningOf, type EarningTerms } from './purchases.earning';
import { purchases, type PurchaseLine, type PurchaseRow } from './purchases.entity';
import type { PurchasesContext } from './purchases.context';
import { receiptKey } from './purchases.refs';

/** A line of a bill after discounts, with what kind of goods it is. */
export interface RecordedLine extends PurchaseLine {
  readonly category: string | null;
}

export interface RecordPurchase {
  readonly merchant_id: Id<'merchant'>;
  /** As loaded under the member's lock; null for somebody unknown. */
  readonly member: MemberRow | null;
  readonly staff_id: Id<'staff'>;
  /** Who that was: a staff record may pass to somebody else. */
  readonly staff_person_id: Id<'person'>;
  readonly original_fen: number;
  readonly discount_fen: number;
  readonly lines: readonly RecordedLine[];
  readonly receipt_no: string | null;
  readonly coupon_id: Id<'coupon'> | null;
  readonly redemption_id: Id<'redemption'> | null;
  /** How points are earned now, and in which store. */
  readonly terms: EarningTerms;
  /** For somebody unknown: the code to collect the points with, as its hash. */
  readonly receipt: { readonly code_hash: string; readonly expires_at: Instant } | null;
  /** The locked owner whose version orders the purchase: the member, else the staff member. */
  readonly order_by: OwnerKey;
}

export type Recorded =
  | {
      readonly ok: true;
      readonly parts: Parts;
      readonly row: PurchaseRow;
      readonly earning: Earning;
      /** Null for somebody unknown. */
      readonly balance_after: number | null;
      /** Null for somebody unknown, and while there are no levels. */
      readonly tier: TierProgress | null;
    }
  | {
      readonly ok: false;
      readonly code: 'receipt_no_used';
      readonly params: { readonly receipt_no: string };
    };

/**
 * Records a purchase and credits what it earns. Without a member the earning is what somebody may collect.
 * @rule S3 @rule P1
 */
export function recordPurchase(ctx: PurchasesContext, purchase: RecordPurchase): Recorded {
  const { member, receipt_no: receiptNo, merchant_id, terms, receipt } = purchase;
  const storeId = terms.store.id;
  const key = receiptNo === null ? null : receiptKey(storeId, receiptNo);
  if (receiptNo !== null && key !== null && ctx.loaded.find(purchases, 'receipt_key', key).length > 0) {
    return { ok: false, code: 'receipt_no_used', params: { receipt_no: receiptNo } };
  }
  const blank = blankPurchase(ctx, purchase, key);
  const bill = { ...staysPaid(paidOf(blank)), line_categories: blank.line_categories };
  const act = { purchase_id: blank.id, merchant_id, bill, discount_fen: purchase.discount_fen, terms };
  const earned = member && earnFor(ctx, member, { ...act, reason: 'purchase' });
  const earning = earned
    ? earned.columns.earning
    : earningOf(bill, terms, { earned_before: 0, debt: 0 }, ctx.at).earning;
  const row: PurchaseRow = {
    ...blank,
    ...earned?.columns,
    earning,
    receipt_code_hash: receipt?.code_hash ?? null,
    receipt_expires_at: receipt?.expires_at ?? null,
  };
  const own: Parts = { transfers: [], writes: [insert(purchases, row)], events: [] };
  return {
    ok: true,
    parts: earned ? mergeParts(own, earned.parts) : own,
    row,
    earning,
    balance_after: earned?.balance_after ?? null,
    tier: earned?.tier ?? null,
  };
}

/** A purchase before anybody has earned anything with it. */
function blankPurchase(
  ctx: PurchasesContext,
  purchase: RecordPurchase,
  receipt_key: string | null,
): Omit<PurchaseRow, 'earning'> {
  const { lines, member, terms } = purchase;
  const categories = lines.map((line) => line.category);
  return {
    id: ctx.newId('purchase'),
    merchant_id: purchase.merchant_id,
    store_id: terms.store.id,
    member_id: member?.id ?? null,
    staff_id: purchase.staff_id,
    staff_person_id: purchase.staff_person_id,
    original_fen: fen(purchase.original_fen),
    discount_fen: fen(purchase.discount_fen),
    paid_fen: fen(purchase.original_fen - purchase.discount_fen),
    bill_lines: lines.map(({ name, quantity, amount_fen, discount_fen }) => ({
      name,
      quantity,
      amount_fen,
      discount_fen,
    })),
    line_categories: categories.some((category) => category !== null) ? categories : null,
    receipt_no: purchase.receipt_no,
    receipt_key,
    coupon_id: purchase.coupon_id,
    redemption_id: purchase.redemption_id,
    points_total: 0,
    earned_on: null,
    rule_applied: null,
    growth: 0,
    growth_taken_back: 0,
    resting_hold_id: null,
    resting_until_at: null,
    points_taken_back: 0,
    points_voided: 0,
    refunded_fen: fen(0),
    line_refunds_fen: null,
    state: 'recorded',
    receipt_code_hash: null,
    receipt_expires_at: null,
    collected_at: null,
    undone_at: null,
    day: ctx.day,
    at: ctx.at,
    version: ctx.version(purchase.order_by),
    ordinal: ctx.ordinal(),
  };
}

/** What was paid of a purchase, line by line, and what came back of it. */
export function paidOf(
  row: Pick<PurchaseRow, 'paid_fen' | 'bill_lines' | 'refunded_fen' | 'line_refunds_fen'>,
) {
  const { paid_fen, refunded_fen, line_refunds_fen } = row;
  const linePaid = row.bill_lines.map((line) => line.amount_fen - line.discount_fen);
  return { paid_fen, line_paid_fen: linePaid, refunded_fen, line_refunds_fen };
}

export interface CollectPurchase {
  /** As loaded under its lock; the caller has checked that it is still to be collected. */
  readonly purchase: PurchaseRow;
  readonly member: MemberRow;
  readonly terms: EarningTerms;
}

/**
 * Gives a member the points of a purchase that was recorded without one: of what stays paid, by the rule of now.
 * @rule S3 @rule P1
 */
export function collectPurchase(
  ctx: PurchasesContext,
  { purchase, member, terms }: CollectPurchase,
): { parts: Parts; earning: Earning; balance_after: number } {
  const { id, merchant_id, discount_fen, line_categories } = purchase;
  const bill = { ...staysPaid(paidOf(purchase)), line_categories };
  const act = { purchase_id: id, merchant_id, bill, discount_fen, terms, reason: 'receipt' as const };
  const { parts, columns, balance_after } = earnFor(ctx, member, act);
  const set = { member_id: member.id, collected_at: ctx.at, ...columns };
  const own: Parts = {
    transfers: [],
    writes: [update(purchases, id, set, { state: 'recorded', member_id: null })],
    events: [],
  };
  return { parts: mergeParts(own, parts), earning: columns.earning, balance_after };
}

export interface UndoPurchase {
  /** As loaded under its lock; the caller has checked that it is recorded and nothing was refunded. */
  readonly purchase: PurchaseRow;
  /** Its member, as loaded under the lock; null where it has none. */
  readonly member: MemberRow | null;
  readonly policy: PointPolicy;
}

/**
 * Takes a purchase back as if it had not been: its points, its part of the daily cap and its receipt number. (A
 * refund, where goods come back, is another thing and leaves the cap used.)
 * @rule C7 @rule P4
 * @returns `taken` + `owed` is what it had earned, `taken` with what had still rested; `balance_after` is null
 * without a member
 */
export function undoPurchase(
  ctx: PurchasesContext,
  { purchase, member, policy }: UndoPurchase,
): { parts: Parts; taken: number; owed: number; balance_after: number | null } {
  const { id, store_id, merchant_id, points_total: total, earned_on: earnedOn, day, growth } = purchase;
  const undone = update(
    purchases,
    id,
    {
      state: 'undone',
      undone_at: ctx.at,
      receipt_key: null,
      points_taken_back: total,
      points_voided: purchase.resting_hold_id === null ? 0 : total,
      growth_taken_back: purchase.growth,
      resting_hold_id: null,
    },
    { state: 'recorded', member_id: purchase.member_id, resting_hold_id: purchase.resting_hold_id },
  );
  if (!member) {
    const parts = { transfers: [], writes: [undone], events: [] };
    return { parts, taken: 0, owed: 0, balance_after: null };
  }
  const back = takeAllBack(ctx, purchase, member, policy);
  const today = programDay(policy, ctx.at);
  const shrunk = growParts(ctx, { member, growth: 0 - growth, earned_on: earnedOn ?? day, today });
  const own: Parts = {
    transfers: [],
    writes: [
      undone,
      countPurchases(member, -1),
      ...(earnedOn === null ? [] : earnedWrites(ctx, member.id, merchant_id, earnedOn, -total)),
    ],
    events: [
      {
        type: 'purchase.undone',
        owner: owner.member(member.id),
        data: { purchase_id: id, store_id, points: -total, balance_after: back.balance_after },
      },
    ],
  };
  const { taken, owed, balance_after } = back;
  return { parts: mergeParts(own, back.parts, shrunk.parts), taken, owed, balance_after };
}

function takeAllBack(
  ctx: PurchasesContext,
  { id, store_id, points_total: total, earned_on, day, resting_hold_id: hold }: PurchaseRow,
  member: MemberRow,
  policy: PointPolicy,
): ReturnType<typeof takeBackPoints> {
  if (hold !== null) {
    const { balance } = pointsUnderLock(ctx, member.id, policy);
    return { parts: voidRest(hold), taken: total, owed: 0, balance_after: balance };
  }
  return takeBackPoints(ctx, {
    member_id: member.id,
    points: total,
    reason: 'undo',
    reference: id,
    store_id,
    policy,
    earned_on: earned_on ?? day,
  });
}
