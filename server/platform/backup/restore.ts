import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Database, loadLibsql, marks, type DatabaseOptions, type Session } from '../database';
import { tableNames } from './catalogue';
import type { Header } from './format';
import { readBackup, verifyBackup, type StoredRows } from './read';

/** A restore that would destroy something, or cannot be right. */
export class RestoreRefused extends Error {}

const EMBEDDED_FILE = 'liuke.db';
/** Tables that a database has without anybody having used it. */
const NOBODYS = ['migrations', 'leases'];

/** The steps of the backup among those this program knows. */
function stepsFor(head: Header, all: DatabaseOptions['migrations']): DatabaseOptions['migrations'] {
  const known = all.map((step) => new step().name ?? step.name);
  const strange = head.steps.find((name, place) => known[place] !== name);
  if (strange !== undefined) {
    throw new RestoreRefused(
      `the backup has a schema step ${strange} that this Liuke does not know: use a newer one`,
    );
  }
  return all.slice(0, head.steps.length);
}

async function insert(session: Session, table: Header['tables'][number], rows: StoredRows): Promise<void> {
  const tuple = `(${marks(table.columns.length)})`;
  const names = table.columns.map(({ name }) => name).join(', ');
  await session.execute(
    `INSERT INTO ${table.name} (${names}) VALUES ${rows.map(() => tuple).join(', ')}`,
    rows.flat(),
  );
}

/** Makes the backup's schema in an empty database, puts its rows in, all or none, and brings the schema up to date. */
async function fill(options: DatabaseOptions, file: string, head: Header): Promise<void> {
  const before = await Database.open({ ...options, migrations: stepsFor(head, options.migrations) });
  try {
    await before.migrate();
    await before.transaction(async (session) => {
      for await (const piece of readBackup(file)) {
        if (piece.kind === 'rows') await insert(session, piece.table, piece.rows);
      }
    });
  } finally {
    await before.close();
  }
  const after = await Database.open(options);
  try {
    await after.migrate();
  } finally {
    await after.close();
  }
}

/** Whether anything in this database would be missed. */
async function isLive(database: Database): Promise<boolean> {
  for (const name of await tableNames(database.read, database)) {
    if (NOBODYS.includes(name)) continue;
    if ((await database.read.query(`SELECT 1 AS one FROM ${name} LIMIT 1`)).length > 0) return true;
  }
  return false;
}

async function othersConnected(database: Database): Promise<number> {
  // asked on the one connection that this process has made so far
  const [row] = await database.source.query<{ others: number | string }[]>(
    'SELECT COUNT(*) AS others FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()',
  );
  return Number(row?.others ?? 0);
}

interface RestorePlan {
  /** Restore over data that is there. */
  readonly force: boolean;
  /** Proves the restored database; a throw leaves what was there before. */
  readonly prove: (database: Database) => Promise<void>;
  /** Called before data that is there is taken away from a server database; the data is gone after that. */
  readonly keep: (database: Database) => Promise<void>;
  /** Ends the name of the file that is put aside. */
  readonly suffix: string;
}

async function proven(options: DatabaseOptions, prove: RestorePlan['prove']): Promise<void> {
  const database = await Database.open(options);
  try {
    await prove(database);
  } finally {
    await database.close();
  }
}

/** Brings all that stands in the log beside an embedded database into its file, which then stands alone. */
function foldLog(file: string): void {
  const connection = new (loadLibsql())(file);
  try {
    connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    connection.close();
  }
  const log = `${file}-wal`;
  if (existsSync(log) && statSync(log).size > 0)
    throw new Error(`${log} could not be folded into its database`);
}

/** Fills a new file beside the old one and changes them over only when it is proven. */
async function restoreEmbedded(
  options: DatabaseOptions,
  file: string,
  head: Header,
  plan: RestorePlan,
): Promise<void> {
  const target = join(options.data_dir, EMBEDDED_FILE);
  if (existsSync(target) && !plan.force) {
    const database = await Database.open({ ...options, read_only: true });
    const live = await isLive(database).finally(() => database.close());
    if (live)
      throw new RestoreRefused(`${target} holds data: add --force to put it aside and restore over it`);
  }
  const beside = join(options.data_dir, 'restoring');
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside);
  try {
    const fresh = { ...options, data_dir: beside };
    await fill(fresh, file, head);
    await proven(fresh, plan.prove);
    foldLog(join(beside, EMBEDDED_FILE));
    for (const tail of ['', '-wal', '-shm']) {
      if (existsSync(target + tail)) renameSync(target + tail, `${target}.${plan.suffix}${tail}`);
    }
    renameSync(join(beside, EMBEDDED_FILE), target);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** Empties the database, after a backup of what is there, and fills it. */
async function restoreServer(
  options: DatabaseOptions,
  file: string,
  head: Header,
  plan: RestorePlan,
): Promise<void> {
  const database = await Database.open({ ...options, pool_size: 2 });
  try {
    const others = await othersConnected(database);
    if (others > 0)
      throw new RestoreRefused(`${others} other connections use this database: stop the servers first`);
    const live = await isLive(database);
    if (live && !plan.force) {
      throw new RestoreRefused(
        'the database holds data: add --force to back it up first and restore over it',
      );
    }
    if (live) await plan.keep(database);
    for (const name of await tableNames(database.read, database))
      await database.source.query(`DROP TABLE ${name}`);
  } finally {
    await database.close();
  }
  await fill(options, file, head);
  await proven(options, plan.prove);
}

/**
 * Puts a backup, from either database, into the database of `options`, and brings its schema up to date. The backup
 * is read to its end before anything is touched. No server may be running on that database.
 * @returns the backup's header and how many rows came back
 * @throws BackupDamaged RestoreRefused; what was there before is still there then
 */
export async function restoreBackup(
  options: DatabaseOptions,
  file: string,
  plan: RestorePlan,
  accept: (head: Header) => void,
): Promise<{ header: Header; rows: number }> {
  const verified = await verifyBackup(file);
  accept(verified.header);
  stepsFor(verified.header, options.migrations);
  const restore = options.url === null ? restoreEmbedded : restoreServer;
  await restore(options, file, verified.header, plan);
  return verified;
}
