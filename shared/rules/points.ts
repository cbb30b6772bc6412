import { points, type Points } from '../kernel/money';
import { unreachable } from '../kernel/result';
import { addDays, day, endOfMonthAfter, type Day } from '../kernel/time';

/** P2: one policy per program. */
export type ExpiryPolicy =
  | { readonly kind: 'never' }
  | { readonly kind: 'months'; readonly months: number }
  | { readonly kind: 'next_year_end' };

/** Points of one expiry date. `expires_on` is the last day they count; null: they never expire. */
export interface PointLot {
  readonly expires_on: Day | null;
  /** Of points that came back after their day: the day they expired on at first. */
  readonly grace_of?: Day | undefined;
  readonly available: number;
}

/** So many points of the lot of this expiry date. */
export interface PointLeg {
  readonly expires_on: Day | null;
  readonly grace_of?: Day | undefined;
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
  const isOwn = (lot: PointLot): boolean =>
    lot.expires_on === plan.earned_on_expiry && lot.grace_of === undefined;
  const ordered = [...lots.filter(isOwn), ...lots.filter((lot) => !isOwn(lot))];
  const { legs, rest } = take(ordered, plan.amount);
  return { legs, debt: rest };
}

/** No point lives longer than so many days after it first expired. @rule P5 */
export const GRACE_LIMIT_DAYS = 30;

/**
 * Where points go that came out of a lot and come back on `today`: to that lot, or when its day has passed, for once,
 * to a lot that lasts `graceDays` days more, at most to 30 days after the first expiry. When that is past too, or was
 * used already, they go to the lot that is past, where the expiry job finds them: nothing is dropped silently.
 * @rule P5
 */
export function returnLot(
  lot: Omit<PointLot, 'available'>,
  today: Day,
  graceDays: number,
): Omit<PointLot, 'available'> {
  const { expires_on: on, grace_of: graceOf } = lot;
  if (on === null || on >= today || graceOf !== undefined || graceDays <= 0) return lotOf(lot);
  const limit = addDays(on, GRACE_LIMIT_DAYS);
  if (today > limit) return lotOf(lot);
  const until = addDays(today, graceDays);
  return { expires_on: until < limit ? until : limit, grace_of: on };
}

/**
 * What becomes of points that come back. Those that count pay a debt first, soonest expiry first; points past their
 * day pay nothing.
 * @rule P4 @rule P5
 * @param plan.legs the lots they came out of
 * @returns `repaid` how many went to the debt, `legs` where the others go, `counted` how many of those count today
 */
export function returnPlan(plan: {
  readonly legs: readonly PointLeg[];
  readonly debt: number;
  readonly today: Day;
  readonly grace_days: number;
}): { repaid: Points; legs: PointLeg[]; counted: Points } {
  const targets = plan.legs
    .filter((leg) => leg.points > 0)
    .map((leg) => ({ ...returnLot(leg, plan.today, plan.grace_days), points: leg.points }))
    .sort((one, other) => compareExpiry(one.expires_on, other.expires_on));
  const legs: PointLeg[] = [];
  let debt = plan.debt;
  let counted = 0;
  for (const target of targets) {
    const counts = isLive(target.expires_on, plan.today);
    const repaid = counts ? Math.min(debt, target.points) : 0;
    debt -= repaid;
    if (counts) counted += target.points - repaid;
    if (target.points > repaid) legs.push({ ...target, points: points(target.points - repaid) });
  }
  return { repaid: points(plan.debt - debt), legs, counted: points(counted) };
}

/** Days before their last day on which a member is told. @rule P6 */
export const EXPIRY_NOTICE_DAYS = [30, 7] as const;

/**
 * Which notice is due on `today` for points whose last day is `expiresOn`: the shortest that fits, so that a late one
 * never follows a shorter. Null before the first, and after the last day.
 * @rule P6
 */
export function noticeDue(expiresOn: Day, today: Day): (typeof EXPIRY_NOTICE_DAYS)[number] | null {
  if (expiresOn < today) return null;
  if (expiresOn <= addDays(today, 7)) return 7;
  return expiresOn <= addDays(today, 30) ? 30 : null;
}

function lotOf({ expires_on, grace_of }: Omit<PointLot, 'available'>): Omit<PointLot, 'available'> {
  return grace_of === undefined ? { expires_on } : { expires_on, grace_of };
}

function inOrder(lots: readonly PointLot[], today: Day): PointLot[] {
  const live = lots.filter((lot) => lot.available > 0 && isLive(lot.expires_on, today));
  return live.sort(
    (one, other) => compareExpiry(one.expires_on, other.expires_on) || compareGrace(one, other),
  );
}

/** Of one expiry, those in their grace go first: they will get no other. */
function compareGrace({ grace_of: one }: PointLot, { grace_of: other }: PointLot): number {
  if (one === other) return 0;
  return (one ?? '~') < (other ?? '~') ? -1 : 1;
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
    if (taken > 0) legs.push({ ...lotOf(lot), points: points(taken) });
    rest = points(rest - taken);
  }
  return { legs, rest };
}
