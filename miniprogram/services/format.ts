import { fen, formatYuan, groupThousands } from '@shared/kernel';
import { t } from '@/texts';

/** `¥` is drawn by the screen; this is the number: `12`, `12.50`. */
export function yuan(amountFen: number): string {
  return formatYuan(fen(amountFen));
}

/** Points never have decimals: `1,234`. */
export function pointsText(points: number): string {
  return groupThousands(points);
}

/** `+38`, `-38`, or `0`. */
export function signedPoints(points: number): string {
  if (points === 0) return '0';
  return points > 0 ? `+${groupThousands(points)}` : `-${groupThousands(Math.abs(points))}`;
}

function dayParts(day: string): [number, number, number] {
  const [year = '0', month = '0', date = '0'] = day.split('-');
  return [Number(year), Number(month), Number(date)];
}

/** `2026-11-22` as `2026年11月22日`. */
export function fullDay(day: string): string {
  return t.common.fullDay(...dayParts(day));
}

/** `2026-11-22` as `11月22日`. */
export function shortDay(day: string): string {
  const [, month, date] = dayParts(day);
  return t.common.monthDay(month, date);
}

/** Year and month of a day, for headings. */
export function yearMonth(day: string): { readonly year: number; readonly month: number } {
  const [year, month] = dayParts(day);
  return { year, month };
}

/** Minute of the day as `09:05`; from 1440 on it is the next day's. */
export function clockText(minute: number): string {
  const text = (m: number): string =>
    `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
  return minute > 1440 ? t.member.stores.nextDay(text(minute - 1440)) : text(minute);
}

/**
 * Beijing time, in which the program thinks, is UTC+8 all year. Computed by hand: WeChat on older Android phones has
 * no Intl with time zones.
 */
const BEIJING_MS = 8 * 3_600_000;

function inBeijing(at: string): string {
  return new Date(Date.parse(at) + BEIJING_MS).toISOString();
}

/** The calendar day of an instant on the wire, in the program's zone. */
export function dayOf(at: string): string {
  return inBeijing(at).slice(0, 10);
}

/** `14:05` of an instant on the wire. */
export function timeOf(at: string): string {
  return inBeijing(at).slice(11, 16);
}

/** `11月22日 14:05`. */
export function whenText(at: string): string {
  return t.common.dayAndTime(shortDay(dayOf(at)), timeOf(at));
}

/** The last day that lies wholly before `at`: what ends at midnight ends on the day before. */
export function lastDay(at: string): string {
  return dayOf(new Date(Date.parse(at) - 1).toISOString());
}

/** Three days: what ends within them is said to end soon. */
const SOON_MS = 3 * 24 * 3_600_000;

/** Whether something good until `at` ends soon. @param now the server's time, epoch ms */
export function endsSoon(at: string, now: number): boolean {
  const left = Date.parse(at) - now;
  return left > 0 && left <= SOON_MS;
}
