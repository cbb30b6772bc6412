import type { Connection, UpsertResult } from 'mariadb';
import type { DataSource } from 'typeorm';
import type { SqlValue } from './columns';
import { ConnectionLost } from './dialect';

/** What a statement gave: its rows, or how many it touched. */
export interface Sent {
  readonly rows: unknown[];
  readonly affected: number;
}

/** Values of rows, each in the order of the places of a statement. */
export type Rows = readonly (readonly SqlValue[])[];

/** An INSERT of one row: `head tuple tail`, where the tuple may come many times. */
export interface Insert {
  /** `INSERT INTO table (a, b) VALUES` */
  readonly head: string;
  /** `(?, ?)` */
  readonly tuple: string;
  /** What becomes of a row that is there already; empty where that is an error. */
  readonly tail: string;
  /** What it answers of each row, as a list of a SELECT; without it only how many it touched. */
  readonly returning?: string;
}

/** One connection, as thin as the driver allows: through TypeORM's query runner a statement costs twice as much. */
export interface Link {
  /**
   * Throws what the driver throws, or ConnectionLost after `timeoutMs` of silence: a network that swallows packets
   * says nothing at all, and what may still come is of no use to anybody. Then it must be released as broken.
   */
  send(sql: string, params: readonly SqlValue[], timeoutMs: number): Promise<Sent>;
  /**
   * The same of an INSERT for each of `rows`, in one go. `one` has a place for each value of a row; `affected` is what
   * all of them touched, or 0 where `one` answers rows.
   */
  insert(one: Insert, rows: Rows, timeoutMs: number): Promise<Sent>;
  /** Gives the connection back, or throws it away. */
  release(broken: boolean): void;
}

interface Statement {
  readonly reader: boolean;
  all(params: readonly SqlValue[]): unknown[];
  run(params: readonly SqlValue[]): { readonly changes: number };
}

interface Prepared {
  readonly statement: Statement;
  readonly reader: boolean;
}

/** Statements kept. */
const STATEMENTS_KEPT = 500;

/** The only connection of an embedded database; its driver is synchronous. */
export class EmbeddedLink implements Link {
  private readonly prepared = new Map<string, Prepared>();
  private readonly connection: { prepare(sql: string): Statement };

  constructor(source: DataSource) {
    this.connection = (
      source.driver as unknown as { databaseConnection: EmbeddedLink['connection'] }
    ).databaseConnection;
  }

  async send(sql: string, params: readonly SqlValue[]): Promise<Sent> {
    return this.sendNow(sql, params);
  }

  /** The same at once. */
  sendNow(sql: string, params: readonly SqlValue[]): Sent {
    const { statement, reader } = this.prepare(sql);
    if (reader) return { rows: statement.all(params), affected: 0 };
    return { rows: [], affected: statement.run(params).changes };
  }

  async insert(one: Insert, rows: Rows): Promise<Sent> {
    return this.sendNow(insertOf(one, rows.length), rows.flat());
  }

  release(): void {
    // everybody shares it, in turn
  }

  private prepare(sql: string): Prepared {
    let prepared = this.prepared.get(sql);
    if (prepared) {
      // to the end of the row: the first of it is the one that was not wanted for longest
      this.prepared.delete(sql);
      this.prepared.set(sql, prepared);
      return prepared;
    }
    const statement = this.connection.prepare(sql);
    prepared = { statement, reader: statement.reader };
    if (this.prepared.size >= STATEMENTS_KEPT) {
      const [oldest = ''] = this.prepared.keys();
      this.prepared.delete(oldest);
    }
    this.prepared.set(sql, prepared);
    return prepared;
  }
}

/** A connection to MariaDB. What is sent before the last answer has come follows it at once (pipelining). */
export class ServerLink implements Link {
  constructor(
    private readonly connection: Connection,
    private readonly giveBack: (isBroken: boolean) => void,
  ) {}

  async send(sql: string, params: readonly SqlValue[], timeoutMs: number): Promise<Sent> {
    const result = await inTime(this.connection.query<unknown[] | UpsertResult>(sql, params), timeoutMs);
    return Array.isArray(result)
      ? { rows: result, affected: 0 }
      : { rows: [], affected: result.affectedRows };
  }

  /** Prepared once a connection, its rows sent in one packet of bare values: nothing is escaped or parsed. */
  async insert(one: Insert, rows: Rows, timeoutMs: number): Promise<Sent> {
    // in bulk it would answer rows of the first only
    if (one.returning !== undefined) return this.send(insertOf(one, rows.length), rows.flat(), timeoutMs);
    const { affectedRows } = await inTime(
      this.connection.batch<UpsertResult>(insertOf(one, 1), rows),
      timeoutMs,
    );
    return { rows: [], affected: affectedRows };
  }

  release(broken: boolean): void {
    this.giveBack(broken);
  }
}

/** The statement for so many rows. */
function insertOf({ head, tuple, tail, returning }: Insert, rows: number): string {
  const statement = `${head} ${`${tuple}, `.repeat(rows - 1)}${tuple} ${tail}`;
  return returning === undefined ? statement : `${statement} RETURNING ${returning}`;
}

/** Throws ConnectionLost after `timeoutMs` of silence. */
function inTime<T>(answer: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new ConnectionLost(`the database did not answer for ${Math.round(timeoutMs)} ms`));
    }, timeoutMs);
    answer.then(resolve, reject).finally(() => {
      clearTimeout(timer);
    });
  });
}
