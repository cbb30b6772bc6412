import type { SqlValue } from './columns';
import { ConnectionLost, isFatal, type Dialect } from './dialect';
import type { Insert, Link, Rows, Sent } from './link';
import { chunks, chunksOf, padded, withList } from './lists';

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
  /** Of an INSERT: how many rows it brings; `sql` is its beginning. */
  rows?: number;
}) => void | Promise<void>;

/** As much of a statement as a hook is told. */
type Statement = Pick<Parameters<FaultHook>[0], 'sql' | 'rows'>;

/** Nothing keeps a database from beginning: a connection that was cut off in silence is soon found out. */
const BEGIN_TIMEOUT_MS = 2_000;

/** Most values of one IN list. */
const LIST_MAX = 512;

/** One connection held for one transaction. */
export class Session implements Reader {
  private statements = 0;
  /** Nothing more may be sent from 'ending' on: it would run outside of the transaction. */
  private state: 'idle' | 'open' | 'ending' | 'done' = 'idle';
  private silent = false;
  /** Statements that were handed over and have not been answered. */
  private readonly pending = new Set<Promise<unknown>>();

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

  /** Rows of a SELECT that holds one `IN (?)`, for all of `values`: some at a time where there are many. */
  async queryIn(sql: string, values: readonly SqlValue[]): Promise<RawRow[]> {
    const parts = chunks(values, LIST_MAX).map((part) => (this.dialect.padsLists ? padded(part) : part));
    const found = await Promise.all(parts.map((part) => this.query(withList(sql, part.length), part)));
    return found.length === 1 ? (found[0] ?? []) : found.flat();
  }

  /** Number of rows an INSERT, UPDATE or DELETE touched. */
  async execute(sql: string, params: readonly SqlValue[] = []): Promise<number> {
    return (await this.send(sql, params)).affected;
  }

  /** Number of rows that inserting `rows` touched. */
  async insert(one: Insert, rows: Rows): Promise<number> {
    let affected = 0;
    for (const sent of await this.insertAll(one, rows)) affected += sent.affected;
    return affected;
  }

  /** What inserting `rows` says of each, as `one.returning` asks. */
  async insertReturning(one: Insert & { readonly returning: string }, rows: Rows): Promise<RawRow[]> {
    return (await this.insertAll(one, rows)).flatMap((sent) => sent.rows as RawRow[]);
  }

  private async insertAll(one: Insert, rows: Rows): Promise<Sent[]> {
    if (rows.length === 0) return [];
    const { insertSizes } = this.dialect;
    const sent: Sent[] = [];
    for (const part of insertSizes ? chunksOf(rows, insertSizes) : [rows])
      sent.push(
        await this.run({ sql: one.head, rows: part.length }, (ms) => this.link.insert(one, part, ms)),
      );
    return sent;
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
    const isOpen = this.state === 'open';
    this.state = 'ending';
    // one that the driver still prepares would run behind the ROLLBACK, for itself
    if (!this.silent) await Promise.allSettled(this.pending);
    let broken = this.silent;
    if (isOpen && !broken) {
      try {
        await this.link.send('ROLLBACK', [], this.patience());
      } catch {
        broken = true;
      }
    }
    this.finish(broken);
  }

  private finish(broken: boolean): void {
    if (this.state === 'done') return;
    this.state = 'done';
    this.link.release(broken);
    this.done(broken);
  }

  private send(sql: string, params: readonly SqlValue[], timeoutMs = Infinity): Promise<Sent> {
    return this.run({ sql }, (ms) => this.link.send(sql, params, Math.min(timeoutMs, ms)));
  }

  private async run(what: Statement, statement: (timeoutMs: number) => Promise<Sent>): Promise<Sent> {
    const sent = this.runOnce(what, statement);
    this.pending.add(sent);
    try {
      return await sent;
    } finally {
      this.pending.delete(sent);
    }
  }

  private async runOnce(what: Statement, statement: (timeoutMs: number) => Promise<Sent>): Promise<Sent> {
    const index = this.statements;
    this.statements += 1;
    if (this.faults) await this.faults({ phase: 'before', ...what, index });
    const answer = await this.answer(statement);
    if (this.faults) await this.faults({ phase: 'after', ...what, index });
    return answer;
  }

  private patience(): number {
    return Math.max(1, Math.min(this.limits.timeoutMs, this.limits.until - performance.now()));
  }

  private async answer(statement: (timeoutMs: number) => Promise<Sent>): Promise<Sent> {
    if (this.state === 'ending' || this.state === 'done') throw new ConnectionLost('session has ended');
    try {
      return await statement(this.patience());
    } catch (error) {
      // its answer may still come, or those of others no longer: the connection is of no use to anybody else
      this.silent ||= isFatal(error);
      throw error;
    }
  }
}
