import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import mysql, { type Connection } from 'mysql2/promise';
import { cleanEnvironment, Measured } from './processes';
import { TUTORIAL_TABLES, tutorialToken } from './tutorial';
import { World } from './world';

const SERVER = join(__dirname, '../../dist/node/server/main.js');
const TUTORIAL_SECRET = 'tutorial-secret-of-the-bench-0001';

/** Where a bench keeps its files and finds its database server. */
export interface Ground {
  readonly folder: string;
  /** Address of a private MariaDB, without a database. */
  readonly mariadb: string;
  /** Folder for CPU profiles of the servers, if wanted. */
  readonly profile: string | undefined;
}

/** A filled database and the server processes that are measured on it. */
export interface Side {
  /** Null is `hello`, which has none. */
  readonly db: 'sqlite' | 'mariadb' | null;
  readonly servers: readonly Measured[];
  readonly world: World;
  readonly tutorial: Tutorial | null;
}

export async function emptyDatabase(ground: Ground, name: string): Promise<string> {
  const connection = await mysql.createConnection(ground.mariadb);
  try {
    await connection.query(`CREATE DATABASE ${name} COLLATE utf8mb4_bin`);
  } finally {
    await connection.end();
  }
  return `${ground.mariadb}/${name}`;
}

/** Fills a database of its own by `fill` and starts the servers on it. */
export async function openSide(
  ground: Ground,
  of: {
    readonly name: string;
    readonly db: 'sqlite' | 'mariadb';
    readonly processes: number;
    readonly fill: (world: World) => Promise<void>;
    /** Settings of the servers besides those of the world. */
    readonly env?: Readonly<Record<string, string>>;
    readonly tutorial: Tutorial | null;
  },
): Promise<Side> {
  const url = of.db === 'mariadb' ? await emptyDatabase(ground, of.name) : null;
  const folder = join(ground.folder, of.name);
  const world = await World.open(folder, url, cleanEnvironment());
  await of.fill(world);
  const servers: Measured[] = [];
  const log = join(ground.folder, `${of.name}.log`);
  appendFileSync(log, '');
  for (let n = 0; n < of.processes; n += 1) {
    const profile = ground.profile && join(ground.profile, `${of.name}-${n}`);
    if (profile) mkdirSync(profile, { recursive: true });
    servers.push(await Measured.start(SERVER, { env: { ...world.env, ...of.env }, log, profile }));
  }
  await world.settled();
  return { db: of.db, servers, world, tutorial: of.tutorial };
}

/** The design that ours is compared with, on a database of its own beside ours. */
export class Tutorial {
  private serial = 0;

  private constructor(
    readonly servers: readonly Measured[],
    private readonly connection: Connection,
    private readonly people: readonly string[],
  ) {}

  static async open(ground: Ground, processes: number, people: number): Promise<Tutorial> {
    const name = `tutorial_${processes}`;
    const url = await emptyDatabase(ground, name);
    const connection = await mysql.createConnection(url);
    for (const statement of TUTORIAL_TABLES) await connection.query(statement);
    const ids = Array.from({ length: people }, (_, n) => `prs_${String(n).padStart(28, '0')}`);
    for (let from = 0; from < ids.length; from += 1_000) {
      const rows = ids.slice(from, from + 1_000).map((id) => [id, `mem_${id.slice(4)}`]);
      await connection.query('INSERT INTO people (id, member_id) VALUES ?', [rows]);
    }
    const servers: Measured[] = [];
    const env = { ...cleanEnvironment(), DATABASE_URL: url, TUTORIAL_SECRET };
    for (let n = 0; n < processes; n += 1) {
      const log = join(ground.folder, `${name}.log`);
      servers.push(await Measured.start(join(__dirname, 'tutorial.ts'), { env, log }));
    }
    return new Tutorial(servers, connection, ids);
  }

  /** A template with so much stock, one coupon per member. */
  async template(stock: number): Promise<string> {
    this.serial += 1;
    const id = `tpl_${String(this.serial).padStart(28, '0')}`;
    await this.connection.query('INSERT INTO templates VALUES (?, 1, 30, ?, ?)', [id, stock, stock]);
    return id;
  }

  tokens(): string[] {
    return this.people.map((id) => tutorialToken(TUTORIAL_SECRET, id));
  }

  /** Throws unless every coupon left the stock once and has its two postings. */
  async audit(): Promise<void> {
    const [stock] = await this.connection.query<mysql.RowDataPacket[]>(
      'SELECT t.id FROM templates t WHERE t.stock <> t.remaining + (SELECT COUNT(*) FROM coupons c WHERE c.template_id = t.id)',
    );
    const [postings] = await this.connection.query<mysql.RowDataPacket[]>(
      'SELECT (SELECT COUNT(*) FROM postings) - 2 * (SELECT COUNT(*) FROM coupons) AS off',
    );
    if (stock.length > 0 || Number(postings[0]?.['off']) !== 0)
      throw new Error("the tutorial's books do not balance");
  }

  async close(): Promise<void> {
    for (const server of this.servers) await server.stop();
    await this.connection.end();
  }
}
