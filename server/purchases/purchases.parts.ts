import type { Earning } from '../../shared/contract';
import { fen, type Day, type Id, type Instant } from '../../shared/kernel';
import { earningAfterDebt, earnPoints, type PointRule, type PurchaseEarning } from '../../shared/rules';
import {
  insert,
  mergeParts,
  owner,
  update,
  type DecideContext,
  type OwnerKey,
  type Parts,
  type RowWrite,
} from '../ledger';
import { members, type MemberRow } from '../members';
import { creditPoints, pointsUnderLock, programDay, takeBackPoints, type PointPolicy } from '../points';
import { earningDays, purchases, type PurchaseLine, type PurchaseRow } from './purchases.entity';
import { earningDayId, receiptKey } from './purchases.refs';

/** What the parts need of a command's context. */
export type PurchasesContext = Pick<
  DecideContext<unknown, unknown>,
  'loaded' | 'at' | 'day' | 'newId' | 'version' | 'ordinal'
>;

export interface RecordPurchase {
  readonly merchant_id: Id<'merchant'>;
  readonly store_id: Id<'store'>;
  /** As loaded under the member's lock; null for somebody unknown. */
  readonly member: MemberRow | null;
  readonly staff_id: Id<'staff'>;
  /** Who that was: a staff record may pass to somebody else. */
  readonly staff_person_id: Id<'person'>;
  readonly original_fen: number;
  readonly discount_fen: number;
  readonly lines: readonly PurchaseLine[];
  readonly receipt_no: string | null;
  readonly coupon_id: Id<'coupon'> | null;
  readonly redemption_id: Id<'redemption'> | null;
  /** How the merchant's points are earned now. */
  readonly rule: PointRule;
  readonly policy: PointPolicy;
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
  const { member, receipt_no: receiptNo, store_id, merchant_id, rule, policy, receipt } = purchase;
  const key = receiptNo === null ? null : receiptKey(store_id, receiptNo);
  if (receiptNo !== null && key !== null && ctx.loaded.find(purchases, 'receipt_key', key).length > 0) {
    return { ok: false, code: 'receipt_no_used', params: { receipt_no: receiptNo } };
  }
  const paid = purchase.original_fen - purchase.discount_fen;
  const id = ctx.newId('purchase');
  const act = {
    purchase_id: id,
    merchant_id,
    store_id,
    paid_fen: paid,
    discount_fen: purchase.discount_fen,
    rule,
    policy,
    reason: 'purchase' as const,
  };
  const earned = member && earnFor(ctx, member, act);
  const row: PurchaseRow = {
    id,
    merchant_id,
    store_id,
    member_id: member?.id ?? null,
    staff_id: purchase.staff_id,
    staff_person_id: purchase.staff_person_id,
    original_fen: fen(purchase.original_fen),
    discount_fen: fen(purchase.discount_fen),
    paid_fen: fen(paid),
    bill_lines: purchase.lines,
    receipt_no: receiptNo,
    receipt_key: key,
    coupon_id: purchase.coupon_id,
    redemption_id: purchase.redemption_id,
    points_total: earned?.points ?? 0,
    earning: earned?.earning ?? {
      ...earnPoints({ paid_fen: paid, rule, earned_today: 0 }),
      resting_until_at: null,
    },
    earned_on: earned?.earned_on ?? null,
    state: 'recorded',
    receipt_code_hash: receipt?.code_hash ?? null,
    receipt_expires_at: receipt?.expires_at ?? null,
    collected_at: null,
    undone_at: null,
    day: ctx.day,
    at: ctx.at,
    version: ctx.version(purchase.order_by),
    ordinal: ctx.ordinal(),
  };
  const own: Parts = { transfers: [], writes: [insert(purchases, row)], events: [] };
  return {
    ok: true,
    parts: earned ? mergeParts(own, earned.parts) : own,
    row,
    earning: row.earning,
    balance_after: earned?.balance_after ?? null,
  };
}

export interface CollectPurchase {
  /** As loaded under its lock; the caller has checked that it is still to be collected. */
  readonly purchase: PurchaseRow;
  readonly member: MemberRow;
  readonly rule: PointRule;
  readonly policy: PointPolicy;
}

/** Gives a member the points of a purchase that was recorded without one. @rule S3 @rule P1 */
export function collectPurchase(
  ctx: PurchasesContext,
  { purchase, member, rule, policy }: CollectPurchase,
): { parts: Parts; earning: Earning; balance_after: number } {
  const { id, merchant_id, store_id, paid_fen, discount_fen } = purchase;
  const what = { purchase_id: id, merchant_id, store_id, paid_fen, discount_fen };
  const act = { ...what, rule, policy, reason: 'receipt' as const };
  const earned = earnFor(ctx, member, act);
  const { earning, earned_on, points, balance_after } = earned;
  const set = { member_id: member.id, collected_at: ctx.at, points_total: points, earning, earned_on };
  const own: Parts = {
    transfers: [],
    writes: [update(purchases, id, set, { state: 'recorded', member_id: null })],
    events: [],
  };
  return { parts: mergeParts(own, earned.parts), earning, balance_after };
}

export interface UndoPurchase {
  /** As loaded under its lock; the caller has checked that it is recorded. */
  readonly purchase: PurchaseRow;
  /** Its member, as loaded under the lock; null where it has none. */
  readonly member: MemberRow | null;
  readonly policy: PointPolicy;
}

/**
 * Takes a purchase back as if it had not been: its points, its part of the daily cap and its receipt number. (A
 * refund, where goods come back, is another thing and leaves the cap used.)
 * @rule C7 @rule P4
 * @returns `taken` + `owed` is what it had earned; `balance_after` is null without a member
 */
export function undoPurchase(
  ctx: PurchasesContext,
  { purchase, member, policy }: UndoPurchase,
): { parts: Parts; taken: number; owed: number; balance_after: number | null } {
  const { id, store_id, merchant_id, points_total: points, earned_on: earnedOn } = purchase;
  const set = { state: 'undone' as const, undone_at: ctx.at, receipt_key: null };
  const undone = update(purchases, id, set, { state: 'recorded', member_id: purchase.member_id });
  if (!member) {
    const parts = { transfers: [], writes: [undone], events: [] };
    return { parts, taken: 0, owed: 0, balance_after: null };
  }
  const back = takeBackPoints(ctx, {
    member_id: member.id,
    points,
    reason: 'undo',
    reference: id,
    store_id,
    policy,
    earned_on: earnedOn ?? purchase.day,
  });
  const own: Parts = {
    transfers: [],
    writes: [
      undone,
      countPurchases(member, -1),
      ...(earnedOn === null || points === 0
        ? []
        : earnedWrites(ctx, member.id, merchant_id, earnedOn, -points)),
    ],
    events: [
      {
        type: 'purchase.undone',
        owner: owner.member(member.id),
        data: { purchase_id: id, store_id, points: -points, balance_after: back.balance_after },
      },
    ],
  };
  const { taken, owed, balance_after } = back;
  return { parts: mergeParts(own, back.parts), taken, owed, balance_after };
}

/** What a purchase would earn a member now; for quotes under no lock and decisions under lock alike. @rule P1 @rule P4 */
export function earningOf(of: {
  readonly paid_fen: number;
  readonly rule: PointRule;
  readonly earned_today: number;
  readonly debt: number;
}): { earned: PurchaseEarning; earning: Earning } {
  const earned = earnPoints(of);
  return { earned, earning: { ...earningAfterDebt(earned, of.debt), resting_until_at: null } };
}

interface EarningAct {
  readonly purchase_id: Id<'purchase'>;
  readonly merchant_id: Id<'merchant'>;
  readonly store_id: Id<'store'>;
  readonly paid_fen: number;
  readonly discount_fen: number;
  readonly rule: PointRule;
  readonly policy: PointPolicy;
  readonly reason: 'purchase' | 'receipt';
}

function earnFor(ctx: PurchasesContext, member: MemberRow, act: EarningAct) {
  const { merchant_id, store_id, policy, paid_fen, rule, purchase_id } = act;
  const today = programDay(policy, ctx.at);
  const before = ctx.loaded.get(earningDays, earningDayId(member.id, merchant_id, today));
  const { debt } = pointsUnderLock(ctx, member.id, policy);
  const { earned, earning } = earningOf({ paid_fen, rule, earned_today: before?.points ?? 0, debt });
  const credit = creditPoints(ctx, {
    member_id: member.id,
    points: earned.total,
    reason: act.reason,
    reference: purchase_id,
    store_id,
    policy,
  });
  const own: Parts = {
    transfers: [],
    writes: [
      countPurchases(member, 1),
      ...(earned.total === 0 ? [] : earnedWrites(ctx, member.id, merchant_id, today, earned.total)),
    ],
    events: [
      {
        type: 'purchase.recorded',
        owner: owner.member(member.id),
        data: {
          purchase_id,
          store_id,
          paid_fen,
          discount_fen: act.discount_fen,
          points: credit.credited,
          balance_after: credit.balance_after,
        },
      },
    ],
  };
  return {
    parts: mergeParts(own, credit.parts),
    points: earned.total as number,
    earning,
    earned_on: today,
    balance_after: credit.balance_after,
  };
}

/** @rule C3 A member without a purchase that stands is a new one. */
function countPurchases(member: MemberRow, delta: 1 | -1): RowWrite {
  const { id, purchases_count: count } = member;
  return update(members, id, { purchases_count: count + delta }, { purchases_count: count });
}

function earnedWrites(
  ctx: PurchasesContext,
  memberId: Id<'member'>,
  merchantId: Id<'merchant'>,
  day: Day,
  delta: number,
): RowWrite[] {
  const id = earningDayId(memberId, merchantId, day);
  const row = ctx.loaded.get(earningDays, id);
  if (row) return [update(earningDays, id, { points: row.points + delta }, { points: row.points })];
  return [insert(earningDays, { id, member_id: memberId, merchant_id: merchantId, day, points: delta })];
}
