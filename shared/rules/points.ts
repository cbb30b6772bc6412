import { points, type Points } from '../kernel/money';
import { unreachable } from '../kernel/result';
import { day, endOfMonthAfter, type Day } from '../kernel/time';

/** P2: one policy per program. */
export type ExpiryPolicy =
  | { readonly kind: 'never' }
  | { readonly kind: 'months'; readonly months: number }
  | { readonly kind: 'next_year_end' };

/** Points of one expiry date. `expires_on` is the last day they count; null: they never expire. */
export interface PointLot {
  readonly expires_on: Day | null;
  readonly available: number;
}

/** So many points of the lot of this expiry date. */
export interface PointLeg {
  readonly expires_on: Day | null;
  readonly points: Points;
}

/**
 * The last day on which points earned on `earnedOn` count; null: they never expire.
 * `months`: the last day of the month that many months after the month of earning.
 * @rule P2
 */
export function expiryOf(policy: ExpiryPolicy, earnedOn: Day): Day | null {
  switch (policy.kind) {
    case 'never':
      return null;
    case 'months':
      return endOfMonthAfter(earnedOn, policy.months);
    case 'next_year_end':
      return day(`${Number(earnedOn.slice(0, 4)) + 1}-12-31`);
    default:
      return unreachable(policy);
  }
}

/** Whether points still count on `today` (the program's zone): to the end of their last day. @rule P6 */
export function isLive(expiresOn: Day | null, today: Day): boolean {
  return expiresOn === null || expiresOn >= today;
}

/** What can be spent today; lots past their day do not count, whether swept or not. @rule P6 */
export function spendable(lots: readonly PointLot[], today: Day): Points {
  return points(lots.reduce((sum, lot) => sum + (isLive(lot.expires_on, today) ? lot.available : 0), 0));
}

/**
 * From which lots `amount` is spent: soonest expiry first, those that never expire last; or how many are missing.
 * @rule P3
 * @param amount non-negative
 */
export function spendPlan(
  lots: readonly PointLot[],
  amount: number,
  today: Day,
): { ok: true; legs: PointLeg[] } | { ok: false; missing: Points } {
  const { legs, rest } = take(inOrder(lots, today), amount);
  return rest === 0 ? { ok: true, legs } : { ok: false, missing: rest };
}

/**
 * From where `amount` is taken back: from the expiry it was earned in, then from the others, soonest first; what
 * is not there becomes debt. Lots past their day are passed over, as if they had been swept already.
 * @rule P4
 * @param amount non-negative
 */
export function takeBackPlan(plan: {
  readonly lots: readonly PointLot[];
  readonly earned_on_expiry: Day | null;
  readonly amount: number;
  readonly today: Day;
}): { legs: PointLeg[]; debt: Points } {
  const lots = inOrder(plan.lots, plan.today);
  const isOwn = (lot: PointLot): boolean => lot.expires_on === plan.earned_on_expiry;
  const ordered = [...lots.filter(isOwn), ...lots.filter((lot) => !isOwn(lot))];
  const { legs, rest } = take(ordered, plan.amount);
  return { legs, debt: rest };
}

function inOrder(lots: readonly PointLot[], today: Day): PointLot[] {
  const live = lots.filter((lot) => lot.available > 0 && isLive(lot.expires_on, today));
  return live.sort((one, other) => compareExpiry(one.expires_on, other.expires_on));
}

/** Dates compare as text; never comes last. */
function compareExpiry(one: Day | null, other: Day | null): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}

function take(lots: readonly PointLot[], amount: number): { legs: PointLeg[]; rest: Points } {
  if (amount < 0) throw new RangeError('points to take must not be negative');
  let rest = points(amount);
  const legs: PointLeg[] = [];
  for (const lot of lots) {
    const taken = Math.min(rest, lot.available);
    if (taken > 0) legs.push({ expires_on: lot.expires_on, points: points(taken) });
    rest = points(rest - taken);
  }
  return { legs, rest };
}
