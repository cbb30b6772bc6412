import type { QueryRunner } from 'typeorm';
import { answered } from './answered';
import type { SqlValue } from './columns';
import { ConnectionLost, type Dialect } from './dialect';

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

/** One connection held for one transaction. */
export class Session implements Reader {
  private statements = 0;
  private state: 'idle' | 'open' | 'done' = 'idle';
  private silent = false;

  constructor(
    private readonly runner: QueryRunner,
    private readonly dialect: Dialect,
    private readonly faults: FaultHook | undefined,
    private readonly free: (broken: boolean) => Promise<void>,
    private readonly timeoutMs: number,
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
    await this.send(this.dialect.begin, []);
  }

  /** Commits and gives the connection back. After a throw the outcome is unknown and the session is gone. */
  async commit(): Promise<void> {
    await this.send('COMMIT', []);
    this.state = 'done';
    await this.free(false);
  }

  /** Rolls back and gives the connection back; safe to call at any time, never throws. */
  async end(): Promise<void> {
    if (this.state === 'done') return;
    let broken = this.silent;
    if (this.state === 'open' && !broken) {
      try {
        await answered(this.runner.query('ROLLBACK'), this.timeoutMs);
      } catch {
        broken = true;
      }
    }
    this.state = 'done';
    await this.free(broken);
  }

  private async send(
    sql: string,
    params: readonly SqlValue[],
  ): Promise<{ rows: unknown[]; affected: number }> {
    if (this.state === 'done') throw new ConnectionLost('session has ended');
    const index = this.statements;
    this.statements += 1;
    if (this.faults) await this.faults({ phase: 'before', sql, index });
    const answer = await this.answer(sql, params);
    if (this.faults) await this.faults({ phase: 'after', sql, index });
    const rows = answer.records ?? (Array.isArray(answer.raw) ? (answer.raw as unknown[]) : []);
    return { rows, affected: answer.affected ?? 0 };
  }

  private async answer(
    sql: string,
    params: readonly SqlValue[],
  ): Promise<{ records?: unknown[]; raw: unknown; affected?: number }> {
    try {
      return (await answered(this.runner.query(sql, [...params], true), this.timeoutMs)) as Awaited<
        ReturnType<Session['answer']>
      >;
    } catch (error) {
      // its answer may still come: the connection is of no use to anybody else
      this.silent = error instanceof ConnectionLost;
      throw error;
    }
  }
}
