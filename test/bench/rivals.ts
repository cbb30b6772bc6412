import { join } from 'node:path';
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import { LEAN_TABLES } from './lean';
import { cleanEnvironment, type Measured } from './processes';
import { rivalToken } from './rival-http';
import { emptyDatabase, startServers, type Ground } from './sides';
import { World } from './world';

/** Of all rivals. */
export const SECRET = 'rival-secret-of-the-bench-0001';

/** A design that ours is compared with, on a database of its own beside ours. */
export interface Rival {
  /** `tutorial` keeps the same books as we, `lean` hardly any. */
  readonly name: 'tutorial' | 'lean';
  readonly servers: readonly Measured[];
  /** A template with so much stock, one coupon per member. */
  template(stock: number): Promise<string>;
  /** Of people who may claim. */
  tokens(): string[];
  /** Throws unless the books balance. */
  audit(): Promise<void>;
  close(): Promise<void>;
}

export interface RivalStart {
  /** Of its database. */
  readonly name: string;
  readonly processes: number;
  readonly people: number;
}

/** Token of a person at all rivals. */
export const tokenOf = (personId: string): string => rivalToken(SECRET, personId);

/** Our schema, filled by our engine, and the tutorial's design on it. */
export async function openTutorial(
  ground: Ground,
  { name, processes, people }: RivalStart,
): Promise<{ world: World; servers: Measured[] }> {
  const url = await emptyDatabase(ground, name);
  const world = await World.open(join(ground.folder, name), url, cleanEnvironment());
  await world.fill(people, 1);
  const TUTORIAL_TIMEZONE = world.core.config.program.timezone;
  const env = { ...cleanEnvironment(), DATABASE_URL: url, TUTORIAL_SECRET: SECRET, TUTORIAL_TIMEZONE };
  const file = join(__dirname, 'tutorial.ts');
  return { world, servers: await startServers(ground, { name, file, processes, env: () => env }) };
}

/** Ids of people at the rivals that have tables of their own. */
export const namesOf = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `prs_${String(n).padStart(28, '0')}`);

/** A database of tables of the lean design's own. */
export async function openLeanTables(
  ground: Ground,
  name: string,
): Promise<{ url: string; connection: Connection }> {
  const url = await emptyDatabase(ground, name);
  const connection = await mysql.createConnection(url);
  for (const statement of LEAN_TABLES) await connection.query(statement);
  return { url, connection };
}

/** The lean design with its people. */
export async function openLean(
  ground: Ground,
  { name, processes, people }: RivalStart,
): Promise<{ connection: Connection; servers: Measured[] }> {
  const { url, connection } = await openLeanTables(ground, name);
  const ids = namesOf(people);
  for (let from = 0; from < ids.length; from += 1_000) {
    const rows = ids.slice(from, from + 1_000).map((id) => [id, `mem_${id.slice(4)}`]);
    await connection.query('INSERT INTO people (id, member_id) VALUES ?', [rows]);
  }
  const env = { ...cleanEnvironment(), DATABASE_URL: url, LEAN_SECRET: SECRET };
  const file = join(__dirname, 'lean.ts');
  return { connection, servers: await startServers(ground, { name, file, processes, env: () => env }) };
}

/** A transaction for each request that keeps the same books as our engine. */
export class Tutorial implements Rival {
  readonly name = 'tutorial';

  private constructor(
    readonly servers: readonly Measured[],
    private readonly world: World,
  ) {}

  static async open(ground: Ground, start: RivalStart): Promise<Tutorial> {
    const { world, servers } = await openTutorial(ground, start);
    return new Tutorial(servers, world);
  }

  async template(stock: number): Promise<string> {
    if (stock > 0) return this.world.template(stock);
    // a template is made with some stock: it is sold out before anybody asks
    const template = await this.world.template(1);
    await this.world.claim(template, this.world.members.slice(-1), () => template);
    return template;
  }

  tokens(): string[] {
    return this.world.members.map(({ person_id }) => tokenOf(person_id));
  }

  async audit(): Promise<void> {
    const { accounts, transfers } = await this.world.audit();
    console.log(`Audited the tutorial: ${accounts} accounts, ${transfers} transfers, no drift`);
  }

  async close(): Promise<void> {
    for (const server of this.servers) await server.stop();
    await this.world.close();
  }
}

/** A transaction for each request that writes four rows. */
export class Lean implements Rival {
  readonly name = 'lean';
  private serial = 0;

  private constructor(
    readonly servers: readonly Measured[],
    private readonly connection: Connection,
    private readonly people: readonly string[],
  ) {}

  static async open(ground: Ground, start: RivalStart): Promise<Lean> {
    const { connection, servers } = await openLean(ground, start);
    return new Lean(servers, connection, namesOf(start.people));
  }

  async template(stock: number): Promise<string> {
    this.serial += 1;
    const id = `tpl_${String(this.serial).padStart(28, '0')}`;
    await this.connection.query('INSERT INTO templates VALUES (?, 1, 30, ?, ?)', [id, stock, stock]);
    return id;
  }

  tokens(): string[] {
    return this.people.map(tokenOf);
  }

  /** Throws unless every coupon left the stock once and has its two postings. */
  async audit(): Promise<void> {
    const [stock] = await this.connection.query<RowDataPacket[]>(
      'SELECT t.id FROM templates t WHERE t.stock <> t.remaining + (SELECT COUNT(*) FROM coupons c WHERE c.template_id = t.id)',
    );
    const [postings] = await this.connection.query<RowDataPacket[]>(
      'SELECT (SELECT COUNT(*) FROM postings) - 2 * (SELECT COUNT(*) FROM coupons) AS off',
    );
    if (stock.length > 0 || Number(postings[0]?.['off']) !== 0)
      throw new Error("the lean design's books do not balance");
  }

  async close(): Promise<void> {
    for (const server of this.servers) await server.stop();
    await this.connection.end();
  }
}
