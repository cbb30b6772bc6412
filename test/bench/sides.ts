import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { cleanEnvironment, Measured } from './processes';
import { World } from './world';

const SERVER = join(__dirname, '../../dist/node/server/main.js');

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
  },
): Promise<Side> {
  const url = of.db === 'mariadb' ? await emptyDatabase(ground, of.name) : null;
  const folder = join(ground.folder, of.name);
  const world = await World.open(folder, url, cleanEnvironment());
  await of.fill(world);
  const servers = await startServers(ground, {
    ...{ name: of.name, file: SERVER, processes: of.processes },
    env: () => ({ ...world.env, ...of.env }),
  });
  await world.settled();
  return { db: of.db, servers, world };
}

/** Starts server processes that are measured; what they print goes to a file of this name. */
export async function startServers(
  ground: Ground,
  of: {
    readonly name: string;
    readonly file: string;
    readonly processes: number;
    /** Settings of the nth process. */
    readonly env: (n: number) => Readonly<Record<string, string>>;
  },
): Promise<Measured[]> {
  const log = join(ground.folder, `${of.name}.log`);
  appendFileSync(log, '');
  const servers: Measured[] = [];
  for (let n = 0; n < of.processes; n += 1) {
    const profile = ground.profile && join(ground.profile, `${of.name}-${n}`);
    if (profile) mkdirSync(profile, { recursive: true });
    servers.push(await Measured.start(of.file, { env: of.env(n), log, profile }));
  }
  return servers;
}
