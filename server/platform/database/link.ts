import type { DataSource } from 'typeorm';
import type { SqlValue } from './columns';
import { ConnectionLost } from './dialect';

/** What a statement gave: its rows, or how many it touched. */
export interface Sent {
  readonly rows: unknown[];
  readonly affected: number;
}

/** One connection, as thin as the driver allows: through TypeORM's query runner a statement costs twice as much. */
export interface Link {
  /**
   * Throws what the driver throws, or ConnectionLost after `timeoutMs` of silence: a network that swallows packets
   * says nothing at all, and what may still come is of no use to anybody. Then it must be released as broken.
   */
  send(sql: string, params: readonly SqlValue[], timeoutMs: number): Promise<Sent>;
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

type Done<T> = (error: Error | null, value: T) => void;

interface PooledConnection {
  query(sql: string, params: readonly SqlValue[], done: Done<unknown[] | { affectedRows: number }>): void;
  release(): void;
  destroy(): void;
}

/** As much of mysql2's pool as is used. */
export interface ConnectionPool {
  getConnection(done: Done<PooledConnection>): void;
  on(event: 'connection' | 'acquire' | 'release', listener: (connection: NewConnection) => void): void;
}

/** A connection of the pool that nobody has at the moment. */
export interface NewConnection {
  query(sql: string, done: (error: Error | null) => void): void;
  destroy(): void;
}

/** The pool behind a data source of MariaDB. */
export function poolOf(source: DataSource): ConnectionPool {
  return (source.driver as unknown as { pool: ConnectionPool }).pool;
}

/** A connection out of the pool, waiting for one if need be. Throws ConnectionLost after `limitMs`. */
export function openLink(pool: ConnectionPool, limitMs: number): Promise<Link> {
  return new Promise((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      reject(new ConnectionLost(`no connection to the database for ${Math.round(limitMs)} ms`));
    }, limitMs);
    pool.getConnection((error, connection) => {
      clearTimeout(timer);
      if (error) reject(error);
      else if (late) connection.release();
      else resolve(new PooledLink(connection));
    });
  });
}

class PooledLink implements Link {
  constructor(private readonly connection: PooledConnection) {}

  send(sql: string, params: readonly SqlValue[], timeoutMs: number): Promise<Sent> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new ConnectionLost(`the database did not answer for ${Math.round(timeoutMs)} ms`));
      }, timeoutMs);
      this.connection.query(sql, params, (error, result) => {
        clearTimeout(timer);
        if (error) reject(error);
        else if (Array.isArray(result)) resolve({ rows: result, affected: 0 });
        else resolve({ rows: [], affected: result.affectedRows });
      });
    });
  }

  release(broken: boolean): void {
    if (broken) this.connection.destroy();
    else this.connection.release();
  }
}
