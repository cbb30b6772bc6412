import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { MIGRATIONS } from '../../server/migrations';
import { Database, type FaultHook } from '../../server/platform/database';
import { ENTITIES } from '../../server/tables';

/** Which database this jest project runs on. */
export const testDatabase = process.env['LIUKE_TEST_DB'] === 'mariadb' ? 'mariadb' : 'sqlite';

/** An empty, migrated database of its own: a folder for SQLite, a schema for MariaDB. */
export interface TestDatabase {
  readonly database: Database;
  /** `DATABASE_URL` for further processes or engines; null on SQLite. */
  readonly url: string | null;
  readonly dataDir: string;
  /** A second connection pool to the same database, as another server process would have (MariaDB only). */
  another(): Promise<Database>;
  drop(): Promise<void>;
}

let serial = 0;

function mariadbServer(): string {
  const url = process.env['LIUKE_TEST_MARIADB_URL'];
  if (!url) throw new Error('LIUKE_TEST_MARIADB_URL is not set: run the tests with `npm test`');
  return url.replace(/\/+$/, '');
}

async function onServer(statement: string): Promise<void> {
  const connection = await mysql.createConnection(`${mariadbServer()}/`);
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}

/** A place for a database, with nothing in it. */
export interface EmptyPlace {
  readonly url: string | null;
  readonly dataDir: string;
  remove(): Promise<void>;
}

/** A folder, and for MariaDB an empty schema. */
export async function createEmptyPlace(): Promise<EmptyPlace> {
  serial += 1;
  const name = `liuke_test_${process.pid}_${serial}`;
  const dataDir = mkdtempSync(join(tmpdir(), 'liuke-test-'));
  const onMariadb = testDatabase === 'mariadb';
  if (onMariadb) {
    await onServer(`DROP DATABASE IF EXISTS ${name}`);
    await onServer(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  }
  return {
    url: onMariadb ? `${mariadbServer()}/${name}` : null,
    dataDir,
    remove: async () => {
      if (onMariadb) await onServer(`DROP DATABASE IF EXISTS ${name}`);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Makes an empty database with all migrations. `faults` is called around every statement of every session. */
export async function createTestDatabase(faults?: FaultHook): Promise<TestDatabase> {
  const place = await createEmptyPlace();
  const { url, dataDir } = place;
  const open = (): Promise<Database> =>
    Database.open({
      url,
      data_dir: dataDir,
      entities: ENTITIES,
      migrations: MIGRATIONS,
      watch_nesting: true,
      ...(faults ? { faults } : {}),
    });
  const database = await open();
  await database.migrate();
  const others: Database[] = [];
  return {
    database,
    url,
    dataDir,
    another: async () => {
      const other = await open();
      others.push(other);
      return other;
    },
    drop: async () => {
      for (const each of [...others, database]) await each.close();
      await place.remove();
    },
  };
}
