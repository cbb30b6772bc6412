import { HOUR_MS, instant } from '../../shared/kernel';
import mysql from 'mysql2/promise';
import { LedgerUnavailable, OutcomeUnknown, Relay, type Ledger } from '../../server/ledger';
import { MIGRATIONS } from '../../server/migrations';
import { SystemClock, TestClock } from '../../server/platform/clock';
import { Database } from '../../server/platform/database';
import { ENTITIES } from '../../server/tables';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { MariadbProcess } from '../support/mariadb-process';
import { answerOf, expectCleanBooks, rowCounts } from '../ledger/books';
import { actor, claim, createLedger, earn, print } from '../ledger/toy';

/** Goal: a full disk, a database that only reads, a clock set back: said clearly, nothing lost, over when it is over. */

const run = (ledger: Ledger, key: string, template = 1): Promise<{ stock: number }> =>
  ledger.run(print, { template, amount: 1 }, { key, actor }).then(answerOf);

/** Fills the database until it takes no more. Answers what the last command was told, and how many came before. */
async function fill(ledger: Ledger): Promise<{ before: number; told: unknown }> {
  for (let before = 0; before < 20_000; before += 100) {
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, n) =>
        ledger.run(earn, { member: before + n, amount: 1, on: null }, { key: `fill:${before + n}`, actor }),
      ),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) return { before, told: failed.reason };
  }
  throw new Error('the disk is not full');
}

describe('a clock that is set back by an hour', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());

  it('leaves the books right, and the relay goes on although its lease seems to last for an hour', async () => {
    const clock = new TestClock();
    const ledger = createLedger(db.database, {}, clock);
    const delivered: string[] = [];
    const relay = (holder: string): Relay =>
      new Relay({
        database: db.database,
        clock,
        holder,
        handlers: [
          { name: 'test', types: [], handle: (event) => Promise.resolve(void delivered.push(event.id)) },
        ],
        warn: () => undefined,
      });
    const first = relay('first');
    await run(ledger, 'back:print');
    await ledger.run(print, { template: 1, amount: 10 }, { key: 'back:more', actor });
    const claimed = (member: number): Promise<unknown> =>
      ledger.run(claim, { template: 1, member, limit: 1 }, { key: `back:${member}`, actor });
    await claimed(1);
    expect(await first.tick()).toBe(1);
    clock.set(instant(clock.now() - HOUR_MS));
    await claimed(2);
    expect(await relay('second').tick()).toBe(1);
    await claimed(3);
    expect(await relay('second').tick()).toBe(1);
    expect(new Set(delivered).size).toBe(3);
    expect(
      await ledger.run(claim, { template: 1, member: 1, limit: 1 }, { key: 'back:1', actor }),
    ).toMatchObject({
      ok: true,
      replayed: true,
    });
    await expectCleanBooks(db.database);
    await ledger.close();
  });

  it('stops a process that is off its database, until its clock is right again', async () => {
    let offMs = 0;
    class Stepped extends SystemClock {
      override now(): ReturnType<SystemClock['now']> {
        return instant(super.now() - offMs);
      }
    }
    const ledger = createLedger(db.database, {}, new Stepped());
    const { stock } = await run(ledger, 'off:0');
    offMs = HOUR_MS;
    const before = await rowCounts(db.database);
    if (testDatabase === 'mariadb') {
      await expect(run(ledger, 'off:1')).rejects.toThrow(/the database's clock differs by/);
      expect(await rowCounts(db.database)).toEqual(before);
    } else {
      // the embedded database has no clock of its own: the command bears the time that there is
      expect(await run(ledger, 'off:1')).toEqual({ stock: stock + 1 });
    }
    offMs = 0;
    expect(await run(ledger, 'off:1')).toEqual({ stock: stock + 1 });
    await expectCleanBooks(db.database);
    await ledger.close();
  });
});

if (testDatabase === 'sqlite') {
  describe('an embedded database', () => {
    let db: TestDatabase;
    let ledger: Ledger;
    const pragma = async (text: string): Promise<void> => {
      await db.database.source.query(`PRAGMA ${text}`);
    };
    beforeEach(async () => {
      db = await createTestDatabase();
      ledger = createLedger(db.database);
    });
    afterEach(async () => {
      await expectCleanBooks(db.database);
      await ledger.close();
      await db.drop();
    });

    it('that is full says so, loses nothing, and goes on when there is room', async () => {
      const [{ page_count: pages }] =
        await db.database.source.query<[{ page_count: number }]>('PRAGMA page_count');
      await pragma(`max_page_count = ${pages + 40}`);
      const { before, told } = await fill(ledger);
      expect(told).toBeInstanceOf(LedgerUnavailable);
      expect(String(told)).toMatch(/full/);
      await expectCleanBooks(db.database);
      const [row] = await db.database.read.query<{ n: number }>('SELECT COUNT(*) AS n FROM commands');
      expect(row?.n).toBe(before);
      await pragma('max_page_count = 1073741823');
      const again = await ledger.run(
        earn,
        { member: before, amount: 1, on: null },
        { key: `fill:${before}`, actor },
      );
      expect(again).toMatchObject({ ok: true, replayed: false });
    });

    it('that only reads says so, still reads, and goes on when it may write', async () => {
      await run(ledger, 'ro:0');
      await pragma('query_only = ON');
      await expect(run(ledger, 'ro:1')).rejects.toThrow(/readonly|read-only|read only/i);
      await expect(run(ledger, 'ro:1')).rejects.toBeInstanceOf(LedgerUnavailable);
      expect(await db.database.read.query('SELECT idem FROM commands')).toHaveLength(1);
      await pragma('query_only = OFF');
      expect(await run(ledger, 'ro:1')).toEqual({ stock: 2 });
    });
  });
} else {
  describe('a MariaDB', () => {
    let mariadb: MariadbProcess;
    let database: Database;
    let ledger: Ledger;

    // one table space of a fixed size for everything: a full disk, without needing a disk
    const SMALL = ['--innodb-file-per-table=0', '--innodb-data-file-path=ibdata1:12M:autoextend:max:24M'];
    const ROOMY = ['--innodb-data-file-path=ibdata1:12M:autoextend'];

    beforeAll(async () => {
      mariadb = await MariadbProcess.start(SMALL);
      const root = await mysql.createConnection(mariadb.url);
      await root.query('CREATE DATABASE liuke');
      await root.query("CREATE USER liuke@'%' IDENTIFIED BY 'liuke'");
      await root.query("GRANT ALL ON liuke.* TO liuke@'%'");
      await root.end();
      const url = mariadb.url.replace('root@', 'liuke:liuke@');
      database = await Database.open({
        url: `${url}/liuke`,
        data_dir: '.',
        entities: ENTITIES,
        migrations: MIGRATIONS,
      });
      await database.migrate();
      ledger = createLedger(database, { retryForMs: 1_500 });
    });
    afterAll(async () => {
      await ledger.close();
      await database.close();
      await mariadb.drop();
    });
    afterEach(() => expectCleanBooks(database));

    const asRoot = async (statement: string): Promise<void> => {
      const root = await mysql.createConnection(mariadb.url);
      await root.query(statement);
      await root.end();
    };

    it('that only reads leaves the outcome unknown, still reads, and goes on when it may write', async () => {
      await run(ledger, 'ro:0');
      await asRoot('SET GLOBAL read_only = 1');
      const told: unknown = await run(ledger, 'ro:1').catch((error: unknown) => error);
      expect(told).toBeInstanceOf(OutcomeUnknown);
      expect(String((told as Error).cause)).toMatch(/read-only/);
      expect(await database.read.query("SELECT idem FROM commands WHERE idem LIKE 'ro:%'")).toHaveLength(1);
      await asRoot('SET GLOBAL read_only = 0');
      expect(await run(ledger, 'ro:1')).toEqual({ stock: 2 });
    });

    it('that is full says so, loses nothing, and goes on when there is room', async () => {
      const { before, told } = await fill(ledger);
      expect(told).toBeInstanceOf(LedgerUnavailable);
      expect(String(told)).toMatch(/full/);
      await expectCleanBooks(database);
      const [row] = await database.read.query<{ n: number | string }>(
        "SELECT COUNT(*) AS n FROM commands WHERE idem LIKE 'fill:%'",
      );
      expect(Number(row?.n)).toBe(before);
      await mariadb.end('SIGTERM');
      await mariadb.up(ROOMY);
      const patient = createLedger(database);
      const again = await patient.run(
        earn,
        { member: before, amount: 1, on: null },
        { key: `fill:${before}`, actor },
      );
      expect(again).toMatchObject({ ok: true, replayed: false });
      await patient.close();
    });
  });
}
