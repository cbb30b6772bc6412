/** Days that the strip shows at once. */
export const STRIP_DAYS = 7;

interface Step {
  readonly streak: number;
  readonly points: number;
}

/** One day of the run of sign-ins, past or to come. */
export interface RunDay {
  /** The how-manieth day in a row, from 1. */
  readonly nth: number;
  readonly done: boolean;
  readonly today: boolean;
  /** What signing in that day gives beside the daily points; 0 for most days. */
  readonly bonus: number;
}

/**
 * The week of the run that today stands in: days 1–7 of a run, then 8–14, and so on.
 * @param streak days in a row up to today, or up to yesterday while today is open
 * @rule P8
 */
export function runDays(streak: number, signedToday: boolean, steps: readonly Step[]): RunDay[] {
  const today = signedToday ? Math.max(streak, 1) : streak + 1;
  const first = Math.floor((today - 1) / STRIP_DAYS) * STRIP_DAYS + 1;
  return Array.from({ length: STRIP_DAYS }, (_, i) => {
    const nth = first + i;
    const bonus = steps.find((step) => step.streak === nth)?.points ?? 0;
    return { nth, done: nth <= streak, today: nth === today, bonus };
  });
}

/** The first step that the run has not come to; null after the last. */
export function nextStep(streak: number, steps: readonly Step[]): Step | null {
  return [...steps].sort((a, b) => a.streak - b.streak).find((step) => step.streak > streak) ?? null;
}

/** One square of the calendar. */
export type Square =
  | { readonly day: null }
  | {
      readonly day: string;
      /** The day of the month, as shown. */
      readonly date: number;
      readonly mark: 'signed' | 'made_up' | 'missed' | 'none';
      readonly today: boolean;
      readonly future: boolean;
    };

interface MonthOfDays {
  readonly month: string;
  readonly today: string;
  readonly days: readonly { readonly day: string; readonly made_up: boolean }[];
  readonly make_up: { readonly left: number; readonly days: readonly string[] };
}

/**
 * A month as rows of seven squares, Monday first. A day is `missed` when it can still be made up for.
 * Computed in UTC: a calendar has no zone.
 */
export function monthSquares({ month, today, days, make_up: makeUp }: MonthOfDays): Square[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const blanks = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const signed = new Map(days.map((one) => [one.day, one.made_up ? 'made_up' : 'signed'] as const));
  const missed = makeUp.left > 0 ? makeUp.days : [];
  const squares: Square[] = Array.from({ length: blanks }, () => ({ day: null }));
  for (let date = 1; date <= length; date += 1) {
    const day = `${month}-${String(date).padStart(2, '0')}`;
    const mark = signed.get(day) ?? (missed.includes(day) ? 'missed' : 'none');
    squares.push({ day, date, mark, today: day === today, future: day > today });
  }
  while (squares.length % 7 !== 0) squares.push({ day: null });
  return squares;
}

/** `2026-11` and `-1` make `2026-10`. */
export function monthPlus(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7);
}
