import { LedgerUnavailable, OutcomeUnknown, type Ledger } from '../../server/ledger';
import { MIGRATIONS } from '../../server/migrations';
import { Database, type Session } from '../../server/platform/database';
import { ENTITIES } from '../../server/tables';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { TcpProxy, type Incident } from '../support/tcp-proxy';
import { answerOf, expectCleanBooks, rowCounts } from './books';
import { ask, MixedBatches, said } from './mixed-batch';
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
    let network: TcpProxy;
    let database: Database;
    let ledger: Ledger;
    /** Gives up soon. */
    let hasty: Ledger;
    let batches: MixedBatches;

    beforeAll(async () => {
      db = await createTestDatabase();
      network = await TcpProxy.to(db.url!);
      database = await Database.open({
        url: network.url,
        data_dir: db.dataDir,
        entities: ENTITIES,
        migrations: MIGRATIONS,
        statement_timeout_ms: 1_000,
      });
      ledger = createLedger(database);
      hasty = createLedger(database, { retryForMs: 1_500 });
      batches = new MixedBatches(db.database, ledger);
    });
    afterAll(async () => {
      await ledger.close();
      await hasty.close();
      await database.close();
      await network.close();
      await db.drop();
    });
    afterEach(async () => {
      network.restore();
      await expectCleanBooks(db.database);
    });

    const run = (key: string, on = hasty): Promise<{ stock: number }> =>
      on.run(print, { template: 9_001, amount: 1 }, { key, actor }).then(answerOf);

    /** Asks until there is an answer, as clients do. */
    const persist = async <T>(work: () => Promise<T>): Promise<T> => {
      for (let tries = 1; ; tries += 1) {
        try {
          return await work();
        } catch (error) {
          const definite = !(error instanceof OutcomeUnknown || error instanceof LedgerUnavailable);
          if (definite || tries >= 20) throw error;
        }
      }
    };

    it('L6: silence costs a connection, not an answer', async () => {
      expect(await run('quiet:0', ledger)).toEqual({ stock: 1 });
      network.silence();
      const asked = run('quiet:1', ledger);
      setTimeout(() => {
        network.restore();
      }, 1_200);
      expect(await asked).toEqual({ stock: 2 });
    });

    it('L6: lasting silence ends in an unknown outcome; the same key finds it out', async () => {
      network.silence();
      await expect(run('lasting')).rejects.toBeInstanceOf(OutcomeUnknown);
      network.restore();
      expect(await persist(() => run('lasting'))).toEqual({ stock: 3 });
      expect(await run('lasting', ledger)).toEqual({ stock: 3 });
    });

    it('L6: a database that is away before anything was taken is unavailable, and back by itself', async () => {
      network.cut();
      const resolution = { hold_id: 'trf_none', how: 'void', amount: null } as const;
      await expect(ledger.run(resolve, resolution, { key: 'away', actor })).rejects.toBeInstanceOf(
        LedgerUnavailable,
      );
      await expect(run('away:1')).rejects.toBeInstanceOf(OutcomeUnknown);
      network.restore();
      const found = await persist(() => ledger.run(resolve, resolution, { key: 'away', actor }));
      expect(found).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
      expect(await persist(() => run('away:1'))).toEqual({ stock: 4 });
    });

    /** The statements of an undisturbed batch, as they go over the wire; the parts that differ each time cut off. */
    async function statements(): Promise<string[]> {
      const batch = await batches.next();
      network.restore();
      expect(said(await ask(ledger, batch))).toEqual(batch.answers);
      const seen = network.seen.map((sql) => sql.slice(0, 24));
      const first = seen.indexOf('START TRANSACTION');
      return seen.slice(first, seen.indexOf('COMMIT') + 1);
    }

    /** Lets something befall the `nth` statement of a batch, whose commands must all be answered as ever. */
    async function befall(nth: number, incident: Incident): Promise<void> {
      const batch = await batches.next();
      network.restore();
      let count = -1;
      const fault = network.once((sql) => {
        if (sql.startsWith('START TRANSACTION') || count >= 0) count += 1;
        return count === nth;
      }, incident);
      const results = await ask(ledger, batch);
      expect(fault.done()).toBe(true);
      expect(said(results)).toEqual(batch.answers);
      // every caller asked once, so nobody is told of a replay
      expect(results.filter((result) => result.ok && result.replayed)).toEqual([]);
      network.restore();
      expect(said(await ask(ledger, batch))).toEqual(batch.answers);
      await batches.expectOnce(batch);
    }

    it.each([['cut_before'], ['cut_within'], ['cut_behind'], ['cut_answer']] as const)(
      'L6: %s at every statement of a batch is tried again by itself',
      async (incident) => {
        const { length } = await statements();
        expect(length).toBeGreaterThan(8);
        for (let nth = 0; nth < length; nth += 1) await befall(nth, incident);
      },
    );

    it.each([['lose_request'], ['lose_answer'], ['late']] as const)(
      'L6: %s on a connection that stays open is tried again by itself, or waited for',
      async (incident) => {
        const seen = await statements();
        const points = ['START TRANSACTION', 'INSERT INTO owners', 'INSERT INTO transfers', 'COMMIT'];
        for (const point of points) {
          const nth = seen.findIndex((sql) => sql.startsWith(point));
          expect(nth).toBeGreaterThanOrEqual(0);
          await befall(nth, incident);
        }
      },
    );

    it.each([['requests'], ['answers']] as const)(
      'L6: %s that no longer get through leave the outcome unknown; the same keys find it out',
      async (direction) => {
        const batch = await batches.next();
        network.lose(direction);
        const settled = await Promise.allSettled(
          batch.asked.map(([command, input, key]) => hasty.run(command, input as never, { key, actor })),
        );
        for (const each of settled) {
          const reason: unknown = each.status === 'rejected' ? each.reason : each.value;
          expect(reason instanceof OutcomeUnknown || reason instanceof LedgerUnavailable).toBe(true);
        }
        network.restore();
        expect(said(await persist(() => ask(ledger, batch)))).toEqual(batch.answers);
        await batches.expectOnce(batch);
      },
    );

    it('L6: a slow network is only slow', async () => {
      const batch = await batches.next();
      network.delay(15);
      expect(said(await ask(ledger, batch))).toEqual(batch.answers);
      await batches.expectOnce(batch);
    });

    it('L6: connections that a firewall forgot hold up nobody for long', async () => {
      await Promise.all(Array.from({ length: 16 }, () => database.read.query('SELECT SLEEP(0.05)')));
      const batch = await batches.next();
      network.forget();
      const patient = createLedger(database);
      expect(said(await ask(patient, batch))).toEqual(batch.answers);
      await batches.expectOnce(batch);
      await patient.close();
    });

    it('L6: a connection that has gone silent is thrown away; the database is not asked to kill anybody', async () => {
      network.restore();
      expect(await persist(() => run('thrown:0', ledger))).toBeTruthy();
      network.forget();
      expect(await persist(() => run('thrown:1', ledger))).toBeTruthy();
      for (let n = 0; n < 50; n += 1) await database.read.query('SELECT SLEEP(0.005)');
      expect(network.seen.filter((sql) => /KILL/i.test(sql))).toEqual([]);
    });

    it('L6: who waits for a connection is told when none can be made, and when the database is closed', async () => {
      const small = await Database.open({
        ...{ url: network.url, data_dir: db.dataDir, entities: ENTITIES, migrations: MIGRATIONS },
        pool_size: 1,
      });
      const holder = await small.session();
      const waiters = Promise.allSettled([small.session(), small.session(), small.session()]);
      network.cut();
      await holder.begin().catch(() => undefined);
      await holder.end();
      for (const { status } of await waiters) expect(status).toBe('rejected');
      network.restore();
      const again = await small.session();
      const late = expect(small.session()).rejects.toThrow('closed');
      await small.close();
      await late;
      await again.end();
      await expect(small.read.query('SELECT 1')).rejects.toThrow('closed');
    });

    it('L6: whoever waits behind a batch that is given up is turned away, and was not begun', async () => {
      const before = await rowCounts(db.database);
      network.silence();
      const asked = Promise.allSettled(
        Array.from({ length: 600 }, (_, n) =>
          hasty.run(print, { template: 9_100, amount: 1 }, { key: `crowd:${n}`, actor }),
        ),
      );
      const reasons = (await asked).map((each): unknown => (each.status === 'rejected' ? each.reason : each));
      expect(reasons.filter((reason) => reason instanceof OutcomeUnknown)).toHaveLength(256);
      expect(reasons.filter((reason) => reason instanceof LedgerUnavailable)).toHaveLength(344);
      expect(hasty.waiting).toBe(0);
      network.restore();
      expect(await rowCounts(db.database)).toEqual(before);
    });

    it('L6: with the limits of a real server, silence is answered within them', async () => {
      const real = await Database.open({
        url: network.url,
        data_dir: db.dataDir,
        entities: ENTITIES,
        migrations: MIGRATIONS,
      });
      const patient = createLedger(real);
      const batch = await batches.next();
      network.silence();
      const from = performance.now();
      const [write, read] = await Promise.allSettled([ask(patient, batch), real.read.query('SELECT 1')]);
      // ten seconds, and room for a busy machine
      expect(performance.now() - from).toBeLessThan(20_000);
      expect([write.status, read.status]).toEqual(['rejected', 'rejected']);
      network.restore();
      expect(said(await persist(() => ask(patient, batch)))).toEqual(batch.answers);
      await batches.expectOnce(batch);
      await patient.close();
      await real.close();
    });

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
          wait: 2,
          idle: 5,
          isolation: 'READ-COMMITTED',
          mode: 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',
        },
      ]);
    });
  });
}
