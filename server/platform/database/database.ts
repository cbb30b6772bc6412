import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdirSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import type { SqlValue } from './columns';
import { Connections, SESSION_RULES } from './connections';
import { isFatal, mariadb, sqlite, type Dialect } from './dialect';
import { Gathering, type SharingReader } from './gathering';
import { loadLibsql } from './libsql';
import { EmbeddedLink } from './link';
import { Mutex } from './mutex';
import { Session, type FaultHook, type Reader } from './session';

export type MigrationClass = new () => MigrationInterface;

export interface DatabaseOptions {
  /** `mysql://user:password@host:port/name` or `mariadb://…`; null for the embedded file in `data_dir`. */
  readonly url: string | null;
  readonly data_dir: string;
  readonly entities: readonly EntitySchema[];
  /** Migration classes, oldest first. */
  readonly migrations: readonly MigrationClass[];
  readonly faults?: FaultHook;
  /** Most connections to MariaDB that read, and as many that write. */
  readonly pool_size?: number;
  /** Open the embedded file for reading only (audit beside a running server). */
  readonly read_only?: boolean;
  /** Silence of the database after which a connection counts as lost. */
  readonly statement_timeout_ms?: number;
  /** Refuse a unit of work within another, which is a bug. Costs every promise of the process something. */
  readonly watch_nesting?: boolean;
}

const POOL_SIZE = 12;
/** Connections of TypeORM: migrations, snapshots and query builder. */
const SOURCE_POOL_SIZE = 4;
const CONNECT_TIMEOUT_MS = 3_000;
/**
 * Pages of the embedded database that each of its two connections keeps, as they are read: the default of 2 MB is read
 * anew all the time, and a million coupons outgrow 64 MB.
 */
const EMBEDDED_CACHE_KIB = Math.min(256 * 1_024, Math.floor(totalmem() / 1_024 / 32));
/**
 * Pages of 4 KiB in the write-ahead log before they are carried over: a page that changes in every batch is then
 * carried once instead of thirty times. Says nothing about durability; each commit is flushed.
 */
const CHECKPOINT_PAGES = 8_000;
/** One process at a time changes a schema; locks are named for the whole server. */
const MIGRATE_LOCK = "CONCAT('liuke_migrate_', MD5(DATABASE()))";
/** Longer than any lock wait; a batch's statements take milliseconds. */
const STATEMENT_TIMEOUT_MS = 8_000;
/** A unit of work outside the ledger, from asking for a connection to its last statement. */
const SESSION_LIMIT_MS = 30_000;
/** A read that was cut off is simply read again, for at most so long. */
const READ_TRIES = 3;
const READ_FOR_MS = 10_000;
/** Where connections come from: the two of an embedded database, or as many to a server as are needed. */
type Links =
  | { readonly read: EmbeddedLink; readonly write: EmbeddedLink; readonly server: null }
  | { readonly server: { readonly read: Connections; readonly work: Connections } };

/** As much of the pool behind TypeORM as is used. */
interface NewConnections {
  on(
    event: 'connection',
    listener: (connection: {
      query(sql: string, done: (error: Error | null) => void): void;
      destroy(): void;
    }) => void,
  ): void;
}

/**
 * One database, embedded or MariaDB, behind the same few calls: plain reads on `read`, one unit of work at a
 * time on a session. On SQLite writes go through one connection in turn and reads through a second one, so
 * that no read ever sees what is not committed.
 */
export class Database {
  readonly read: SharingReader;
  private readonly turn = new Mutex();
  /** Only to notice a unit of work within one: on SQLite it would wait for itself for ever. */
  private readonly within: AsyncLocalStorage<true> | null;
  private faults: FaultHook | undefined;
  private readonly timeoutMs: number;

  private constructor(
    readonly dialect: Dialect,
    /** For migrations and the console's query builder; never for the ledger's tables. */
    readonly source: DataSource,
    private readonly readSource: DataSource,
    private readonly links: Links,
    { faults, statement_timeout_ms: timeoutMs, watch_nesting: isWatched }: DatabaseOptions,
  ) {
    this.faults = faults;
    this.within = isWatched ? new AsyncLocalStorage() : null;
    this.timeoutMs = timeoutMs ?? STATEMENT_TIMEOUT_MS;
    const plain: Reader = {
      query: <R>(sql: string, params: readonly SqlValue[] = []) => this.readAgain<R>(sql, params),
    };
    const gathering = new Gathering(plain, dialect.padsLists);
    this.read = {
      ...plain,
      rowsOf: <R>(sql: string, column: string, key: string, params?: readonly SqlValue[]) =>
        gathering.rowsOf(sql, column, key, params) as Promise<R[]>,
    };
  }

  /** Connects. Throws the driver's error when the database is away. */
  static async open(options: DatabaseOptions): Promise<Database> {
    return options.url === null ? Database.openEmbedded(options) : Database.openServer(options, options.url);
  }

  private static async openEmbedded(options: DatabaseOptions): Promise<Database> {
    mkdirSync(options.data_dir, { recursive: true });
    const file = join(options.data_dir, 'liuke.db');
    const make = (readonly: boolean): DataSource =>
      new DataSource({
        type: 'better-sqlite3',
        driver: loadLibsql(),
        database: file,
        readonly,
        entities: [...options.entities],
        migrations: [...options.migrations],
        prepareDatabase: (connection: { pragma(text: string): void }) => {
          // libsql takes no notice of `readonly`
          connection.pragma(readonly ? 'query_only = ON' : 'journal_mode = WAL');
          connection.pragma('synchronous = FULL');
          connection.pragma('busy_timeout = 5000');
          connection.pragma(`cache_size = -${EMBEDDED_CACHE_KIB}`);
          connection.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
        },
      });
    const source = await make(options.read_only ?? false).initialize();
    const readSource = options.read_only ? source : await make(true).initialize();
    const write = new EmbeddedLink(source);
    const read = readSource === source ? write : new EmbeddedLink(readSource);
    return new Database(sqlite, source, readSource, { read, write, server: null }, options);
  }

  private static async openServer(options: DatabaseOptions, url: string): Promise<Database> {
    const source = new DataSource({
      type: 'mariadb',
      url: url.replace(/^mysql:/, 'mariadb:'),
      entities: [...options.entities],
      migrations: [...options.migrations],
      poolSize: SOURCE_POOL_SIZE,
      timezone: 'Z',
      charset: 'utf8mb4_bin',
      supportBigNumbers: true,
      extra: { flags: ['-FOUND_ROWS'], connectTimeout: CONNECT_TIMEOUT_MS, enableKeepAlive: true },
    });
    await source.initialize();
    const { pool } = source.driver as unknown as { readonly pool: NewConnections };
    pool.on('connection', (connection) => {
      connection.query(`SET SESSION ${SESSION_RULES}`, (error) => {
        // without its settings it would read and write by other rules
        if (error) connection.destroy();
      });
    });
    // the one connection that `initialize` has made already
    await source.query(`SET SESSION ${SESSION_RULES}`);
    const { pool_size: most = POOL_SIZE, statement_timeout_ms: timeoutMs } = options;
    const read = Connections.to(url, 'read', most, timeoutMs);
    const work = Connections.to(url, 'work', most, timeoutMs);
    return new Database(mariadb, source, source, { server: { read, work } }, options);
  }

  private async readAgain<R>(sql: string, params: readonly SqlValue[]): Promise<R[]> {
    const until = performance.now() + READ_FOR_MS;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.readOnce<R>(sql, params, Math.min(this.timeoutMs, until - performance.now()));
      } catch (error) {
        const late = performance.now() >= until;
        if (late || tries >= READ_TRIES || !this.dialect.isRetryable(error)) throw error;
      }
    }
  }

  private async readOnce<R>(sql: string, params: readonly SqlValue[], limitMs: number): Promise<R[]> {
    const { links } = this;
    if (links.server === null) return links.read.sendNow(sql, params).rows as R[];
    const link = await links.server.read.take(limitMs);
    let isLost = false;
    try {
      return (await link.send(sql, params, limitMs)).rows as R[];
    } catch (error) {
      isLost = isFatal(error);
      throw error;
    } finally {
      link.release(isLost);
    }
  }

  /**
   * Opens a session; on SQLite waits for its turn. The caller must `commit` or `end` it.
   * @param limitMs from now on, after which whatever it waits for counts as a lost connection
   */
  async session(limitMs = SESSION_LIMIT_MS): Promise<Session> {
    const { links, faults, dialect, timeoutMs } = this;
    const limits = { timeoutMs, until: performance.now() + limitMs };
    if (links.server === null) {
      const release = await this.turn.acquire();
      return new Session(links.write, dialect, faults, release, limits);
    }
    return new Session(await links.server.work.take(limitMs), dialect, faults, () => undefined, limits);
  }

  /** Runs reads that all see one state of the database, beside live traffic. */
  async snapshot<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    // the embedded reader is one shared connection: a snapshot needs its own, or plain reads would go stale in it
    const own =
      this.dialect.name === 'sqlite' ? await new DataSource(this.readSource.options).initialize() : null;
    const runner = (own ?? this.readSource).createQueryRunner();
    await runner.connect();
    try {
      for (const statement of this.dialect.beginSnapshot) await runner.query(statement);
      return await work({
        query: async <R>(sql: string, params: readonly SqlValue[] = []) =>
          (await runner.query(sql, [...params])) as R[],
      });
    } finally {
      await runner.query('ROLLBACK').catch(() => undefined);
      if (own) await own.destroy();
      else await runner.release();
    }
  }

  /** One unit of work outside the ledger (leases, attempts, delivery marks): commits, or rolls back on a throw. */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.within?.getStore()) throw new Error('a unit of work cannot begin within another');
    return this.within ? this.within.run(true, () => this.unitOfWork(work)) : this.unitOfWork(work);
  }

  private async unitOfWork<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const session = await this.session();
    try {
      await session.begin();
      const value = await work(session);
      await session.commit();
      return value;
    } finally {
      await session.end();
    }
  }

  /** Brings the schema up to date; several processes may call it at once. Answers the names of the steps taken. */
  async migrate(): Promise<string[]> {
    if (this.dialect.name === 'sqlite') return this.runMigrations();
    const runner = this.source.createQueryRunner();
    try {
      const [lock] = (await runner.query(`SELECT GET_LOCK(${MIGRATE_LOCK}, 60) AS got`)) as {
        got: unknown;
      }[];
      if (Number(lock?.got) !== 1) throw new Error('another process has been migrating for a minute');
      // every text column is a code, a key or shown as written: byte-wise comparison everywhere (stack.md, trap 6),
      // trailing spaces included, which plain utf8mb4_bin ignores
      await runner.query('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin');
      const steps = await this.runMigrations();
      await runner.query('DROP TABLE IF EXISTS migration_progress');
      return steps;
    } finally {
      await runner.query(`SELECT RELEASE_LOCK(${MIGRATE_LOCK})`).catch(() => undefined);
      await runner.release();
    }
  }

  /** Whether there are steps not yet taken. */
  async pendingMigrations(): Promise<boolean> {
    return this.source.showMigrations();
  }

  private async runMigrations(): Promise<string[]> {
    const steps = await this.source.runMigrations({ transaction: 'each' });
    return steps.map((step) => step.name);
  }

  /** Replaces the fault hook; tests only. */
  injectFaults(hook: FaultHook | undefined): void {
    this.faults = hook;
  }

  async close(): Promise<void> {
    const { server } = this.links;
    if (server) await Promise.all([server.read.close(), server.work.close()]);
    if (this.readSource !== this.source) await this.readSource.destroy();
    await this.source.destroy().catch((error: unknown) => {
      // one of its connections was broken already
      if (!this.dialect.isRetryable(error)) throw error;
    });
  }
}
