import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MIGRATIONS } from '../../server/migrations';
import {
  changedInPlace,
  Database,
  FolderInUse,
  lockFolder,
  schemaDifference,
} from '../../server/platform/database';
import { ENTITIES, TABLES } from '../../server/tables';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';

/** Goal: the migrations make exactly the tables that are declared, and two processes never trip over one another. */

describe('migrations', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(async () => {
    await db.drop();
  });

  it('L6: make exactly what the tables declare', async () => {
    expect(await schemaDifference(db.database, TABLES)).toEqual([]);
  });

  it('L6: that lack something are found out', async () => {
    const index = testDatabase === 'mariadb' ? 'ix_holds_deadline ON holds' : 'ix_holds_deadline';
    await db.database.source.query(`DROP INDEX ${index}`);
    const missing = await schemaDifference(db.database, TABLES);
    expect(missing.join('\n')).toContain('ix_holds_deadline');
    for (const statement of missing) await db.database.source.query(statement);
    expect(await schemaDifference(db.database, TABLES)).toEqual([]);
  });

  it('L6: change the type of a column where it stands, and make and drop others', () => {
    const others = ['ALTER TABLE `a` DROP COLUMN `gone`', 'ALTER TABLE `a` ADD `new` bigint NULL'];
    const made = ['ALTER TABLE `a` DROP COLUMN `why`', 'ALTER TABLE `a` ADD `why` varchar(13) NOT NULL'];
    expect(changedInPlace([...others, ...made])).toEqual([
      ...others,
      'ALTER TABLE `a` MODIFY `why` varchar(13) NOT NULL',
    ]);
    expect(changedInPlace(['ALTER TABLE `b` DROP COLUMN `why`', made[1]!])).toHaveLength(2);
  });

  it('L6: are taken once', async () => {
    expect(await db.database.pendingMigrations()).toBe(false);
    expect(await db.database.migrate()).toEqual([]);
  });

  it('L6: taken by several processes at once, each step is taken once', async () => {
    const fresh = await createTestDatabase();
    try {
      if (testDatabase === 'sqlite') return; // one process per folder: lockFolder, below
      await fresh.database.source.dropDatabase();
      await fresh.database.source.query(
        `CREATE DATABASE IF NOT EXISTS ${new URL(fresh.url!).pathname.slice(1)}`,
      );
      const open = (): Promise<Database> =>
        Database.open({
          url: fresh.url,
          data_dir: fresh.dataDir,
          entities: ENTITIES,
          migrations: MIGRATIONS,
        });
      const three = await Promise.all([open(), open(), open()]);
      const taken = await Promise.all(three.map((each) => each.migrate()));
      expect(taken.flat()).toEqual(MIGRATIONS.map((each) => each.name));
      expect(await schemaDifference(three[0], TABLES)).toEqual([]);
      for (const each of three) await each.close();
    } finally {
      await fresh.drop();
    }
  });

  it('L5: every text column is compared byte by byte', async () => {
    if (testDatabase === 'sqlite') return; // BINARY is what SQLite does
    const odd = await db.database.read.query(
      "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND collation_name <> 'utf8mb4_nopad_bin'",
    );
    expect(odd).toEqual([]);
  });

  it('L1: a database that is opened for reading cannot be written', async () => {
    if (testDatabase === 'mariadb') return;
    const reader = await Database.open({
      url: null,
      data_dir: db.dataDir,
      entities: ENTITIES,
      migrations: MIGRATIONS,
      read_only: true,
    });
    expect(await reader.snapshot((read) => read.query('SELECT COUNT(*) AS n FROM leases'))).toEqual([
      { n: 0 },
    ]);
    await expect(reader.transaction((session) => session.execute('DELETE FROM leases'))).rejects.toThrow(
      /readonly/,
    );
    await reader.close();
  });
});

describe('the folder lock', () => {
  let folder: string;
  const child = join(__dirname, 'folder-lock-child.cjs');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'liuke-lock-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('L6: is for one, and free again when given back', () => {
    const inner = join(folder, 'new');
    const unlock = lockFolder(inner);
    expect(readFileSync(join(inner, 'server.lock'), 'utf8')).toBe(`${process.pid}\n`);
    expect(() => lockFolder(inner)).toThrow(FolderInUse);
    expect(() => lockFolder(inner)).toThrow(String(process.pid));
    unlock();
    unlock();
    expect(existsSync(join(inner, 'server.lock'))).toBe(false);
    lockFolder(inner)();
  });

  it('L6: a note that a dead process left behind is no lock', () => {
    for (const note of ['999999\n', `${process.ppid}\n`, '', 'rubbish']) {
      writeFileSync(join(folder, 'server.lock'), note);
      lockFolder(folder)();
    }
  });

  it('L6: another process is kept out, and let in when the holder is killed', async () => {
    const holder = fork(child, [folder]);
    expect(await new Promise((got) => holder.once('message', got))).toBe('locked');
    expect(() => lockFolder(folder)).toThrow(String(holder.pid));
    const gone = new Promise((exit) => holder.once('exit', exit));
    holder.kill('SIGKILL');
    await gone;
    lockFolder(folder)();
  });

  it('L6: of many that start at once, one gets it', async () => {
    const children = Array.from({ length: 4 }, () => fork(child, [folder]));
    const words = await Promise.all(children.map((each) => new Promise((got) => each.once('message', got))));
    expect(words.sort()).toEqual(['in use', 'in use', 'in use', 'locked']);
    await Promise.all(
      children.map((each) => {
        const gone = new Promise((exit) => each.once('exit', exit));
        each.kill('SIGKILL');
        return gone;
      }),
    );
  });
});
