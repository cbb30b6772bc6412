import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../sandbox';
import { AUDIT_CHECKS } from '../../server/features';
import { audit } from '../../server/ledger';
import { MIGRATIONS } from '../../server/migrations';
import { SystemClock } from '../../server/platform/clock';
import { Database } from '../../server/platform/database';
import { SeededRandom } from '../../server/platform/random';
import { ENTITIES } from '../../server/tables';
import { clientOf, SETUP_TOKEN, type Client } from '../support/app';
import { Journal, persistent } from './journal';
import { Shopping } from './lives';
import { ServerProcess } from './server-process';

const KEY = 'crash-loop-key-of-32-characters-or-so';
const CUSTOMERS_AT_ONCE = 12;
/** Answers between one kill and the next, at least: a kill must find work under way. */
const ANSWERS_BETWEEN = 12;
const DELAY_MAX_MS = 500;
/** One answer in so many that is lost is not asked after. */
const GIVES_UP_ONE_IN = 10;

export interface CrashOptions {
  /** `DATABASE_URL` of an empty MariaDB database; null for the embedded one. */
  readonly url: string | null;
  readonly processes: number;
  readonly seed: string;
}

/** Figures of a crash loop. */
export interface CrashFigures {
  readonly kills: number;
  readonly acknowledged: number;
  readonly found: number;
  readonly doubled: number;
  readonly drift: number;
  readonly unknown: number;
  readonly abandoned: number;
  readonly customers: number;
}

/** Real servers under load, which are killed and started again while clients ask until they are answered. */
export class CrashLoop {
  readonly journal = new Journal();
  readonly servers: ServerProcess[] = [];
  readonly random: SeededRandom;
  shopping!: Shopping;
  private kills = 0;
  private ending = false;
  private next = 0;
  private customers: Promise<void>[] = [];
  private closed = false;
  private failure: Error | null = null;
  private readonly folder = mkdtempSync(join(tmpdir(), 'liuke-crash-'));

  private constructor(
    private readonly options: CrashOptions,
    private readonly sandbox: Awaited<ReturnType<typeof startSandbox>>,
  ) {
    this.random = new SeededRandom(options.seed);
  }

  static async open(options: CrashOptions): Promise<CrashLoop> {
    const app = { appid: 'wx-sandbox-app', secret: 'sandbox-secret' };
    const sandbox = await startSandbox({ port: 0, ...app, clock: new SystemClock() });
    const loop = new CrashLoop(options, sandbox);
    await loop.onDatabase((database) => database.migrate());
    const settings = {
      LIUKE_DATA_DIR: loop.folder,
      LIUKE_SANDBOX_URL: sandbox.url,
      LIUKE_SETUP_TOKEN: SETUP_TOKEN,
      LIUKE_SECRET_KEY: KEY,
      LIUKE_HASH_KEY: KEY,
      LIUKE_PREVIEW: 'off',
      LIUKE_LOG_LEVEL: 'warn',
      ...(options.url === null ? {} : { DATABASE_URL: options.url }),
    };
    writeFileSync(join(loop.folder, 'server.log'), '');
    for (let n = 0; n < options.processes; n += 1)
      loop.servers.push(await ServerProcess.start(settings, join(loop.folder, 'server.log')));
    loop.shopping = await Shopping.open(
      loop.client((request) => loop.raw(request)),
      loop.random,
      8,
    );
    return loop;
  }

  /** Lets customers come, one after another in several queues, until `finish`. */
  load(): void {
    this.customers = Array.from({ length: CUSTOMERS_AT_ONCE }, async () => {
      const raw = persistent(
        (request) => this.raw(request),
        this.journal,
        () => !this.ending && this.random.int(GIVES_UP_ONE_IN) === 0,
        () => this.closed,
      );
      try {
        while (!this.ending) await this.shopping.live(this.client(raw));
      } catch (error) {
        this.failure ??= error instanceof Error ? error : new Error(String(error));
        this.ending = true;
      }
    });
  }

  /** Waits for work under way and a random moment, does `what`, and counts it. */
  async atRandomMoment(what: () => Promise<void>): Promise<void> {
    const enough = this.journal.acknowledged.length + ANSWERS_BETWEEN;
    while (this.journal.acknowledged.length < enough) {
      if (this.failure !== null) throw this.failure;
      await pause(20);
    }
    await pause(this.random.int(DELAY_MAX_MS));
    await what();
    this.kills += 1;
  }

  /** SIGKILL for one or all of the processes, which are then started again. */
  async killServers(): Promise<void> {
    const all = this.servers.length === 1 || this.random.int(3) === 0;
    const victims = all ? this.servers : [this.servers[this.random.int(this.servers.length)]!];
    await Promise.all(victims.map((server) => server.end('SIGKILL')));
    await Promise.all(victims.map((server) => server.up()));
  }

  /** Lets everybody finish, asks once more for all that was acknowledged, and looks at the books. */
  async finish(): Promise<CrashFigures> {
    this.ending = true;
    await Promise.all(this.customers);
    if (this.failure !== null) throw this.failure;
    await this.askAgain();
    const figures = await this.onDatabase(async (database) => {
      await settled(database);
      const { drift } = await audit(database, AUDIT_CHECKS);
      for (const each of drift) this.journal.broken.push(each);
      return { ...(await this.compare(database)), drift: drift.length };
    });
    const { acknowledged, unknown, abandoned } = this.journal;
    return {
      kills: this.kills,
      acknowledged: acknowledged.length,
      ...figures,
      unknown,
      abandoned: abandoned.length,
      customers: this.shopping.lives.length,
    };
  }

  async close(): Promise<void> {
    this.ending = true;
    this.closed = true;
    for (const server of this.servers) await server.end('SIGKILL');
    await Promise.all(this.customers);
    await this.sandbox.close();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Whatever was acknowledged is answered again, as a replay and alike. */
  private async askAgain(): Promise<void> {
    const queue = [...this.journal.acknowledged];
    const asking = Array.from({ length: 16 }, async () => {
      for (let one = queue.pop(); one; one = queue.pop()) {
        const again = await this.raw(one.request);
        const same = again.status === one.status && again.replayed;
        if (isOver(one.body) && (again.body as { code?: string }).code === 'code_expired') continue;
        if (!same || !isAlike(one.body, again.body))
          this.journal.broken.push({ asked: one.request.url, first: one.body, again });
      }
    });
    await Promise.all(asking);
  }

  /** Keys that are there, and effects that are there more or less often than was answered. */
  private async compare(database: Database): Promise<{ found: number; doubled: number }> {
    let found = 0;
    const rows = await database.read.query<{ idem: string }>('SELECT idem FROM commands');
    const keys = new Set(rows.map(({ idem }) => idem.slice(idem.lastIndexOf(':') + 1)));
    for (const { key } of this.journal.acknowledged) if (keys.has(key)) found += 1;
    let doubled = rows.length - keys.size;
    for (const life of this.shopping.lives) doubled += await this.wrongIn(database, life);
    return { found, doubled };
  }

  private async wrongIn(database: Database, life: Shopping['lives'][number]): Promise<number> {
    if (life.member_id === null) return 0;
    const counts = await database.read.query<{ what: string; n: number | string }>(
      `SELECT 'claims' AS what, COUNT(*) - 1 AS n FROM coupons WHERE member_id = ?
       UNION ALL SELECT 'redemptions', COUNT(*) FROM redemptions WHERE member_id = ?
       UNION ALL SELECT 'undos', COUNT(*) FROM redemption_undos u JOIN redemptions r ON r.id = u.redemption_id WHERE r.member_id = ?
       UNION ALL SELECT 'purchases', COUNT(*) - (SELECT COUNT(*) FROM redemptions WHERE member_id = ?) FROM purchases WHERE member_id = ?`,
      Array.from({ length: 5 }, () => life.member_id),
    );
    const known: Readonly<Record<string, unknown>> = { ...life };
    const surplus = counts.map(({ what, n }) => Number(n) - Number(known[what]));
    // the one request that was given up may have happened
    const room = life.abandoned ? 1 : 0;
    const total = surplus.reduce((sum, each) => sum + Math.abs(each), 0);
    if (total > room || surplus.some((each) => each < 0)) {
      this.journal.broken.push({ life, counts });
      return Math.max(1, total - room);
    }
    return 0;
  }

  private readonly raw: Client['raw'] = (request) => {
    this.next += 1;
    const server = this.servers[this.next % this.servers.length];
    if (!server) throw new Error('no server');
    return server.raw(request);
  };

  private client(raw: Client['raw']): Client {
    return clientOf(raw, this.sandbox.url, new SystemClock());
  }

  private async onDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
    const { url } = this.options;
    const database = await Database.open({
      url,
      data_dir: this.folder,
      entities: ENTITIES,
      migrations: MIGRATIONS,
    });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }
}

/** Waits until every event is delivered; none may have been parked. */
async function settled(database: Database): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const [row] = await database.read.query<{ n: number | string }>('SELECT COUNT(*) AS n FROM deliveries');
    if (Number(row?.n) === 0) return;
    await pause(50);
  }
  throw new Error('events were not delivered within a minute');
}

/** Equal, but for what shows the present: a scan's preview, a member's profile. */
function isAlike(first: unknown, again: unknown): boolean {
  return JSON.stringify(lasting(first)) === JSON.stringify(lasting(again));
}

/** A ticket of a scan is answered again for ten minutes, as long as it lasts; a long loop has older ones. */
function isOver(body: unknown): boolean {
  const { scan_id: scan, expires_at: until } = body as { scan_id?: string; expires_at?: string };
  return scan !== undefined && until !== undefined && Date.parse(until) <= Date.now();
}

function lasting(body: unknown): unknown {
  const { scan_id: scan, member, ...rest } = body as { scan_id?: string; member?: { id: string } };
  return scan ?? { ...rest, member: member?.id };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
