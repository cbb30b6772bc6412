import type { Earning, TierProgress } from '../../shared/contract';
import { toRfc3339, wallClock, WHOLE_BP, type Day, type Id, type Instant } from '../../shared/kernel';
import {
  bestCampaign,
  earningAfterDebt,
  earnPoints,
  excludedLines,
  growthOf,
  restingUntil,
  type AppliedRule,
  type PaidBill,
  type PointRule,
} from '../../shared/rules';
import { insert, mergeParts, owner, update, type Parts, type RowWrite } from '../ledger';
import { members, type MemberRow } from '../members';
import {
  creditPoints,
  pointsUnderLock,
  programDay,
  restPoints,
  type PointCampaignRow,
  type PointPolicy,
} from '../points';
import { growParts, type TierTerms } from '../tiers';
import { earningDays, type PurchaseRow } from './purchases.entity';
import type { PurchasesContext } from './purchases.context';
import { earningDayId } from './purchases.refs';

/** What decides an earning beside the bill and what the member has: the same for a quote and for the act. */
export interface EarningTerms {
  /** The merchant's, as it is now. */
  readonly rule: PointRule;
  /** Those of the merchant that may count; the best of them does. */
  readonly campaigns: readonly PointCampaignRow[];
  readonly store: { readonly id: Id<'store'>; readonly timezone: string };
  readonly tier: TierTerms;
  readonly policy: PointPolicy;
}

/** A bill as it was paid, with the category of each line where one is named. */
export interface EarningBill extends PaidBill {
  readonly line_categories: readonly (string | null)[] | null;
}

export interface EarnedNow {
  /** As it is answered. */
  readonly earning: Earning;
  /** All that was earned, what repays a debt included. */
  readonly points: number;
  readonly growth: number;
  readonly rule: AppliedRule;
  readonly earned_on: Day;
  readonly resting_until_at: Instant | null;
}

/**
 * What a bill earns a member now; for quotes under no lock and decisions under lock alike. Points that rest pay no
 * debt yet.
 * @rule P1 @rule P4
 * @param who.earned_before what the day has brought the member at the merchant
 */
export function earningOf(
  bill: EarningBill,
  { rule, campaigns, store, tier, policy }: EarningTerms,
  who: { readonly earned_before: number; readonly debt: number },
  at: Instant,
): EarnedNow {
  const campaign = bestCampaign(campaigns, store.id, wallClock(at, store.timezone));
  const applied: AppliedRule = {
    rate_bp: rule.rate_bp,
    multiplier_bp: rule.multiplier_bp,
    tier_bp: tier.multiplier_bp,
    campaign_bp: campaign?.multiplier_bp ?? WHOLE_BP,
    campaign_id: campaign?.id ?? null,
    daily_cap: rule.daily_cap,
    earned_before: who.earned_before,
    excluded: excludedLines(bill.line_categories, rule.excluded_categories),
    growth_rate_bp: tier.growth_rate_bp,
  };
  const earned = earnPoints(bill, applied);
  const today = programDay(policy, at);
  const until = earned.total === 0 ? null : restingUntil(today, rule.rest_days, policy.timezone);
  return {
    earning: {
      ...earningAfterDebt(earned, until === null ? who.debt : 0),
      resting_until_at: until === null ? null : toRfc3339(until),
    },
    points: earned.total,
    growth: growthOf(bill.paid_fen, applied.growth_rate_bp),
    rule: applied,
    earned_on: today,
    resting_until_at: until,
  };
}

/** A purchase as somebody gets its points. */
export interface EarningAct {
  readonly purchase_id: Id<'purchase'>;
  readonly merchant_id: Id<'merchant'>;
  readonly bill: EarningBill;
  readonly discount_fen: number;
  readonly terms: EarningTerms;
  readonly reason: 'purchase' | 'receipt';
}

/** Columns of a purchase that say what it earned. */
export type EarnedColumns = Pick<
  PurchaseRow,
  | 'points_total'
  | 'earning'
  | 'earned_on'
  | 'rule_applied'
  | 'growth'
  | 'resting_hold_id'
  | 'resting_until_at'
>;

/** Gives a member the points of a purchase, at once or as a hold, and its growth. @rule P1 @rule P4 @rule M4 */
export function earnFor(
  ctx: PurchasesContext,
  member: MemberRow,
  act: EarningAct,
): { parts: Parts; columns: EarnedColumns; balance_after: number; tier: TierProgress | null } {
  const { merchant_id: merchantId, terms, bill, purchase_id } = act;
  const { policy, store } = terms;
  const dayId = earningDayId(member.id, merchantId, programDay(policy, ctx.at));
  const before = ctx.loaded.get(earningDays, dayId)?.points ?? 0;
  const now = pointsUnderLock(ctx, member.id, policy);
  const earned = earningOf(bill, terms, { earned_before: before, debt: now.debt }, ctx.at);
  const given = giveOrRest(ctx, member.id, act, earned);
  const { growth, earned_on } = earned;
  const grown = growParts(ctx, { member, growth, earned_on, today: earned_on });
  const own: Parts = {
    transfers: [],
    writes: [
      countPurchases(member, 1),
      ...earnedWrites(ctx, member.id, merchantId, earned.earned_on, earned.points),
    ],
    events: [
      {
        type: 'purchase.recorded',
        owner: owner.member(member.id),
        data: {
          purchase_id,
          store_id: store.id,
          paid_fen: bill.paid_fen,
          discount_fen: act.discount_fen,
          points: earned.earning.total,
          resting_until_at: earned.earning.resting_until_at,
          balance_after: given.balance_after,
        },
      },
    ],
  };
  return {
    parts: mergeParts(own, given.parts, grown.parts),
    columns: {
      points_total: earned.points,
      earning: earned.earning,
      earned_on: earned.earned_on,
      rule_applied: earned.rule,
      growth: earned.growth,
      resting_hold_id: given.hold_id,
      resting_until_at: earned.resting_until_at,
    },
    balance_after: given.balance_after,
    tier: grown.progress,
  };
}

function giveOrRest(
  ctx: PurchasesContext,
  memberId: Id<'member'>,
  act: EarningAct,
  earned: EarnedNow,
): { parts: Parts; hold_id: Id<'transfer'> | null; balance_after: number } {
  const { policy, store } = act.terms;
  const { points, resting_until_at: until } = earned;
  const what = { member_id: memberId, points, reference: act.purchase_id, policy };
  if (until === null) {
    const credit = creditPoints(ctx, { ...what, reason: act.reason, store_id: store.id });
    return { parts: credit.parts, hold_id: null, balance_after: credit.balance_after };
  }
  const rest = restPoints(ctx, { ...what, earned_on: earned.earned_on, until_at: until });
  return { ...rest, balance_after: pointsUnderLock(ctx, memberId, policy).balance };
}

/** @rule C3 A member without a purchase that stands is a new one. */
export function countPurchases(member: MemberRow, delta: 1 | -1): RowWrite {
  const { id, purchases_count: count } = member;
  return update(members, id, { purchases_count: count + delta }, { purchases_count: count });
}

/** Counts what was earned on a day towards the cap, or takes it off again. @rule P1 */
export function earnedWrites(
  ctx: PurchasesContext,
  memberId: Id<'member'>,
  merchantId: Id<'merchant'>,
  day: Day,
  delta: number,
): RowWrite[] {
  if (delta === 0) return [];
  const id = earningDayId(memberId, merchantId, day);
  const row = ctx.loaded.get(earningDays, id);
  if (row) return [update(earningDays, id, { points: row.points + delta }, { points: row.points })];
  return [insert(earningDays, { id, member_id: memberId, merchant_id: merchantId, day, points: delta })];
}
