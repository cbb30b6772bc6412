import { day, type Day } from '../kernel/time';

/** M4: from which growth one is at a level. Index 0 of a ladder is level 1; the first begins at 0. */
export interface TierStep {
  readonly growth_from: number;
}

/** What a member grew in one calendar month, `YYYY-MM`. */
export interface GrowthMonth {
  readonly month: string;
  readonly growth: number;
}

/** The calendar month of a date, `YYYY-MM`. Compares correctly as text. */
export function monthOf(date: Day): string {
  return date.slice(0, 7);
}

/** The first month of the window of `months` calendar months that ends with the month of `date`. @rule M4 */
export function windowFrom(date: Day, months: number): string {
  const count = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 - (months - 1);
  const year = String(Math.floor(count / 12)).padStart(4, '0');
  return `${year}-${String((count % 12) + 1).padStart(2, '0')}`;
}

/** Growth of the window of `months` calendar months that ends with the month of `date`. @rule M4 */
export function growthWithin(grown: readonly GrowthMonth[], date: Day, months: number): number {
  const from = windowFrom(date, months);
  return grown.reduce((sum, { month, growth }) => (month >= from ? sum + growth : sum), 0);
}

/** The level that so much growth supports; 0 for a ladder without steps. @rule M4 */
export function levelOf(ladder: readonly TierStep[], growth: number): number {
  return ladder.filter(({ growth_from: from }) => from <= growth).length;
}

/**
 * The level of a member on the ladder as it is now: whoever has none stored is at the first, and nobody is above the
 * last. 0 only where there are no levels.
 */
export function levelOn(ladder: readonly TierStep[], stored: number): number {
  return Math.min(Math.max(stored, 1), ladder.length);
}

/** Whether the thresholds begin at 0 and rise from level to level. */
export function isRising(ladder: readonly TierStep[]): boolean {
  return ladder.every(({ growth_from: from }, i) =>
    i === 0 ? from === 0 : from > (ladder[i - 1]?.growth_from ?? 0),
  );
}

/** What growth is missing for a level; 0 where there is enough, and for one that the ladder does not have. */
export function growthMissing(ladder: readonly TierStep[], level: number, growth: number): number {
  return Math.max(0, (ladder[level - 1]?.growth_from ?? 0) - growth);
}

/** The same day of the next year; of 29 February, the 28th. @rule M4 */
export function sameDayNextYear(date: Day): Day {
  const year = String(Number(date.slice(0, 4)) + 1).padStart(4, '0');
  return isRealDay(`${year}${date.slice(4)}`) ? day(`${year}${date.slice(4)}`) : day(`${year}-02-28`);
}

/** Where a level stands when it is looked at: at what growth supports, up or down. Null `review_on`: nothing to lose. */
export function reviewed(
  ladder: readonly TierStep[],
  growth: number,
  reviewOn: Day,
): { readonly level: number; readonly review_on: Day | null } {
  const level = levelOf(ladder, growth);
  return { level, review_on: level > 1 ? sameDayNextYear(reviewOn) : null };
}

function isRealDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}
