import { assertInteger } from '../kernel/brand';
import { mulDivFloor, points, WHOLE_BP, type Points } from '../kernel/money';

/** P1: points per yuan and multiplier in basis points; the cap is per member, day and merchant, null for none. */
export interface PointRule {
  readonly rate_bp: number;
  readonly multiplier_bp: number;
  readonly daily_cap: number | null;
}

export type EarningPartKind = 'base' | 'multiplier' | 'daily_cap' | 'debt';

/** What a purchase earns; the parts sum to `total`. */
export interface PurchaseEarning {
  readonly total: Points;
  readonly parts: { kind: EarningPartKind; points: Points }[];
}

const FEN_PER_YUAN = 100;

/**
 * Points of a purchase, rounded down once:
 *
 *     earned = floor(paid_fen ÷ 100 × rate_bp ÷ 10,000 × multiplier_bp ÷ 10,000)
 *     total  = min(earned, daily_cap − earned_today), never below 0
 *
 * Parts: `base`, what the rate alone gives, rounded down; `multiplier`, the difference to `earned`, below 0 for a
 * multiplier below ×1; `daily_cap`, minus what the cap cuts. The last two are left out where they change nothing.
 * For a refund call it with the rule and `earned_today` of the original purchase (P4).
 * @rule P1
 * @param paid_fen what stays to pay after discounts, 0 to one million yuan
 * @param earned_today points this member has earned today at this merchant, before this purchase
 */
export function earnPoints(purchase: {
  readonly paid_fen: number;
  readonly rule: PointRule;
  readonly earned_today: number;
}): PurchaseEarning {
  const { paid_fen: paid, rule } = purchase;
  assertInteger(purchase.earned_today, 'earned_today');
  const base = mulDivFloor(paid, rule.rate_bp, FEN_PER_YUAN * WHOLE_BP);
  const earned = mulDivFloor(paid, rule.rate_bp * rule.multiplier_bp, FEN_PER_YUAN * WHOLE_BP * WHOLE_BP);
  const room = rule.daily_cap === null ? earned : Math.max(0, rule.daily_cap - purchase.earned_today);
  const total = Math.min(earned, room);
  const parts: PurchaseEarning['parts'] = [{ kind: 'base', points: points(base) }];
  if (earned !== base) parts.push({ kind: 'multiplier', points: points(earned - base) });
  if (total !== earned) parts.push({ kind: 'daily_cap', points: points(total - earned) });
  return { total: points(total), parts };
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
