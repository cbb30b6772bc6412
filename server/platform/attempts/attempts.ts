import { instant, type Instant } from '../../../shared/kernel';
import { marks, type Database, type Session } from '../database';
import type { Ids } from '../ids';

/** Writes here are a handful of rows; what a deadlock throws out is simply done again. */
const TRIES = 4;

/** Failures that count together: those with the same value in a column. */
export interface Counted {
  readonly column: string;
  readonly value: string;
  /** So many within the window lock it. */
  readonly most: number;
}

export interface AttemptsOf {
  readonly database: Database;
  readonly ids: Ids;
  /** Holds `id`, `at` and every column that is counted. */
  readonly table: { readonly name: string };
  readonly window_ms: number;
}

/** Makes the refusal of an attempt: until when, and by what; of several the one that lasts longest. */
type Locked = (until: Instant, by: Counted) => Error;

/**
 * Keeps guessers out. Every attempt is written down as a failure *before* it is looked at, and taken out again when it
 * was right. The n-th of any number of attempts at the same moment, on whatever server, sees at least the n − 1 written
 * before it, so no more than the limit are ever looked at: the bound is exact. The price is that a right one can be told
 * to wait when it comes in the same instant as the last guesses allowed. What is refused counts for nothing.
 */
export class Attempts {
  constructor(private readonly of: AttemptsOf) {}

  /**
   * Looks at something under guard.
   * @param look answers null for a failure
   * @param locked what is thrown where there is no room for another failure
   * @throws what `locked` makes, and what `look` throws (which is no failure)
   */
  async guarded<T>(
    counted: readonly Counted[],
    now: Instant,
    look: () => Promise<T | null>,
    locked: Locked,
  ): Promise<T | null> {
    const { table, ids } = this.of;
    await this.refuseLocked(counted, null, now, locked);
    const id = ids.ulid(now);
    await this.write((session) => this.insert(session, id, counted, now));
    let isFailure = false;
    try {
      await this.refuseLocked(counted, id, now, locked);
      const found = await look();
      isFailure = found === null;
      return found;
    } finally {
      if (isFailure) await this.forgetOld(now);
      else await this.write((session) => session.execute(`DELETE FROM ${table.name} WHERE id = ?`, [id]));
    }
  }

  private insert(session: Session, id: string, counted: readonly Counted[], now: Instant): Promise<unknown> {
    const { database, table } = this.of;
    // the try before may have been committed, and only its answer lost
    const onceOnly = database.dialect.insertIgnoreTail('id');
    const columns = ['id', ...counted.map(({ column }) => column), 'at'];
    return session.execute(
      `INSERT INTO ${table.name} (${columns.join(', ')}) VALUES (${marks(columns.length)}) ${onceOnly}`,
      [id, ...counted.map(({ value }) => value), now],
    );
  }

  private async refuseLocked(
    counted: readonly Counted[],
    own: string | null,
    now: Instant,
    locked: Locked,
  ): Promise<void> {
    let longest: { readonly until: number; readonly by: Counted } | null = null;
    for (const by of counted) {
      const until = await this.lockedUntil(by, own, now);
      if (until > (longest?.until ?? 0)) longest = { until, by };
    }
    if (longest) throw locked(instant(longest.until), longest.by);
  }

  /** When so few failures will be left in the window that there is room for another; 0 when there is. */
  private async lockedUntil(
    { column, value, most }: Counted,
    own: string | null,
    now: Instant,
  ): Promise<number> {
    const { database, table, window_ms: window } = this.of;
    const rows = await database.read.query<{ at: number | string }>(
      `SELECT at FROM ${table.name} WHERE ${column} = ? AND at > ? AND id <> ? ORDER BY at DESC LIMIT ?`,
      [value, now - window, own ?? '', most],
    );
    const oldest = rows[most - 1];
    return oldest ? Math.max(now + 1, Number(oldest.at) + window) : 0;
  }

  /** Failures of no further interest; rare enough to be done by whoever fails. Not being able to is no failure. */
  private async forgetOld(now: Instant): Promise<void> {
    const { table, window_ms: window } = this.of;
    await this.write((session) =>
      session.execute(`DELETE FROM ${table.name} WHERE at <= ?`, [now - 2 * window]),
    ).catch(() => undefined);
  }

  private async write(work: (session: Session) => Promise<unknown>): Promise<void> {
    const { database } = this.of;
    for (let tries = 1; ; tries += 1) {
      try {
        await database.transaction(work);
        return;
      } catch (error) {
        if (tries === TRIES || !database.dialect.isRetryable(error)) throw error;
      }
    }
  }
}
