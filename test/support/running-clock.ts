import { instant, type Instant } from '../../shared/kernel';
import { Clock } from '../../server/platform/clock';

/** A clock that runs like ours and can be put forward: days pass at once, and a minute still takes a minute. */
export class RunningClock extends Clock {
  private ahead = 0;

  /** How far it is ahead of ours. */
  get ahead_ms(): number {
    return this.ahead;
  }

  now(): Instant {
    return instant(Date.now() + this.ahead);
  }

  /** Puts it forward by `duration_ms` milliseconds. */
  advance(duration_ms: number): void {
    this.ahead += duration_ms;
  }
}
