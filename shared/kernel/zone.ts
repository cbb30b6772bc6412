import { day, HOUR_MS, instant, LAST_INSTANT_MS, type Day, type Instant } from './time';

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

/** What the clock on the wall of `timezone` (IANA name) shows at `at`. Throws RangeError for an unknown zone. */
export function wallClock(at: Instant, timezone: string): WallClock {
  const parts: Record<string, string> = {};
  for (const part of formatOf(timezone).formatToParts(at)) parts[part.type] = part.value;
  const date = day(`${parts['year'] ?? ''}-${parts['month'] ?? ''}-${parts['day'] ?? ''}`);
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  return { day: date, minute_of_day: Number(parts['hour']) * 60 + Number(parts['minute']), weekday };
}

/** The calendar date of `at` in `timezone`. */
export function dayIn(at: Instant, timezone: string): Day {
  return wallClock(at, timezone).day;
}

/**
 * The first instant of `date` in `timezone`; where clocks jump over midnight, the first instant that exists. For a
 * date that begins outside 1970–9999 (UTC), the first or last instant there is.
 */
export function startOfDay(date: Day, timezone: string): Instant {
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
