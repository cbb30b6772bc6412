import { assertInteger } from '../kernel/brand';
import type { Id } from '../kernel/ids';
import { mulDivFloor, points, productFloor, WHOLE_BP, type Points } from '../kernel/money';
import { addDays, type Day, type Instant } from '../kernel/time';
import { startOfDay } from '../kernel/zone';

/** P1: a merchant's rule. The rate is points per yuan, both in basis points; the cap is per member and day, null for none. */
export interface PointRule {
  readonly rate_bp: number;
  readonly multiplier_bp: number;
  readonly daily_cap: number | null;
  /** Categories of goods that earn nothing. */
  readonly excluded_categories: string[];
  /** Days that points rest before they count; 0 for none. */
  readonly rest_days: number;
}

/**
 * Everything that decides what a purchase earns, as it was when it was earned; kept with the purchase, so that a
 * refund recomputes with the same (P4). Multipliers in basis points, 10,000 is ×1.
 */
export interface AppliedRule {
  /** Points per yuan. */
  readonly rate_bp: number;
  /** The merchant's. */
  readonly multiplier_bp: number;
  /** That of the member's tier (M4). */
  readonly tier_bp: number;
  /** That of the point campaign that counted, `campaign_id`. */
  readonly campaign_bp: number;
  readonly campaign_id: Id<'point_campaign'> | null;
  /** Most points per member, merchant and day, null for none, and what the day had brought before this purchase. */
  readonly daily_cap: number | null;
  readonly earned_before: number;
  /** Of each line, whether its category earns nothing; empty where all of it earns. */
  readonly excluded: readonly boolean[];
  /** Growth per yuan (M4). */
  readonly growth_rate_bp: number;
}

/** What was paid of a bill, after discounts; with lines they sum to `paid_fen`. */
export interface PaidBill {
  readonly paid_fen: number;
  /** Of each line, in their order; empty without lines. */
  readonly line_paid_fen: readonly number[];
}

export type EarningPartKind = 'base' | 'excluded' | 'multiplier' | 'tier' | 'campaign' | 'daily_cap' | 'debt';

/** What a purchase earns; the parts sum to `total`. */
export interface PurchaseEarning {
  readonly total: Points;
  readonly parts: { kind: EarningPartKind; points: Points }[];
}

/** Of 100 fen to the yuan. */
const YUAN_ZEROS = 2;
/** Of basis points. */
const BP_ZEROS = 4;

/**
 * Points of a purchase, rounded down once:
 *
 *     earned = floor(eligible_fen ÷ 100 × rate × multiplier × tier × campaign)
 *     total  = min(earned, daily_cap − earned_before), never below 0
 *
 * `eligible_fen` is what was paid for lines whose category earns; without lines, all of it. Parts, each the
 * difference that one more factor makes, in this order: `base`, what all that was paid gives by the rate alone;
 * `excluded`, `multiplier`, `tier`, `campaign`; `daily_cap`, minus what the cap cuts. All but the first are left out
 * where they change nothing.
 * @rule P1
 * @param bill what was paid, 0 to one million yuan; for a refund (P4) what stays paid, with the rule of the purchase
 */
export function earnPoints(bill: PaidBill, rule: AppliedRule): PurchaseEarning {
  assertInteger(rule.earned_before, 'earned_before');
  const { daily_cap: cap } = rule;
  const eligible = eligibleFen(bill, rule.excluded);
  const steps: readonly (readonly [EarningPartKind, number])[] = [
    ['base', floorOf(bill.paid_fen, [rule.rate_bp])],
    ['excluded', floorOf(eligible, [rule.rate_bp])],
    ['multiplier', floorOf(eligible, [rule.rate_bp, rule.multiplier_bp])],
    ['tier', floorOf(eligible, [rule.rate_bp, rule.multiplier_bp, rule.tier_bp])],
    ['campaign', floorOf(eligible, [rule.rate_bp, rule.multiplier_bp, rule.tier_bp, rule.campaign_bp])],
  ];
  const earned = steps[steps.length - 1]?.[1] ?? 0;
  const total = cap === null ? earned : Math.min(earned, Math.max(0, cap - rule.earned_before));
  let before = 0;
  const parts: PurchaseEarning['parts'] = [];
  for (const [kind, after] of [...steps, ['daily_cap', total] as const]) {
    if (kind === 'base' || after !== before) parts.push({ kind, points: points(after - before) });
    before = after;
  }
  return { total: points(total), parts };
}

function floorOf(amountFen: number, factors: readonly number[]): number {
  return productFloor([amountFen, ...factors], YUAN_ZEROS + BP_ZEROS * factors.length);
}

function eligibleFen({ paid_fen, line_paid_fen }: PaidBill, excluded: readonly boolean[]): number {
  if (excluded.length === 0) return paid_fen;
  return line_paid_fen.reduce((sum, paid, i) => (excluded[i] === true ? sum : sum + paid), 0);
}

/**
 * Of each line, whether its category earns nothing; empty where every line earns.
 * @rule P1
 * @param categories of the lines in their order, null where a line names none; null for a bill without any
 */
export function excludedLines(
  categories: readonly (string | null)[] | null,
  excludedCategories: readonly string[],
): boolean[] {
  const excluded = (categories ?? []).map(
    (category) => category !== null && excludedCategories.includes(category),
  );
  return excluded.includes(true) ? excluded : [];
}

/** Growth of a purchase towards a tier: so much per yuan paid, rounded down. @rule M4 */
export function growthOf(paidFen: number, growthRateBp: number): number {
  return mulDivFloor(paidFen, growthRateBp, 100 * WHOLE_BP);
}

/**
 * Until when points earned on `earnedOn` rest: the start of the day (in the program's zone) after `restDays` whole
 * days; null when they count at once.
 * @rule P4
 */
export function restingUntil(earnedOn: Day, restDays: number, timezone: string): Instant | null {
  return restDays === 0 ? null : startOfDay(addDays(earnedOn, restDays + 1), timezone);
}

/**
 * A credit pays what the member owes first; the rest is credited.
 * @rule P4
 * @param total non-negative
 * @param debt non-negative
 */
export function payDebtFirst(total: number, debt: number): { repaid: Points; credited: Points } {
  if (total < 0 || debt < 0) throw new RangeError('payDebtFirst: negative amount');
  const repaid = Math.min(total, debt);
  return { repaid: points(repaid), credited: points(total - repaid) };
}

/** The earning as the member gets it: what repays a debt is a part of its own, below 0. @rule P4 */
export function earningAfterDebt(earning: PurchaseEarning, debt: number): PurchaseEarning {
  const { repaid, credited } = payDebtFirst(earning.total, debt);
  if (repaid === 0) return earning;
  return { total: credited, parts: [...earning.parts, { kind: 'debt', points: points(0 - repaid) }] };
}
