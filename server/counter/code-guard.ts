import { Injectable } from '@nestjs/common';
import { instant, MINUTE_MS, type Id, type Instant } from '../../shared/kernel';
import { Clock } from '../platform/clock';
import { Database, type Session } from '../platform/database';
import { Refusal } from '../platform/http';
import { Ids } from '../platform/ids';
import { minutesUntil } from './counter.rules';

/** M7: so many failures within ten minutes lock a number, or an assistant. */
export const FAILURES_PER_NUMBER = 5;
export const FAILURES_PER_STAFF = 20;
export const FAILURE_WINDOW_MS = 10 * MINUTE_MS;
/** Writes here are a handful of rows; what a deadlock throws out is simply done again. */
const TRIES = 4;

interface Attempt {
  readonly id: string;
  readonly subject: string;
  readonly staff_id: Id<'staff'>;
}

/**
 * Keeps guessers out. Every attempt at a code is written down as a failure *before* the code is looked at, and
 * taken out again when it was right. The n-th of any number of attempts at the same moment, on whatever server,
 * sees at least the n − 1 written before it, so no more than the limit are ever looked at: the bound is exact. The
 * price is that a right code can be told to wait when it comes in the same instant as the last guesses allowed.
 * @rule M7
 */
@Injectable()
export class CodeGuard {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * Looks at a code under guard.
   * @param subject prefix and number of the code
   * @param look answers null for a failure
   * @throws Refusal `code_locked`, and what `look` throws (which is no failure)
   */
  async attempt<T>(subject: string, staffId: Id<'staff'>, look: () => Promise<T | null>): Promise<T | null> {
    const now = this.clock.now();
    await this.refuseLocked(subject, staffId, null, now);
    const attempt: Attempt = { id: this.ids.ulid(now), subject, staff_id: staffId };
    // the try before may have been committed, and only its answer lost
    const onceOnly = this.database.dialect.insertIgnoreTail('id');
    await this.write((session) =>
      session.execute(
        `INSERT INTO code_failures (id, subject, staff_id, at) VALUES (?, ?, ?, ?) ${onceOnly}`,
        [attempt.id, subject, staffId, now],
      ),
    );
    let isFailure = false;
    try {
      await this.refuseLocked(subject, staffId, attempt, now);
      const found = await look();
      isFailure = found === null;
      return found;
    } finally {
      if (isFailure) await this.forgetOld(now);
      else
        await this.write((session) =>
          session.execute('DELETE FROM code_failures WHERE id = ?', [attempt.id]),
        );
    }
  }

  private async refuseLocked(
    subject: string,
    staffId: Id<'staff'>,
    own: Attempt | null,
    now: Instant,
  ): Promise<void> {
    const until = [
      await this.lockedUntil('subject', subject, FAILURES_PER_NUMBER, own, now),
      await this.lockedUntil('staff_id', staffId, FAILURES_PER_STAFF, own, now),
    ].reduce((latest, each) => Math.max(latest, each), 0);
    if (until === 0) return;
    const minutes = minutesUntil(instant(until), now);
    throw new Refusal('code_locked', { minutes }, { retry_after_s: Math.ceil((until - now) / 1000) });
  }

  /** When so few failures will be left in the window that there is room for another; 0 when there is. */
  private async lockedUntil(
    column: 'subject' | 'staff_id',
    value: string,
    limit: number,
    own: Attempt | null,
    now: Instant,
  ): Promise<number> {
    const rows = await this.database.read.query<{ at: number | string }>(
      `SELECT at FROM code_failures WHERE ${column} = ? AND at > ? AND id <> ? ORDER BY at DESC LIMIT ?`,
      [value, now - FAILURE_WINDOW_MS, own?.id ?? '', limit],
    );
    const oldest = rows[limit - 1];
    return oldest ? Math.max(now + 1, Number(oldest.at) + FAILURE_WINDOW_MS) : 0;
  }

  /** Failures of no further interest; rare enough to be done by whoever fails. Not being able to is no failure. */
  private async forgetOld(now: Instant): Promise<void> {
    await this.write((session) =>
      session.execute('DELETE FROM code_failures WHERE at <= ?', [now - 2 * FAILURE_WINDOW_MS]),
    ).catch(() => undefined);
  }

  private async write(work: (session: Session) => Promise<unknown>): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.database.transaction(work);
        return;
      } catch (error) {
        if (tries === TRIES || !this.database.dialect.isRetryable(error)) throw error;
      }
    }
  }
}
