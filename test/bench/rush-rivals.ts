import { join } from 'node:path';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { cleanEnvironment, pause, type Measured } from './processes';
import { Redis } from './redis';
import { CLAIMS, keysOf, PRICE_FEN } from './redis-gate';
import { namesOf, openLean, openLeanTables, openTutorial, SECRET, tokenOf } from './rivals';
import { claimLine, exact, offerOf, onSale, type Design, type OnSale } from './rush-designs';
import { request } from './scenarios';
import { startServers, type Ground } from './sides';
import type { World } from './world';

/** Of a database that others write: the numbers of one row. */
async function numbersOf(connection: Connection, sql: string, params: string[]): Promise<number[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql, params);
  return Object.values(rows[0] ?? {}).map(Number);
}

/** What stands on tables of its own: people with tokens, and a database. */
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
    return (n, key) => request(claimLine(offer), { token: tokenOf(this.people[n]!), key });
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

/** A transaction for each request, with SELECT … FOR UPDATE, that keeps the same books as our engine. */
export class TutorialRush implements Design {
  readonly name = 'rush.tutorial';
  readonly db = 'mariadb';
  readonly settled = null;

  private constructor(
    readonly servers: readonly Measured[],
    private readonly world: World,
  ) {}

  static async open(ground: Ground, start: Start): Promise<TutorialRush> {
    const name = `rush_tutorial_${start.processes}`;
    const { world, servers } = await openTutorial(ground, { name, ...start });
    return new TutorialRush(servers, world);
  }

  async sell(stock: number): Promise<OnSale> {
    const { world, name } = this;
    const { offer_id } = await offerOf(world, stock);
    return onSale(world, { name, offer_id, stock }, (n, key) =>
      request(claimLine(offer_id), { token: tokenOf(world.members[n]!.person_id), key }),
    );
  }

  async close(): Promise<void> {
    for (const server of this.servers) await server.stop();
    await this.world.audit();
    await this.world.close();
  }
}

/** A transaction for each request, with SELECT … FOR UPDATE, that writes an order and two counters. */
export class LeanRush extends Other implements Design {
  readonly name = 'rush.lean';
  readonly settled = null;

  static async open(ground: Ground, start: Start): Promise<LeanRush> {
    const name = `rush_lean_${start.processes}`;
    const { connection, servers } = await openLean(ground, { name, ...start });
    return new LeanRush(servers, connection, namesOf(start.people));
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
    const { url, connection } = await openLeanTables(ground, name);
    const redis = await Redis.open(port, processes);
    const pid = Number(/process_id:(\d+)/.exec(String(await redis.ask('INFO', 'server')))?.[1]);
    const servers = await startServers(ground, {
      ...{ name, processes, file: join(__dirname, 'redis-gate.ts') },
      env: (n) => ({
        ...cleanEnvironment(),
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
