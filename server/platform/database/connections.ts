import { createConnection, type Connection, type ConnectionConfig } from 'mariadb';
import { ConnectionLost } from './dialect';
import { ServerLink, type Link } from './link';

const CONNECT_TIMEOUT_MS = 3_000;
const KEEP_ALIVE_MS = 10_000;
/** A cut-off process must not freeze the others. */
const SESSION_SETTINGS =
  "SET SESSION innodb_lock_wait_timeout = 2, idle_transaction_timeout = 5, sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', tx_isolation = 'READ-COMMITTED', time_zone = '+00:00'";

/**
 * Connections to MariaDB, made when they are needed, at most `most` at a time; whoever comes later waits for one.
 * The one that came back last is used next: it has its statements prepared, and few stay in use.
 */
export class Connections {
  private readonly idle: Connection[] = [];
  private readonly waiting = new Set<(connection: Connection) => void>();
  private count = 0;
  private isClosed = false;

  constructor(
    private readonly config: ConnectionConfig,
    private readonly most: number,
  ) {}

  /**
   * @param url `mysql://user:password@host:port/name` or `mariadb://…`
   * @param use for single reads, or for units of work: there nothing commits by itself, so that what follows a statement
   *   on which the database has given the transaction up (a deadlock) is rolled back like all before it
   */
  static to(
    url: string,
    use: 'read' | 'work',
    most: number,
    connectTimeoutMs = CONNECT_TIMEOUT_MS,
  ): Connections {
    const { hostname, port, username, password, pathname } = new URL(url);
    const config: ConnectionConfig & { fullResult: boolean } = {
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      ...(port === '' ? {} : { port: Number(port) }),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database: decodeURIComponent(pathname.slice(1)),
      collation: 'UTF8MB4_BIN',
      initSql: `${SESSION_SETTINGS}, autocommit = ${use === 'read' ? 1 : 0}`,
      connectTimeout: Math.min(connectTimeoutMs, CONNECT_TIMEOUT_MS),
      keepAliveDelay: KEEP_ALIVE_MS,
      // an UPDATE answers how many rows it changed, not how many it found
      foundRows: false,
      bigIntAsNumber: true,
      insertIdAsNumber: true,
      autoJsonMap: false,
      // what members typed has no place in a log
      logParam: false,
      // one number for all rows of an INSERT
      fullResult: false,
    };
    return new Connections(config, most);
  }

  /** One of them, to be released. Throws ConnectionLost after `limitMs`, or what the driver throws. */
  async take(limitMs: number): Promise<Link> {
    return new ServerLink(await this.next(limitMs), (connection, broken) => {
      this.giveBack(connection, broken);
    });
  }

  /** Closes them all, those at work when they come back. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all(this.idle.splice(0).map((connection) => connection.end().catch(() => undefined)));
  }

  private next(limitMs: number): Promise<Connection> {
    for (let kept = this.idle.pop(); kept; kept = this.idle.pop()) {
      if (kept.isValid()) return Promise.resolve(kept);
      this.count -= 1;
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(got);
        reject(new ConnectionLost(`no connection to the database for ${Math.round(limitMs)} ms`));
      }, limitMs);
      const got = (connection: Connection): void => {
        clearTimeout(timer);
        resolve(connection);
      };
      this.waiting.add(got);
      if (this.count < this.most)
        this.connect().catch((error: unknown) => {
          clearTimeout(timer);
          this.waiting.delete(got);
          reject(error instanceof Error ? error : new Error(String(error)));
        });
    });
  }

  private async connect(): Promise<void> {
    this.count += 1;
    try {
      const connection = await createConnection(this.config);
      // who uses it hears of it by their statement; an idle one is no longer valid
      connection.on('error', () => undefined);
      this.keep(connection);
    } catch (error) {
      this.count -= 1;
      throw error;
    }
  }

  private giveBack(connection: Connection, broken: boolean): void {
    if (broken) {
      // what lies idle has likely gone the same way: a firewall forgot them, the network changed sides
      for (const each of [connection, ...this.idle.splice(0)]) {
        each.destroy();
        this.count -= 1;
      }
      if (this.waiting.size > 0) void this.connect().catch(() => undefined);
    } else this.keep(connection);
  }

  private keep(connection: Connection): void {
    const [next] = this.waiting;
    if (this.isClosed || !connection.isValid()) {
      this.count -= 1;
      connection.destroy();
    } else if (next) {
      this.waiting.delete(next);
      next(connection);
    } else this.idle.push(connection);
  }
}
