import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIT_CHECKS } from '../../server/features';
import { audit } from '../../server/ledger';
import { MIGRATIONS } from '../../server/migrations';
import { Database, schemaDifference } from '../../server/platform/database';
import { ENTITIES, TABLES } from '../../server/tables';
import { ROOT } from '../support/browser-start';
import { createEmptyPlace, testDatabase, type EmptyPlace } from '../support/database';
import { TcpProxy, type Incident } from '../support/tcp-proxy';

/** Goal: a migration that is cut off half-way is taken up again by the next one, and the server waits for that. */

let place: EmptyPlace;
beforeEach(async () => {
  place = await createEmptyPlace();
});
afterEach(async () => {
  await place.remove();
});

const open = (url: string | null): Promise<Database> =>
  Database.open({ url, data_dir: place.dataDir, entities: ENTITIES, migrations: MIGRATIONS });

/** Migrates what is there to the end, and looks whether all of it is there. */
async function expectTakenUp(): Promise<void> {
  const database = await open(place.url);
  try {
    await database.migrate();
    expect(await database.pendingMigrations()).toBe(false);
    expect(await schemaDifference(database, TABLES)).toEqual([]);
    expect((await audit(database, AUDIT_CHECKS)).drift).toEqual([]);
    expect(await database.migrate()).toEqual([]);
  } finally {
    await database.close();
  }
}

const CREATES = /^CREATE TABLE `/;
const MARKS = /^INSERT INTO migration_progress/;

if (testDatabase === 'mariadb') {
  it.each([
    [1, CREATES, 'cut_before'],
    [1, CREATES, 'cut_behind'],
    [12, CREATES, 'cut_before'],
    [12, CREATES, 'cut_answer'],
    [12, MARKS, 'cut_before'],
    [20, MARKS, 'cut_answer'],
    [1, /^INSERT INTO \S*migrations\b/, 'cut_before'],
    [1, /^INSERT INTO \S*migrations\b/, 'cut_answer'],
  ] as [number, RegExp, Incident][])(
    'is cut off at the %i. of %s (%s), and taken up again',
    async (nth, at, incident) => {
      const network = await TcpProxy.to(place.url!);
      const through = await open(network.url);
      let count = 0;
      const fault = network.once((sql) => at.test(sql) && (count += 1) === nth, incident);
      await expect(through.migrate()).rejects.toThrow();
      expect(fault.done()).toBe(true);
      await through.close();
      await network.close();
      await expectTakenUp();
    },
  );
}

/** `migrate` of the command line, killed `afterMs` after its first sign of work. */
async function killedMigration(url: string | null, isAtWork: () => boolean, afterMs: number): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, 'dist/node/server/cli/main.js'), 'migrate'], {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      LIUKE_DATA_DIR: place.dataDir,
      ...(url === null ? {} : { DATABASE_URL: url }),
    },
    stdio: 'ignore',
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  while (!isAtWork() && child.exitCode === null) await new Promise((next) => setTimeout(next, 1));
  await new Promise((next) => setTimeout(next, afterMs));
  child.kill('SIGKILL');
  await gone;
}

it.each([0, 5, 25, 100])('is killed with -9 %i ms after it began, and taken up again', async (afterMs) => {
  if (place.url === null) {
    await killedMigration(null, () => existsSync(join(place.dataDir, 'liuke.db-wal')), afterMs);
  } else {
    const network = await TcpProxy.to(place.url);
    network.delay(1);
    await killedMigration(network.url, () => network.seen.some((sql) => CREATES.test(sql)), afterMs);
    await network.close();
  }
  await expectTakenUp();
});

it('a server does not start on half a schema, and says what to do', async () => {
  const database = await open(place.url);
  await database.source.query('CREATE TABLE owners (owner_key varchar(120) NOT NULL)');
  expect(await database.pendingMigrations()).toBe(true);
  // a table that no migration of ours made is not taken for one of ours
  await expect(database.migrate()).rejects.toThrow(/already exists/);
  await database.source.query('DROP TABLE owners');
  await database.close();
  await expectTakenUp();
});
