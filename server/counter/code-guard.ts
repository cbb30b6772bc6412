import { Injectable } from '@nestjs/common';
import { MINUTE_MS, type Id } from '../../shared/kernel';
import { Attempts } from '../platform/attempts';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { Refusal } from '../platform/http';
import { Ids } from '../platform/ids';
import { codeFailures } from './counter.entity';
import { nextMinuteText } from './counter.rules';

/** M7: so many failures within ten minutes lock a number, or an assistant. */
export const FAILURES_PER_NUMBER = 5;
export const FAILURES_PER_STAFF = 20;
export const FAILURE_WINDOW_MS = 10 * MINUTE_MS;

/** Keeps guessers of codes out. @rule M7 */
@Injectable()
export class CodeGuard {
  private readonly attempts: Attempts;

  constructor(
    database: Database,
    private readonly clock: Clock,
    ids: Ids,
    private readonly config: Config,
  ) {
    this.attempts = new Attempts({ database, ids, table: codeFailures, window_ms: FAILURE_WINDOW_MS });
  }

  /**
   * Looks at a code under guard.
   * @param subject prefix and number of the code
   * @param look answers null for a failure
   * @throws Refusal `code_locked` or `staff_locked`, and what `look` throws (which is no failure)
   */
  attempt<T>(subject: string, staffId: Id<'staff'>, look: () => Promise<T | null>): Promise<T | null> {
    const now = this.clock.now();
    const { timezone } = this.config.program;
    const staff = { column: 'staff_id', value: staffId, most: FAILURES_PER_STAFF };
    const counted = [{ column: 'subject', value: subject, most: FAILURES_PER_NUMBER }, staff];
    return this.attempts.guarded(counted, now, look, (until, by) => {
      const wait = { retry_after_s: Math.ceil((until - now) / 1000) };
      const code = by === staff ? 'staff_locked' : 'code_locked';
      return new Refusal(code, { until: nextMinuteText(until, timezone) }, wait);
    });
  }
}
