import type { CouponValue, FieldError, ReferralNumbers } from '../../shared/contract';
import { addDays, DAY_MS, daysBetween, startOfDay, day, type Day, type Instant } from '../../shared/kernel';

/** Most days that one report is about. */
export const NUMBERS_DAYS_MAX = 366;

/** How long what a member brings counts for the K-factor of the days they joined on. @rule R10 */
export const BROUGHT_WITHIN_MS = 30 * DAY_MS;

/** Days that are instants in every zone, and have a day before and after them. */
const FIRST_DAY = day('1970-01-03');
const LAST_DAY = day('9999-12-29');

/** What of the window cannot be; the contract has checked that both are days. */
export function windowFaults(from: Day, to: Day): FieldError[] {
  const far = Object.entries({ from, to }).filter(([, on]) => on < FIRST_DAY || on > LAST_DAY);
  if (far.length > 0) return far.map(([field]) => ({ field, problem: '这一天太远了' }));
  const days = daysBetween(from, to) + 1;
  if (days < 1) return [{ field: 'to', problem: '结束日期不能早于开始日期' }];
  return days > NUMBERS_DAYS_MAX ? [{ field: 'to', problem: `最多看 ${NUMBERS_DAYS_MAX} 天` }] : [];
}

/** The days of a report as instants, and as the days that rows of any zone can bear at such an instant. */
export interface Window {
  readonly from_at: Instant;
  /** Not part of it. */
  readonly to_at: Instant;
  readonly from_day: Day;
  readonly to_day: Day;
}

/** @param timezone of the program */
export function windowOf(from: Day, to: Day, timezone: string): Window {
  return {
    from_at: startOfDay(from, timezone),
    to_at: startOfDay(addDays(to, 1), timezone),
    from_day: addDays(from, -1),
    to_day: addDays(to, 1),
  };
}

/** What is counted of one group. */
export interface Counts {
  members: number;
  brought: number;
  opened: number;
  joined: number;
  qualified: number;
  confirmed: number;
  points: number;
  coupons: number;
  coupons_fen: number;
}

export const NO_COUNTS: Readonly<Counts> = {
  members: 0,
  brought: 0,
  opened: 0,
  joined: 0,
  qualified: 0,
  confirmed: 0,
  points: 0,
  coupons: 0,
  coupons_fen: 0,
};

/** Several groups as one. */
export function sumOf(all: readonly Readonly<Counts>[]): Counts {
  const total = { ...NO_COUNTS };
  for (const counts of all)
    for (const name of Object.keys(NO_COUNTS) as (keyof Counts)[]) total[name] += counts[name];
  return total;
}

/** A line of the report; every rate has one definition, in docs/metrics.md. @rule R10 */
export function numbersRow(
  { id, name }: Pick<ReferralNumbers, 'id' | 'name'>,
  counts: Readonly<Counts>,
): ReferralNumbers {
  const { members, brought, joined, qualified, points, coupons_fen } = counts;
  return {
    id,
    name,
    ...counts,
    k_bp: ratio(brought * 10_000, members),
    points_per_joined: ratio(points, joined),
    fen_per_joined: ratio(coupons_fen, joined),
    points_per_qualified: ratio(points, qualified),
    fen_per_qualified: ratio(coupons_fen, qualified),
  };
}

/** Rounded to the nearest whole, halves up; null where there is nothing to divide by. */
function ratio(of: number, by: number): number | null {
  return by === 0 ? null : Math.floor((2 * of + by) / (2 * by));
}

/**
 * What a coupon is worth at most, in fen: what it takes off, its cap where it is of a percentage, else that percentage
 * of the least bill it needs; an item by its list price.
 * @rule C1 @rule R10
 */
export function worthOf(value: CouponValue): number {
  if (value.kind === 'amount_off') return value.amount_fen;
  if (value.kind === 'exchange') return value.value_fen;
  return value.cap_fen ?? Math.floor((value.threshold_fen * value.percent_off_bp) / 10_000);
}
