import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { instant } from '../../shared/kernel';
import { AUDIT_CHECKS } from '../../server/features';
import { audit, Relay, type OutboxRow } from '../../server/ledger';
import { MIGRATIONS } from '../../server/migrations';
import { TestClock } from '../../server/platform/clock';
import { restoreBackup, writeBackup } from '../../server/platform/backup';
import {
  Database,
  embeddedDifference,
  embeddedSchema,
  schemaDifference,
} from '../../server/platform/database';
import { ENTITIES, TABLES } from '../../server/tables';
import { createEmptyPlace, testDatabase, type EmptyPlace } from '../support/database';

/** Goal: the database of every released schema becomes today's, keeps its rows, and balances. */

const folder = join(__dirname, 'released');
const released = readdirSync(folder).filter((name) => name.endsWith('.db.gz'));

function unpackTo(place: EmptyPlace, name: string): void {
  writeFileSync(join(place.dataDir, 'liuke.db'), gunzipSync(readFileSync(join(folder, name))));
}

const open = (place: EmptyPlace, more: object = {}): Promise<Database> =>
  Database.open({ url: null, data_dir: place.dataDir, entities: ENTITIES, migrations: MIGRATIONS, ...more });

async function rowsOf(database: Database, table: string): Promise<number> {
  const [row] = await database.read.query<{ n: number | string }>(`SELECT COUNT(*) AS n FROM ${table}`);
  return Number(row?.n);
}

/** What must not get lost, whatever else a step does. */
const LASTING = ['transfers', 'accounts', 'members', 'coupons', 'purchases', 'commands'];

async function countsOf(database: Database): Promise<number[]> {
  return Promise.all(LASTING.map((table) => rowsOf(database, table)));
}

async function expectCurrent(database: Database): Promise<void> {
  expect(await schemaDifference(database, TABLES)).toEqual([]);
  const { drift, transfers } = await audit(database, AUDIT_CHECKS);
  expect(drift).toEqual([]);
  expect(transfers).toBeGreaterThan(100);
}

/** What the old database says, and the same brought to today's schema: in place, on MariaDB out of a backup. */
async function upgraded<T>(
  place: EmptyPlace,
  ask: (old: Database) => Promise<T>,
): Promise<{ before: T; now: Database }> {
  const old = await open(place, { read_only: true });
  const before = await ask(old);
  const file = join(place.dataDir, 'old.gz');
  await writeBackup(old, file, { at: instant(0), keys: '' });
  await old.close();
  if (testDatabase === 'mariadb') {
    const options = { url: place.url, data_dir: place.dataDir, entities: ENTITIES, migrations: MIGRATIONS };
    const nothing = (): Promise<void> => Promise.resolve();
    await restoreBackup(
      options,
      file,
      { force: false, prove: nothing, keep: nothing, suffix: 'old' },
      () => undefined,
    );
  }
  const now = await open(place, { url: place.url });
  await now.migrate();
  return { before, now };
}

type Event = Pick<OutboxRow, 'id' | 'owner_key'>;

function byOwner(events: readonly Event[]): Record<string, string[]> {
  const ids: Record<string, string[]> = {};
  for (const { id, owner_key: key } of events) (ids[key] ??= []).push(id);
  return ids;
}

describe('upgrade', () => {
  it('there is a file for the first schema', () => {
    expect(released).toContain('0001.db.gz');
  });

  describe.each(released)('from %s', (name) => {
    let place: EmptyPlace;
    beforeEach(async () => {
      place = await createEmptyPlace();
      unpackTo(place, name);
    });
    afterEach(async () => {
      await place.remove();
    });

    it('L7: every row is kept and the books balance', async () => {
      const { before, now } = await upgraded(place, countsOf);
      try {
        await expectCurrent(now);
        expect(await countsOf(now)).toEqual(before);
      } finally {
        await now.close();
      }
    });
  });

  it('L6: what was still to be delivered is delivered, in order and once', async () => {
    const place = await createEmptyPlace();
    unpackTo(place, '0009-orders.db.gz');
    const { before, now } = await upgraded(place, ({ read }) =>
      read.query<Event>(
        "SELECT id, owner_key FROM outbox WHERE state = 'pending' ORDER BY owner_version, ordinal",
      ),
    );
    const heard: Event[] = [];
    const handle = async (event: Event): Promise<void> => void heard.push(event);
    const handlers = [{ name: 'all', types: [], handle }];
    const clock = new TestClock();
    const relay = new Relay({ database: now, clock, handlers, holder: 'test', warn: () => undefined });
    try {
      expect(before.length).toBeGreaterThan(5);
      expect(await relay.tick()).toBe(before.length);
      expect(await relay.tick()).toBe(0);
      expect(byOwner(heard)).toEqual(byOwner(before));
    } finally {
      await now.close();
      await place.remove();
    }
  });

  it('a step for changed tables keeps their rows and changes CHECKs', async () => {
    if (testDatabase === 'mariadb') return; // SQLite alone moves rows to change a table
    const place = await createEmptyPlace();
    const database = await open(place, { entities: [], migrations: [] });
    const run = async (...statements: string[]): Promise<void> => {
      for (const statement of statements) await database.source.query(statement);
    };
    await run(
      `CREATE TABLE "a" ("id" varchar(4) PRIMARY KEY NOT NULL, "state" varchar(4) NOT NULL, CONSTRAINT "ck_a" CHECK (state IN ('on')))`,
      'CREATE INDEX "ix_a" ON "a" ("state")',
      `INSERT INTO a (id, state) VALUES ('1', 'on'), ('2', 'on')`,
    );
    const before = await embeddedSchema(database);
    await run(
      'DROP TABLE a',
      `CREATE TABLE "a" ("id" varchar(4) PRIMARY KEY NOT NULL, "state" varchar(4) NOT NULL, "n" bigint NOT NULL, "note" text, CONSTRAINT "ck_a" CHECK (state IN ('on', 'off')))`,
      'CREATE INDEX "ix_a" ON "a" ("state", "n")',
      'CREATE TABLE "b" ("id" varchar(4) PRIMARY KEY NOT NULL)',
    );
    const wanted = await embeddedSchema(database);
    await run(
      'DROP TABLE b',
      'DROP TABLE a',
      ...[...before.values()].flatMap(({ sql, indices }) => [sql, ...indices.values()]),
      `INSERT INTO a (id, state) VALUES ('1', 'on'), ('2', 'on')`,
    );
    const steps = embeddedDifference(before, wanted);
    await run(...steps);
    expect(embeddedDifference(await embeddedSchema(database), wanted)).toEqual([]);
    await run(`INSERT INTO a (id, state, n) VALUES ('3', 'off', 7)`);
    expect(await database.source.query('SELECT id, state, n, note FROM a ORDER BY id')).toEqual([
      { id: '1', state: 'on', n: 0, note: null },
      { id: '2', state: 'on', n: 0, note: null },
      { id: '3', state: 'off', n: 7, note: null },
    ]);
    await expect(run(`INSERT INTO a (id, state, n) VALUES ('4', 'odd', 7)`)).rejects.toThrow('ck_a');
    await database.close();
    await place.remove();
  });
});
