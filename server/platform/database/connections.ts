import { connect, type Socket } from 'node:net';
import { createConnection, type Connection, type ConnectionConfig } from 'mariadb';
import { ConnectionLost } from './dialect';
import { ServerLink, type Link } from './link';

const CONNECT_TIMEOUT_MS = 3_000;
const KEEP_ALIVE_MS = 10_000;
const PORT = 3306;
const CLOSED = 'the database is closed';
/** By which rules every connection reads and writes. */
export const SESSION_RULES =
  "sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', tx_isolation = 'READ-COMMITTED', time_zone = '+00:00'";
/** A cut-off process must not freeze the others. */
const SESSION_LIMITS = 'innodb_lock_wait_timeout = 2, idle_transaction_timeout = 5';

/** A connection and what it runs over. */
interface Line {
  readonly connection: Connection;
  readonly socket: Socket;
}

interface Waiting {
  readonly got: (line: Line) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Connections to MariaDB, made when they are needed, at most `most` at a time; whoever comes later waits for one.
 * The one that came back last is used next: it has its statements prepared, and few stay in use.
 */
export class Connections {
  private readonly idle: Line[] = [];
  private readonly waiting = new Set<Waiting>();
  /** Connections there are or will be, and those of them that are being made. */
  private count = 0;
  private making = 0;
  private isClosed = false;

  private constructor(
    private readonly config: ConnectionConfig & { readonly host: string; readonly port: number },
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
    const autocommit = use === 'read' ? 1 : 0;
    const config = {
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? PORT : Number(port),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      database: decodeURIComponent(pathname.slice(1)),
      collation: 'UTF8MB4_BIN',
      initSql: `SET SESSION ${SESSION_LIMITS}, ${SESSION_RULES}, autocommit = ${autocommit}`,
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
    const line = await this.next(limitMs);
    return new ServerLink(line.connection, (isBroken) => {
      this.giveBack(line, isBroken);
    });
  }

  /** Closes them all, those at work when they come back; whoever waits for one is told. */
  async close(): Promise<void> {
    this.isClosed = true;
    for (const { failed } of [...this.waiting]) failed(new Error(CLOSED));
    await Promise.all(this.idle.splice(0).map(({ connection }) => connection.end().catch(() => undefined)));
  }

  private next(limitMs: number): Promise<Line> {
    for (let line = this.idle.pop(); line; line = this.idle.pop()) {
      if (line.connection.isValid()) return Promise.resolve(line);
      this.drop(line);
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        this.waiting.delete(place);
      };
      const place: Waiting = {
        got: (line) => {
          leave();
          resolve(line);
        },
        failed: (error) => {
          leave();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      };
      const timer = setTimeout(() => {
        place.failed(new ConnectionLost(`no connection to the database for ${Math.round(limitMs)} ms`));
      }, limitMs);
      this.waiting.add(place);
      if (this.isClosed) place.failed(new Error(CLOSED));
      else this.replenish();
    });
  }

  /** Makes a connection where more wait than are being made. */
  private replenish(): void {
    if (this.waiting.size > this.making && this.count < this.most && !this.isClosed) void this.make();
  }

  private async make(): Promise<void> {
    this.count += 1;
    this.making += 1;
    const socket = connect(this.config.port, this.config.host);
    socket.setNoDelay(true);
    gatherWrites(socket);
    try {
      const stream: ConnectionConfig['stream'] = (use) => {
        use(undefined, socket);
      };
      const connection = await createConnection({ ...this.config, stream });
      // who uses it hears of it by their statement; an idle one is no longer valid
      connection.on('error', () => undefined);
      this.making -= 1;
      this.keep({ connection, socket });
    } catch (error) {
      socket.destroy();
      this.count -= 1;
      this.making -= 1;
      const [first] = this.waiting;
      first?.failed(error);
      this.replenish();
    }
  }

  private giveBack(line: Line, isBroken: boolean): void {
    if (!isBroken) {
      this.keep(line);
      return;
    }
    // what lies idle has likely gone the same way: a firewall forgot them, the network changed sides
    for (const each of [line, ...this.idle.splice(0)]) this.drop(each);
    this.replenish();
  }

  private keep(line: Line): void {
    const [next] = this.waiting;
    if (this.isClosed || !line.connection.isValid()) {
      this.drop(line);
      this.replenish();
    } else if (next) next.got(line);
    else this.idle.push(line);
  }

  /** By its socket: the driver's own `destroy` would open another connection, to have the first one killed. */
  private drop({ socket }: Line): void {
    this.count -= 1;
    socket.destroy(new ConnectionLost('given up'));
  }
}

/** A statement of this many bytes keeps the database busy while the next are put together: it goes out at once. */
const LARGE_BYTES = 8 * 1024;

/** Small statements of one turn go out together: each write by itself wakes the database, and costs more than its bytes. */
function gatherWrites(socket: Socket): void {
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
  let isGathering = false;
  const flush = (): void => {
    isGathering = false;
    socket.uncork();
  };
  socket.write = (chunk: Uint8Array | string, ...rest: unknown[]): boolean => {
    if (!isGathering && chunk.length < LARGE_BYTES) {
      isGathering = true;
      socket.cork();
      process.nextTick(flush);
    }
    const hasRoom = write(chunk, ...rest);
    if (isGathering && chunk.length >= LARGE_BYTES) {
      socket.uncork();
      socket.cork();
    }
    return hasRoom;
  };
}
