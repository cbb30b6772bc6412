/** What is left of a time, for a clock to show. */
export interface Left {
  readonly days: number;
  /** Of the day that has begun: two digits each. */
  readonly hours: string;
  readonly minutes: string;
  readonly seconds: string;
}

const SECOND_MS = 1_000;
const DAY_S = 86_400;

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Splits what is left in milliseconds; a second that has begun counts whole, so that the clock reads 0 at the end. */
export function splitLeft(leftMs: number): Left {
  const all = Math.max(0, Math.ceil(leftMs / SECOND_MS));
  const ofDay = all % DAY_S;
  return {
    days: Math.floor(all / DAY_S),
    hours: two(Math.floor(ofDay / 3_600)),
    minutes: two(Math.floor(ofDay / 60) % 60),
    seconds: two(ofDay % 60),
  };
}

/** Tells once that an instant has come, however often the clock is read after it. */
export class EndWatch {
  private told: number | null = null;

  /**
   * Reads the clock: true exactly once for each `until`, at or after it. A clock that goes back tells nothing twice;
   * another `until` is another end.
   */
  ended(until: number, now: number): boolean {
    if (now < until || this.told === until) return false;
    this.told = until;
    return true;
  }
}
