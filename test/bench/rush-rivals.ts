import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import { cleanEnvironment, Measured, pause } from './processes';
import { Redis } from './redis';
import { CLAIMS, keysOf, PRICE_FEN } from './redis-gate';
import { claimLine, exact, type Design, type OnSale } from './rush-designs';
import { request } from './scenarios';
import { emptyDatabase, type Ground } from './sides';
import { TUTORIAL_TABLES, tutorialToken } from './tutorial';

const SECRET = 'tutorial-secret-of-the-bench-0002';

/** Of a database that others write: the numbers of one row. */
async function numbersOf(connection: Connection, sql: string, params: string[]): Promise<number[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql, params);
  return Object.values(rows[0] ?? {}).map(Number);
}

/** What both others stand on: people with tokens, and a database of their own. */
abstract class Other {
  protected serial = 0;

  protected constructor(
    readonly servers: readonly Measured[],
    protected readonly connection: Connection,
    protected readonly people: readonly string[],
  ) {}

  readonly db = 'mariadb';

  protected nextOffer(): string {
    this.serial += 1;
    return `off_${String(this.serial).padStart(28, '0')}`;
  }

  protected ask(offer: string): OnSale['ask'] {
    return (n, key) => request(claimLine(offer), { token: tutorialToken(SECRET, this.people[n]!), key });
  }

  protected async tracesOf(asked: readonly { readonly key: string }[]): Promise<number> {
    if (asked.length === 0) return 0;
    const marks = asked.map(() => '?').join(', ');
    const keys = asked.map(({ key }) => key);
    return (
      await numbersOf(this.connection, `SELECT COUNT(*) FROM orders WHERE idem IN (${marks})`, keys)
    )[0]!;
  }

  async close(): Promise<void> {
    for (const server of this.servers) await server.stop();
    await this.connection.end();
  }
}

interface Start {
  readonly processes: number;
  readonly people: number;
}

async function openDatabase(ground: Ground, name: string): Promise<{ url: string; connection: Connection }> {
  const url = await emptyDatabase(ground, name);
  const connection = await mysql.createConnection(url);
  for (const statement of TUTORIAL_TABLES) await connection.query(statement);
  return { url, connection };
}

async function startAll(
  ground: Ground,
  name: string,
  processes: number,
  of: { readonly file: string; readonly env: (n: number) => Readonly<Record<string, string>> },
): Promise<Measured[]> {
  const log = join(ground.folder, `${name}.log`);
  appendFileSync(log, '');
  const servers: Measured[] = [];
  for (let n = 0; n < processes; n += 1) {
    const env = { ...cleanEnvironment(), ...of.env(n) };
    servers.push(await Measured.start(join(__dirname, of.file), { env, log }));
  }
  return servers;
}

const namesOf = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `prs_${String(n).padStart(28, '0')}`);

/** A transaction for each request, with SELECT … FOR UPDATE. */
export class TutorialRush extends Other implements Design {
  readonly name = 'rush.tutorial';
  readonly settled = null;

  static async open(ground: Ground, { processes, people }: Start): Promise<TutorialRush> {
    const name = `rush_tutorial_${processes}`;
    const { url, connection } = await openDatabase(ground, name);
    const ids = namesOf(people);
    for (let from = 0; from < ids.length; from += 1_000) {
      const rows = ids.slice(from, from + 1_000).map((id) => [id, `mem_${id.slice(4)}`]);
      await connection.query('INSERT INTO people (id, member_id) VALUES ?', [rows]);
    }
    const env = (): Record<string, string> => ({ DATABASE_URL: url, TUTORIAL_SECRET: SECRET });
    return new TutorialRush(
      await startAll(ground, name, processes, { file: 'tutorial.ts', env }),
      connection,
      ids,
    );
  }

  async sell(stock: number): Promise<OnSale> {
    const offer = this.nextOffer();
    await this.connection.query('INSERT INTO offers VALUES (?, 1, ?, 120, ?, ?)', [
      ...[offer, PRICE_FEN],
      ...[stock, stock],
    ]);
    return {
      ask: this.ask(offer),
      claimed: async () => {
        const [claimed = 0, people = 0, taken = 0, remaining = 0] = await numbersOf(
          this.connection,
          `SELECT COUNT(*), COUNT(DISTINCT member_id), (SELECT SUM(taken) FROM quotas WHERE offer_id = ?),
             (SELECT remaining FROM offers WHERE id = ?) FROM orders WHERE offer_id = ?`,
          [offer, offer, offer],
        );
        if (taken !== claimed) throw new Error(`${this.name}: ${claimed} orders, ${taken} counted`);
        return exact(this.name, stock, claimed, people, remaining);
      },
      traces: (asked) => this.tracesOf(asked),
    };
  }
}

/** A gate in Redis, and the orders written behind it. */
export class RedisRush extends Other implements Design {
  readonly name = 'rush.redis';

  private constructor(
    servers: readonly Measured[],
    connection: Connection,
    people: readonly string[],
    private readonly redis: Redis,
    readonly store_pid: number,
  ) {
    super(servers, connection, people);
  }

  static async open(ground: Ground, port: number, { processes, people }: Start): Promise<RedisRush> {
    const name = `rush_redis_${processes}`;
    const { url, connection } = await openDatabase(ground, name);
    const redis = await Redis.open(port, processes);
    const pid = Number(/process_id:(\d+)/.exec(String(await redis.ask('INFO', 'server')))?.[1]);
    const servers = await startAll(ground, name, processes, {
      file: 'redis-gate.ts',
      env: (n) => ({
        ...{ DATABASE_URL: url, REDIS_PORT: String(port), REDIS_DATABASE: String(processes) },
        GATE_SECRET: SECRET,
        // one of them writes the orders: two would write each twice
        GATE_WORKER: n === 0 ? '1' : '0',
      }),
    });
    return new RedisRush(servers, connection, namesOf(people), redis, pid);
  }

  readonly settled = async (): Promise<void> => {
    while ((await this.redis.ask('LLEN', CLAIMS)) !== 0) await pause(5);
  };

  async sell(stock: number): Promise<OnSale> {
    const offer = this.nextOffer();
    const names = keysOf(offer);
    await this.redis.ask('SET', names.stock, stock);
    return {
      ask: this.ask(offer),
      claimed: async () => {
        await this.settled();
        const remaining = Number(await this.redis.ask('GET', names.stock));
        const [claimed = 0, people = 0] = await numbersOf(
          this.connection,
          'SELECT COUNT(*), COUNT(DISTINCT member_id) FROM orders WHERE offer_id = ?',
          [offer],
        );
        return exact(this.name, stock, claimed, people, remaining);
      },
      traces: (asked) => this.tracesOf(asked),
    };
  }

  override async close(): Promise<void> {
    this.redis.close();
    await super.close();
  }
}
