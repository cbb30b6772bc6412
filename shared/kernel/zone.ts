import {
  dateOfNumber,
  DAY_MS,
  HOUR_MS,
  instant,
  LAST_INSTANT_MS,
  MINUTE_MS,
  SECOND_MS,
  type Day,
  type Instant,
} from './time';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timezone, format);
  }
  return format;
}

/** Wall-clock reading of an instant in a zone. `weekday`: 1 Monday … 7 Sunday; `minute_of_day`: 0–1439. */
export interface WallClock {
  readonly day: Day;
  readonly minute_of_day: number;
  readonly weekday: number;
}

/** Offsets at full hours, by zone. Asking `Intl` costs a hundred times more than the sum it is needed for. */
const offsets = new Map<string, Map<number, number>>();
/** Hours kept for each zone; a program needs those around now and around the ends of what it promises. */
const HOURS_KEPT = 5_000;

/** How far the clocks of a zone are ahead of UTC at `at`, in ms, as `Intl` knows it. */
function readOffset(at: number, timezone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timezone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day: date = 1, hour = 0, minute = 0, second = 0 } = parts;
  const wall = Date.UTC(year, month - 1, date, hour, minute, second);
  return wall - Math.floor(at / SECOND_MS) * SECOND_MS;
}

function offsetAtHour(hour: number, timezone: string): number {
  let known = offsets.get(timezone);
  if (!known || known.size >= HOURS_KEPT) {
    known = new Map();
    offsets.set(timezone, known);
  }
  let offset = known.get(hour);
  if (offset === undefined) {
    offset = readOffset(hour * HOUR_MS, timezone);
    known.set(hour, offset);
  }
  return offset;
}

/** The same as `readOffset`: only in the hour in which clocks are changed must it be asked again. */
function offsetAt(at: Instant, timezone: string): number {
  const hour = Math.floor(at / HOUR_MS);
  const before = offsetAtHour(hour, timezone);
  return before === offsetAtHour(hour + 1, timezone) ? before : readOffset(at, timezone);
}

/** What the clock on the wall of `timezone` (IANA name) shows at `at`. Throws RangeError for an unknown zone. */
export function wallClock(at: Instant, timezone: string): WallClock {
  const wall = at + offsetAt(at, timezone);
  const days = Math.floor(wall / DAY_MS);
  return {
    day: dateOfNumber(days),
    minute_of_day: Math.floor((wall - days * DAY_MS) / MINUTE_MS),
    // 1 January 1970 was a Thursday
    weekday: ((((days + 3) % 7) + 7) % 7) + 1,
  };
}

/** Beginnings of days that were asked for; everybody asks for the same few. */
const starts = new Map<string, Instant>();
const DAYS_KEPT = 1_000;

/** The calendar date of `at` in `timezone`. Throws RangeError beyond year 9999. */
export function dayIn(at: Instant, timezone: string): Day {
  return dateOfNumber(Math.floor((at + offsetAt(at, timezone)) / DAY_MS));
}

/**
 * The first instant of `date` in `timezone`; where clocks jump over midnight, the first instant that exists. For a
 * date that begins outside 1970–9999 (UTC), the first or last instant there is.
 */
export function startOfDay(date: Day, timezone: string): Instant {
  const key = `${timezone} ${date}`;
  let start = starts.get(key);
  if (start === undefined) {
    if (starts.size >= DAYS_KEPT) starts.clear();
    start = findStartOfDay(date, timezone);
    starts.set(key, start);
  }
  return start;
}

function findStartOfDay(date: Day, timezone: string): Instant {
  const guess = Date.parse(`${date}T00:00:00.000Z`);
  let low = Math.max(0, guess - 16 * HOUR_MS);
  let high = Math.max(0, Math.min(LAST_INSTANT_MS, guess + 16 * HOUR_MS));
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (dayIn(instant(middle), timezone) < date) low = middle + 1;
    else high = middle;
  }
  return instant(low);
}

/** Whether `timezone` is a zone this runtime knows. */
export function isTimezone(timezone: string): boolean {
  try {
    formatOf(timezone);
    return true;
  } catch {
    return false;
  }
}
