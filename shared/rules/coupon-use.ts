import type { Id } from '../kernel/ids';
import { addDays, instant, type Day, type Instant } from '../kernel/time';
import type { WallClock } from '../kernel/zone';
import type { CouponScope, CouponTimes, CouponValidity, RuleProblem } from './coupon-types';

/** C5: every state and the states it may change to. */
export const COUPON_EDGES = {
  issued: ['locked', 'redeemed', 'held', 'expired', 'revoked'],
  locked: ['redeemed', 'issued'],
  redeemed: ['issued'],
  held: ['transferred', 'issued'],
  transferred: [],
  expired: [],
  revoked: [],
} as const;
export type CouponStateName = keyof typeof COUPON_EDGES;

/** Whether a coupon may change from one state to another. @rule C5 */
export function isEdge(from: CouponStateName, to: CouponStateName): boolean {
  return (COUPON_EDGES[from] as readonly CouponStateName[]).includes(to);
}

/** What of a coupon decides whether it can be used. Good from `valid_from_at` until just before `valid_to_at`. */
export interface CouponFacts {
  readonly state: CouponStateName;
  readonly valid_from_at: Instant;
  readonly valid_to_at: Instant;
  readonly scope: CouponScope;
  readonly times: CouponTimes;
  readonly merchant_id: Id<'merchant'>;
  /** Who redeemed it, as texts for the refusal; without it the caller adds `at`, `store` and `staff`. */
  readonly redeemed?: { readonly at: string; readonly store: string; readonly staff: string } | null;
}

/** Where and when. `wall` is the reading of `at` in the store's zone, `dayOf` the date of any instant there. */
export interface UsePlace {
  readonly at: Instant;
  readonly wall: WallClock;
  readonly dayOf: (at: Instant) => Day;
  readonly store: { readonly id: Id<'store'>; readonly merchant_id: Id<'merchant'> };
}

export type CouponObstacle = RuleProblem<
  | 'coupon_redeemed'
  | 'coupon_locked'
  | 'coupon_not_usable'
  | 'coupon_not_started'
  | 'coupon_expired'
  | 'coupon_wrong_store'
  | 'coupon_wrong_time'
>;

/**
 * The first reason why a coupon cannot be used here and now, or null. In this order: its state, not started,
 * expired, another merchant or store, weekday and time of day.
 * @rule C2, C3, C6, C11
 */
export function couponObstacle(coupon: CouponFacts, place: UsePlace): CouponObstacle | null {
  if (coupon.state === 'redeemed') return { code: 'coupon_redeemed', params: { ...coupon.redeemed } };
  if (coupon.state === 'expired') return { code: 'coupon_expired', params: {} };
  if (coupon.state === 'locked') return { code: 'coupon_locked', params: {} };
  if (coupon.state !== 'issued') return { code: 'coupon_not_usable', params: {} };
  if (place.at < coupon.valid_from_at) {
    return { code: 'coupon_not_started', params: { day: place.dayOf(coupon.valid_from_at) } };
  }
  if (place.at >= coupon.valid_to_at) return { code: 'coupon_expired', params: {} };
  const { store_ids: stores } = coupon.scope;
  const elsewhere = stores.length > 0 && !stores.includes(place.store.id);
  if (coupon.merchant_id !== place.store.merchant_id || elsewhere) {
    return { code: 'coupon_wrong_store', params: {} };
  }
  return isUsableTime(coupon.times, place.wall) ? null : { code: 'coupon_wrong_time', params: {} };
}

/**
 * Whether the clock on the wall is within usable weekdays and minutes: from ≤ minute < to. A `from` at or after
 * `to` runs past midnight; the small hours then belong to the weekday on which they began.
 * @rule C2
 */
export function isUsableTime(
  times: {
    readonly weekdays: readonly number[];
    readonly from_minute: number | null;
    readonly to_minute: number | null;
  },
  wall: Pick<WallClock, 'weekday' | 'minute_of_day'>,
): boolean {
  const from = times.from_minute ?? 0;
  const to = times.to_minute ?? 1440;
  const minute = wall.minute_of_day;
  const isOn = (weekday: number): boolean => times.weekdays.length === 0 || times.weekdays.includes(weekday);
  if (from < to) return isOn(wall.weekday) && minute >= from && minute < to;
  const yesterday = wall.weekday === 1 ? 7 : wall.weekday - 1;
  return (minute >= from && isOn(wall.weekday)) || (minute < to && isOn(yesterday));
}

export type ShownAs = 'usable' | 'not_yet' | 'locked' | 'used' | 'expired' | 'gone';

/** What the wallet shows of a coupon at `at`; expired from the very millisecond it ends. @rule C11 */
export function shownAs(
  coupon: Pick<CouponFacts, 'state' | 'valid_from_at' | 'valid_to_at'>,
  at: Instant,
): ShownAs {
  switch (coupon.state) {
    case 'issued':
      if (at < coupon.valid_from_at) return 'not_yet';
      return at < coupon.valid_to_at ? 'usable' : 'expired';
    case 'locked':
      return 'locked';
    case 'redeemed':
      return 'used';
    case 'expired':
      return 'expired';
    case 'held':
    case 'transferred':
    case 'revoked':
      return 'gone';
  }
}

/** The program's calendar, handed in because the phone cannot convert zones. */
export interface Calendar {
  readonly dayOf: (at: Instant) => Day;
  readonly startOfDay: (day: Day) => Instant;
}

/**
 * When a coupon claimed at `claimedAt` is good: from `valid_from_at` until just before `valid_to_at`.
 * Relative: the first day is the day of the claim plus `start_after_days`, and counts as day 1 of `days`. With
 * `start_after_days` 0 it is good from the instant of the claim, else from the start of the first day; it ends
 * with its last day. Claimed on 1 December, 7 days: to the end of 7 December; 7 days starting 1 day after: from
 * the start of 2 to the end of 8 December.
 * @rule C2
 */
export function validityWindow(
  validity: CouponValidity,
  claimedAt: Instant,
  calendar: Calendar,
): { valid_from_at: Instant; valid_to_at: Instant } {
  if (validity.kind === 'fixed') {
    return {
      valid_from_at: instant(Date.parse(validity.from_at)),
      valid_to_at: instant(Date.parse(validity.to_at)),
    };
  }
  const first = addDays(calendar.dayOf(claimedAt), validity.start_after_days);
  return {
    valid_from_at: validity.start_after_days === 0 ? claimedAt : calendar.startOfDay(first),
    valid_to_at: calendar.startOfDay(addDays(first, validity.days)),
  };
}
