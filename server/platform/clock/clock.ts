import { instant, type Instant } from '../../../shared/kernel';

/** Where the server takes the time from. Nest provider token. */
export abstract class Clock {
  /** The present instant. */
  abstract now(): Instant;

  /** Milliseconds that only go forward, for durations: `now` may be set back at any time. */
  elapsed(): number {
    return performance.now();
  }
}

/** The clock of this machine. */
export class SystemClock extends Clock {
  now(): Instant {
    return instant(Date.now());
  }
}

/** A clock that only moves when told to, for tests. */
export class TestClock extends Clock {
  private passed = 0;

  constructor(private at: Instant = instant(Date.UTC(2026, 10, 20, 2, 0, 0))) {
    super();
  }

  now(): Instant {
    return this.at;
  }

  override elapsed(): number {
    return this.passed;
  }

  /** Sets the clock to `at`, forwards or backwards; no time passes by that. */
  set(at: Instant): void {
    this.at = at;
  }

  /** Moves forwards by `duration_ms` milliseconds and answers the new instant. */
  advance(duration_ms: number): Instant {
    this.passed += duration_ms;
    this.at = instant(this.at + duration_ms);
    return this.at;
  }
}
