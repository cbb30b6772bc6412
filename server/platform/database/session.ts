import type { SqlValue } from './columns';
import { ConnectionLost, type Dialect } from './dialect';
import type { Link, Sent } from './link';

export type RawRow = Readonly<Record<string, SqlValue>>;

/** Plain reads. Placeholders are `?`. */
export interface Reader {
  query<R = RawRow>(sql: string, params?: readonly SqlValue[]): Promise<R[]>;
}

/**
 * Called around every statement of a session; a throw is taken for the database's own failure. Tests inject
 * faults here: `before` the statement ran, or `after` it ran but its answer was lost.
 */
export type FaultHook = (point: {
  phase: 'before' | 'after';
  sql: string;
  index: number;
}) => void | Promise<void>;

/** Nothing keeps a database from beginning: a connection that was cut off in silence is soon found out. */
const BEGIN_TIMEOUT_MS = 2_000;

/** One connection held for one transaction. */
export class Session implements Reader {
  private statements = 0;
  private state: 'idle' | 'open' | 'done' = 'idle';
  private silent = false;

  constructor(
    private readonly link: Link,
    private readonly dialect: Dialect,
    private readonly faults: FaultHook | undefined,
    /** Lets the next one have its turn. */
    private readonly done: (broken: boolean) => void,
    /** Silence after which a statement counts as lost, and when (on `performance.now`) the whole session does. */
    private readonly limits: { readonly timeoutMs: number; readonly until: number },
  ) {}

  /** Rows of a SELECT. */
  async query<R = RawRow>(sql: string, params: readonly SqlValue[] = []): Promise<R[]> {
    return (await this.send(sql, params)).rows as R[];
  }

  /** Number of rows an INSERT, UPDATE or DELETE touched. */
  async execute(sql: string, params: readonly SqlValue[] = []): Promise<number> {
    return (await this.send(sql, params)).affected;
  }

  async begin(): Promise<void> {
    this.state = 'open';
    await this.send(this.dialect.begin, [], BEGIN_TIMEOUT_MS);
  }

  /** Commits and gives the connection back. After a throw the outcome is unknown and the session is gone. */
  async commit(): Promise<void> {
    await this.send('COMMIT', []);
    this.finish(false);
  }

  /** Rolls back and gives the connection back; safe to call at any time, never throws. */
  async end(): Promise<void> {
    if (this.state === 'done') return;
    let broken = this.silent;
    if (this.state === 'open' && !broken) {
      try {
        await this.link.send('ROLLBACK', [], this.patience());
      } catch {
        broken = true;
      }
    }
    this.finish(broken);
  }

  private finish(broken: boolean): void {
    this.state = 'done';
    this.link.release(broken);
    this.done(broken);
  }

  private async send(sql: string, params: readonly SqlValue[], timeoutMs = Infinity): Promise<Sent> {
    if (this.state === 'done') throw new ConnectionLost('session has ended');
    const index = this.statements;
    this.statements += 1;
    if (this.faults) await this.faults({ phase: 'before', sql, index });
    const answer = await this.answer(sql, params, Math.min(timeoutMs, this.patience()));
    if (this.faults) await this.faults({ phase: 'after', sql, index });
    return answer;
  }

  private patience(): number {
    return Math.max(1, Math.min(this.limits.timeoutMs, this.limits.until - performance.now()));
  }

  private async answer(sql: string, params: readonly SqlValue[], timeoutMs: number): Promise<Sent> {
    try {
      return await this.link.send(sql, params, timeoutMs);
    } catch (error) {
      // its answer may still come: the connection is of no use to anybody else
      this.silent = error instanceof ConnectionLost;
      throw error;
    }
  }
}
