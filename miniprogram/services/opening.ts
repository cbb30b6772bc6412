import type { OpeningHours } from '@shared/contract';
import { t } from '@/texts';
import { clockText } from './format';

const BEIJING_MS = 8 * 3_600_000;
const DAY = 1_440;
const WEEK = 7 * DAY;

const words = t.member.stores;

/** Whether a store is open, and in words until when, or when it opens next. */
export interface Opening {
  readonly open: boolean;
  readonly text: string;
}

/** One weekday of the week's hours, in words. */
export interface WeekdayHours {
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  readonly name: string;
  readonly hours: string;
  readonly today: boolean;
}

/** Weekday and minute of the day on a clock in Beijing. */
function wall(now: number): { readonly weekday: number; readonly minute: number } {
  const clock = new Date(now + BEIJING_MS);
  return {
    weekday: clock.getUTCDay() || 7,
    minute: clock.getUTCHours() * 60 + clock.getUTCMinutes(),
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Every span from yesterday to a week ahead, in minutes from today's midnight; spans that touch are one. */
function spansAround(hours: readonly OpeningHours[], weekday: number): Span[] {
  const spans = [];
  for (let ahead = -1; ahead <= 8; ahead += 1) {
    const of = ((weekday - 1 + ahead + 7) % 7) + 1;
    for (const entry of hours) {
      if (entry.weekday !== of) continue;
      spans.push({ from: ahead * DAY + entry.from_minute, to: ahead * DAY + entry.to_minute });
    }
  }
  const joined: Span[] = [];
  for (const span of spans.sort((a, b) => a.from - b.from)) {
    const last = joined[joined.length - 1];
    if (last && span.from <= last.to) joined[joined.length - 1] = { ...last, to: Math.max(last.to, span.to) };
    else joined.push(span);
  }
  return joined;
}

/** A minute from today's midnight as people say it: `22:00`, `明天 02:00`, `周三 08:00`. */
function moment(minute: number, weekday: number): string {
  const ahead = Math.floor(minute / DAY);
  const time = clockText(minute - ahead * DAY);
  if (ahead <= 0) return time;
  if (ahead === 1) return words.tomorrow(time);
  return words.onWeekday(words.weekdays[(weekday - 1 + ahead) % 7] ?? '', time);
}

/** Closing at midnight belongs to the day that ends; after midnight it is the next day's morning. */
function closing(minute: number, weekday: number): string {
  if (minute === DAY) return clockText(DAY);
  if (minute > DAY && minute < 2 * DAY) return words.nextDay(clockText(minute - DAY));
  return moment(minute, weekday);
}

/**
 * Whether a store is open now, and what comes next.
 * @param now the server's time, epoch ms
 */
export function openingNow(hours: readonly OpeningHours[], now: number): Opening {
  const { weekday, minute } = wall(now);
  const spans = spansAround(hours, weekday);
  const present = spans.find(({ from, to }) => from <= minute && minute < to);
  if (present) {
    if (present.to - minute >= WEEK) return { open: true, text: words.alwaysOpen };
    return { open: true, text: words.openUntil(closing(present.to, weekday)) };
  }
  const next = spans.find(({ from }) => from > minute);
  if (!next) return { open: false, text: words.noHours };
  const day = next.from < DAY ? words.laterToday(clockText(next.from)) : moment(next.from, weekday);
  return { open: false, text: words.opensAt(day) };
}

function spanText({ from_minute: from, to_minute: to }: OpeningHours): string {
  return from === 0 && to === DAY ? words.allDay : words.span(clockText(from), clockText(to));
}

/** The week's hours from Monday on; empty when the store has told none. @param now the server's time, epoch ms */
export function weekHours(hours: readonly OpeningHours[], now: number): WeekdayHours[] {
  if (hours.length === 0) return [];
  const today = wall(now).weekday;
  return words.weekdays.map((name, i) => {
    const ofDay = hours
      .filter(({ weekday }) => weekday === i + 1)
      .sort((a, b) => a.from_minute - b.from_minute);
    return {
      weekday: i + 1,
      name,
      hours: ofDay.length === 0 ? words.dayOff : ofDay.map(spanText).join('、'),
      today: i + 1 === today,
    };
  });
}
