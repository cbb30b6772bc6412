import { LedgerUnavailable, OutcomeUnknown, type Ledger } from '../../server/ledger';
import { MIGRATIONS } from '../../server/migrations';
import { Database, type Session } from '../../server/platform/database';
import { ENTITIES } from '../../server/tables';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { answerOf, expectCleanBooks } from './books';
import { FlakyNetwork } from './flaky-network';
import { actor, createLedger, print } from './toy';
import { resolve } from './toy-holds';

/** Goal: whatever the network does, everybody is answered in bounded time, and truly. */

if (testDatabase === 'sqlite') {
  it('L6: the embedded database has no network to lose', async () => {
    const db = await createTestDatabase();
    expect(db.url).toBeNull();
    await db.drop();
  });
} else {
  describe('a network that fails', () => {
    let db: TestDatabase;
    let network: FlakyNetwork;
    let database: Database;
    let ledger: Ledger;

    beforeAll(async () => {
      db = await createTestDatabase();
      network = await FlakyNetwork.to(db.url!);
      database = await Database.open({
        url: network.url,
        data_dir: db.dataDir,
        entities: ENTITIES,
        migrations: MIGRATIONS,
        statement_timeout_ms: 400,
      });
      ledger = createLedger(database, { retryForMs: 2_000 });
    });
    afterAll(async () => {
      await ledger.close();
      await database.close();
      await network.close();
      await db.drop();
    });
    afterEach(async () => {
      network.restore();
      await expectCleanBooks(db.database);
    });

    const run = (key: string): Promise<{ stock: number }> =>
      ledger.run(print, { template: 1, amount: 1 }, { key, actor }).then(answerOf);

    it('L6: silence costs a connection, not an answer', async () => {
      expect(await run('quiet:0')).toEqual({ stock: 1 });
      network.silence();
      const asked = run('quiet:1');
      setTimeout(() => {
        network.restore();
      }, 600);
      expect(await asked).toEqual({ stock: 2 });
    });

    it('L6: lasting silence ends in an unknown outcome; the same key finds it out', async () => {
      network.silence();
      await expect(run('lasting')).rejects.toBeInstanceOf(OutcomeUnknown);
      network.restore();
      expect(await run('lasting')).toEqual({ stock: 3 });
      expect(await run('lasting')).toEqual({ stock: 3 });
    }, 30_000);

    it('L6: a database that is away before anything was taken is unavailable, and back by itself', async () => {
      network.cut();
      const resolution = { hold_id: 'trf_none', how: 'void', amount: null } as const;
      await expect(ledger.run(resolve, resolution, { key: 'away', actor })).rejects.toBeInstanceOf(
        LedgerUnavailable,
      );
      await expect(run('away:1')).rejects.toBeInstanceOf(OutcomeUnknown);
      network.restore();
      expect(await ledger.run(resolve, resolution, { key: 'away', actor })).toMatchObject({ ok: false });
      expect(await run('away:1')).toEqual({ stock: 4 });
    }, 30_000);

    it('L6: a read that is cut off is read again', async () => {
      await database.read.query('SELECT 1');
      const [me] = await database.read.query<{ id: number }>('SELECT CONNECTION_ID() AS id');
      await db.database.read.query(`KILL CONNECTION ${me!.id}`);
      expect(await database.read.query('SELECT 7 AS n')).toEqual([{ n: 7 }]);
    });

    it('L6: every connection waits for locks and reads by the house’s rules', async () => {
      const sessions: Session[] = await Promise.all(Array.from({ length: 10 }, () => db.database.session()));
      const settings = await Promise.all(
        sessions.map((session) =>
          session.query(
            'SELECT @@innodb_lock_wait_timeout AS wait, @@idle_transaction_timeout AS idle, @@tx_isolation AS isolation, @@sql_mode AS mode',
          ),
        ),
      );
      for (const session of sessions) await session.end();
      expect(new Set(settings.map(([row]) => JSON.stringify(row))).size).toBe(1);
      expect(settings[0]).toEqual([
        {
          wait: '2',
          idle: '5',
          isolation: 'READ-COMMITTED',
          mode: 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',
        },
      ]);
    });
  });
}
