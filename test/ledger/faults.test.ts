import { LedgerUnavailable, OutcomeUnknown, type Ledger, type RunResult } from '../../server/ledger';
import { TestClock } from '../../server/platform/clock';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { expectCleanBooks, rowCounts } from './books';
import { BEGIN, brokenRow, connectionLost, deadlock, FaultLine } from './fault-line';
import { ask, MixedBatches, said } from './mixed-batch';
import { actor, claim, createLedger, print, totalOf } from './toy';

/** Goal: whichever statement of a batch fails, every command has one effect and one answer, or none and a retry. */

const faults = new FaultLine();
let db: TestDatabase;
let ledger: Ledger;
let batches: MixedBatches;

beforeAll(async () => {
  db = await createTestDatabase(faults.hook);
  ledger = createLedger(db.database);
  batches = new MixedBatches(db.database, ledger);
});
afterAll(async () => {
  await ledger.close();
  await db.drop();
});
afterEach(() => {
  faults.clear();
});

/** The statements of an undisturbed batch. */
async function statements(): Promise<string[]> {
  const batch = await batches.next();
  faults.clear();
  expect(said(await ask(ledger, batch))).toEqual(batch.answers);
  const seen = [...faults.seen];
  await batches.expectOnce(batch);
  // the resolution reads in `prepare`: it may come a batch later
  return seen.slice(0, seen.indexOf('COMMIT') + 1);
}

describe('a fault at every statement of a batch', () => {
  it('has statements to fail', async () => {
    const seen = await statements();
    expect(seen[0]).toBe(BEGIN);
    expect(seen.at(-1)).toBe('COMMIT');
    expect(seen.length).toBeGreaterThan(8);
  });

  it.each([
    ['the connection is lost before it', 'before', connectionLost],
    ['its answer is lost', 'after', connectionLost],
    ['it deadlocks', 'before', deadlock],
  ] as const)('L6: %s, and the batch is tried again by itself', async (_, phase, error) => {
    const { length } = await statements();
    for (let nth = 0; nth < length; nth += 1) {
      const batch = await batches.next();
      const fault = faults.failOnce(nth, phase, error);
      const results = await ask(ledger, batch);
      expect(fault.done()).toBe(true);
      faults.clear();
      expect(said(results)).toEqual(batch.answers);
      // every caller asked once, so nobody is told of a replay
      expect(results.filter((result) => result.ok && result.replayed)).toEqual([]);
      await batches.expectOnce(batch);
      expect(said(await ask(ledger, batch))).toEqual(batch.answers);
      await batches.expectOnce(batch);
    }
  });

  it('L6: a database that stays away leaves the outcome unknown; the same key finds it out', async () => {
    const hasty = createLedger(db.database, { retryForMs: 150 });
    const points: [string, 'before' | 'after'][] = [
      [BEGIN, 'before'],
      ['INSERT INTO commands', 'after'],
      ['COMMIT', 'before'],
      ['COMMIT', 'after'],
    ];
    for (const [start, phase] of points) {
      const batch = await batches.next();
      let fails = 0;
      faults.failAll((point) => {
        // a lost answer to COMMIT happens once; afterwards the database is away altogether
        const hit =
          fails > 0
            ? point.sql === BEGIN && point.phase === 'before'
            : point.sql.startsWith(start) && point.phase === phase;
        if (hit) fails += 1;
        return hit;
      }, connectionLost);
      const settled = await Promise.allSettled(
        batch.asked.map(([command, input, key]) => hasty.run(command, input as never, { key, actor })),
      );
      const reasons = settled.map((each): unknown => (each.status === 'rejected' ? each.reason : each.value));
      expect(reasons[0]).toBeInstanceOf(OutcomeUnknown);
      // who had not been tried yet was not begun
      for (const reason of reasons)
        expect(reason instanceof OutcomeUnknown || reason instanceof LedgerUnavailable).toBe(true);
      faults.clear();
      expect(said(await ask(ledger, batch))).toEqual(batch.answers);
      await batches.expectOnce(batch);
    }
    await hasty.close();
  });
});

describe('a command that the database refuses', () => {
  it('L9: fails alone; its neighbours succeed; its actor runs alone for a minute', async () => {
    const clock = new TestClock();
    const calm = createLedger(db.database, {}, clock);
    const culprit = { kind: 'member', id: 'mem_culprit' } as const;
    const seen: number[] = [];
    const run = (key: string, who: typeof actor, amount: number): Promise<RunResult<{ stock: number }>> =>
      calm.run(print, { template: 9_000, amount }, { key, actor: who });
    const held = faults.holdUp(BEGIN);
    const blocker = run('culprit:block', actor, 1);
    await held.reached;
    const asked = Array.from({ length: 16 }, (_, n) => run(`culprit:${n}`, n === 9 ? culprit : actor, 1));
    while (calm.waiting < 16) await new Promise(setImmediate);
    // commands of each batch, which may be written by more than one statement
    faults.plan = ({ phase, sql, rows = 0 }) => {
      if (phase !== 'before') return;
      if (sql === BEGIN) seen.push(0);
      if (sql.startsWith('INSERT INTO commands')) seen.push((seen.pop() ?? 0) + rows);
    };
    const send = spyOnParams('mem_culprit');
    held.open();
    const settled = await Promise.allSettled(asked);
    await blocker;
    expect(settled.map((each) => each.status)).toEqual(
      Array.from({ length: 16 }, (_, n) => (n === 9 ? 'rejected' : 'fulfilled')),
    );
    send.restore();
    expect(await totalOf(db.database, 'stock.available:tpl_0000000000000000000000009000')).toBe(16);

    // within the minute the culprit's commands have batches of their own
    seen.length = 0;
    await Promise.all([1, 2, 3, 4].map((n) => run(`after:${n}`, n === 3 ? culprit : actor, 1)));
    expect(seen).toEqual([2, 1, 1]);
    clock.advance(60_001);
    seen.length = 0;
    await Promise.all([1, 2, 3, 4].map((n) => run(`later:${n}`, n === 3 ? culprit : actor, 1)));
    expect(seen).toEqual([4]);
    await expectCleanBooks(db.database);
    await calm.close();
  });

  /** Makes the database refuse every insert of a command of `who`, as a broken row would. */
  function spyOnParams(who: string): { restore: () => void } {
    const make = db.database.session.bind(db.database);
    const spy = jest.spyOn(db.database, 'session').mockImplementation(async () => {
      const session = await make();
      const insert = session.insert.bind(session);
      jest.spyOn(session, 'insert').mockImplementation((one, rows) => {
        if (one.head.startsWith('INSERT INTO commands') && rows.flat().includes(who))
          return Promise.reject(brokenRow());
        return insert(one, rows);
      });
      return session;
    });
    return {
      restore: () => {
        spy.mockRestore();
      },
    };
  }

  it('L5: one that fails leaves no trace and may be asked again', async () => {
    const before = await rowCounts(db.database);
    faults.failAll(
      ({ sql, phase }) => phase === 'before' && sql.startsWith('INSERT INTO transfers'),
      brokenRow,
    );
    await expect(
      ledger.run(print, { template: 9_001, amount: 1 }, { key: 'row', actor: { kind: 'system', id: 'row' } }),
    ).rejects.toThrow('Incorrect string value');
    faults.clear();
    expect(await rowCounts(db.database)).toEqual(before);
    expect(await ledger.run(print, { template: 9_001, amount: 1 }, { key: 'row', actor })).toMatchObject({
      ok: true,
      replayed: false,
    });
  });
});

if (testDatabase === 'mariadb') {
  describe('connections that are cut', () => {
    it('L6: KILL in the middle of batches loses no answer and makes no half', async () => {
      const n = 9_500;
      await ledger.run(print, { template: n, amount: 150 }, { key: `${n}:print`, actor });
      let kills = 0;
      const killer = (async () => {
        while (kills < 12) {
          const rows = await db.database.read
            .query<{ id: number }>(
              'SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()',
            )
            .catch(() => []);
          const victim = rows[kills % Math.max(1, rows.length)];
          if (victim) await db.database.read.query(`KILL CONNECTION ${victim.id}`).catch(() => []);
          kills += 1;
          await new Promise((done) => setTimeout(done, 15));
        }
      })();
      const results: RunResult<{ left: number }>[] = [];
      for (let wave = 0; wave < 10; wave += 1) {
        const some = await Promise.all(
          Array.from({ length: 20 }, (_, i) =>
            ledger.run(
              claim,
              { template: n, member: n + wave * 20 + i, limit: 1 },
              { key: `${n}:${wave}:${i}`, actor },
            ),
          ),
        );
        results.push(...some);
      }
      await killer;
      expect(results.filter((result) => result.ok)).toHaveLength(150);
      expect(results.filter((result) => !result.ok)).toHaveLength(50);
      expect(await totalOf(db.database, `stock.issued:tpl_${String(n).padStart(28, '0')}`)).toBe(150);
      await expectCleanBooks(db.database);
    });
  });
}
