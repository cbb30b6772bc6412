import { assertInteger, type Brand } from './brand';

/** An instant: UTC epoch milliseconds. */
export type Instant = Brand<number, 'Instant'>;
/** A calendar date `YYYY-MM-DD` in some named zone. Compares correctly as text. */
export type Day = Brand<string, 'Day'>;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** The last instant of 9999 in UTC; later ones no longer fit RFC 3339. */
export const LAST_INSTANT_MS = 253_402_300_799_999;
/** `T00:00:00.000Z` */
const RFC3339_TIME_LENGTH = 14;
export const DEFAULT_TIMEZONE = 'Asia/Shanghai';

/** Checked constructor: throws unless `value` is an integer between 1970 and 9999. */
export function instant(value: number): Instant {
  assertInteger(value, 'instant');
  if (value < 0 || value > LAST_INSTANT_MS) throw new RangeError(`instant out of range: ${value}`);
  return value as Instant;
}

/** Checked constructor: throws unless `value` is a real calendar date written `YYYY-MM-DD`. */
export function day(value: string): Day {
  const at = Date.parse(`${value}T00:00:00.000Z`);
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(value) ||
    Number.isNaN(at) ||
    new Date(at).toISOString().slice(0, 10) !== value
  ) {
    throw new RangeError(`not a calendar date: ${value}`);
  }
  return value as Day;
}

/** RFC 3339 in UTC with milliseconds, as the API writes instants. */
export function toRfc3339(at: Instant): string {
  return new Date(at).toISOString();
}

/** Dates that were written, by number: everybody asks for the same few, and writing one costs ten times as much. */
const dates = new Map<number, Day>();
const DATES_KEPT = 1_000;

/** The date with the number `days`: 0 is 1 January 1970. Throws RangeError beyond year 9999. */
export function dateOfNumber(days: number): Day {
  let date = dates.get(days);
  if (date === undefined) {
    date = day(new Date(days * DAY_MS).toISOString().slice(0, -RFC3339_TIME_LENGTH));
    if (dates.size >= DATES_KEPT) dates.clear();
    dates.set(days, date);
  }
  return date;
}

function numberOfDate(date: Day): number {
  return Date.parse(`${date}T00:00:00.000Z`) / DAY_MS;
}

/** The date `days` after `from` (negative: before). */
export function addDays(from: Day, days: number): Day {
  return dateOfNumber(numberOfDate(from) + days);
}

/** How many days `to` lies after `from` (negative: before). */
export function daysBetween(from: Day, to: Day): number {
  return numberOfDate(to) - numberOfDate(from);
}

/** The last date of the month that lies `months` after the month of `from`. */
export function endOfMonthAfter(from: Day, months: number): Day {
  const year = Number(from.slice(0, 4));
  const month = Number(from.slice(5, 7));
  return day(new Date(Date.UTC(year, month + months, 0)).toISOString().slice(0, 10));
}
