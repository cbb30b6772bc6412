import { instant, type Instant } from '../../../shared/kernel';

/** Where the server takes the time from. Nest provider token. */
export abstract class Clock {
  /** The present instant. */
  abstract now(): Instant;
}

/** The clock of this machine. */
export class SystemClock extends Clock {
  now(): Instant {
    return instant(Date.now());
  }
}

/** A clock that only moves when told to, for tests. */
export class TestClock extends Clock {
  constructor(private at: Instant = instant(Date.UTC(2026, 10, 20, 2, 0, 0))) {
    super();
  }

  now(): Instant {
    return this.at;
  }

  /** Moves to `at`, forwards or backwards. */
  set(at: Instant): void {
    this.at = at;
  }

  /** Moves forwards by `duration_ms` milliseconds and answers the new instant. */
  advance(duration_ms: number): Instant {
    this.at = instant(this.at + duration_ms);
    return this.at;
  }
}
