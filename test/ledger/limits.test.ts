import type { Id } from '../../shared/kernel';
import {
  account,
  LedgerBusy,
  LedgerUnavailable,
  insert,
  owner,
  type Command,
  type Ledger,
  type LedgerOptions,
} from '../../server/ledger';
import { leases } from '../../server/ledger/ledger.entity';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { answerOf, expectCleanBooks, rowCounts } from './books';
import { BEGIN, FaultLine } from './fault-line';
import { actor, claim, createLedger, earn, memberId, print, spend } from './toy';

/** Goal: the engine's limits hold, and whoever meets one is told before anything was taken. */

const faults = new FaultLine();
let db: TestDatabase;
const open: Ledger[] = [];
const engine = (more: Partial<LedgerOptions> = {}): Ledger => {
  const ledger = createLedger(db.database, more);
  open.push(ledger);
  return ledger;
};

beforeAll(async () => {
  db = await createTestDatabase(faults.hook);
});
afterAll(async () => {
  for (const ledger of open) await ledger.close();
  await db.drop();
});
afterEach(async () => {
  faults.clear();
  await expectCleanBooks(db.database);
});

/** Earns `amount` points in each of `lots` expiry dates: a command of many rows. */
const earnMany: Command<{ member: number; lots: number }, null, { lots: number }> = {
  kind: 'test.earn_many',
  prepare: earn.prepare as never,
  decide: ({ input }) => ({
    accept: { lots: input.lots },
    transfers: Array.from({ length: input.lots }, (_, n) => ({
      kind: 'single' as const,
      code: 'points.earned' as const,
      debit: account.pointsIssued,
      credit: account.points(memberId(input.member), `lot-${n}` as never),
      amount: 1,
    })),
    writes: [],
    events: [],
  }),
};

describe('the queue', () => {
  it('L9: full means turned away before anything is taken', async () => {
    const ledger = engine({ queueMax: 5 });
    const before = await rowCounts(db.database);
    const held = faults.holdUp(BEGIN);
    const ask = (n: number): Promise<unknown> =>
      ledger.run(print, { template: 1, amount: 1 }, { key: `full:${n}`, actor });
    const first = ask(0);
    await held.reached;
    const five = [1, 2, 3, 4, 5].map(ask);
    await new Promise(setImmediate);
    expect(ledger.waiting).toBe(5);
    await expect(ask(6)).rejects.toBeInstanceOf(LedgerBusy);
    held.open();
    await Promise.all([first, ...five]);
    const after = await rowCounts(db.database);
    expect(after['commands']! - before['commands']!).toBe(6);
    expect(answerOf(await ledger.run(print, { template: 1, amount: 1 }, { key: 'full:6', actor }))).toEqual({
      stock: 7,
    });
  });

  it('L6: close finishes what was taken and takes no more', async () => {
    const ledger = engine();
    const taken = Array.from({ length: 300 }, (_, n) =>
      ledger.run(print, { template: 2, amount: 1 }, { key: `close:${n}`, actor }),
    );
    await new Promise(setImmediate);
    await ledger.close();
    const results = await Promise.all(taken);
    expect(results.every((result) => result.ok)).toBe(true);
    expect(ledger.waiting).toBe(0);
    await expect(
      ledger.run(print, { template: 2, amount: 1 }, { key: 'close:late', actor }),
    ).rejects.toBeInstanceOf(LedgerUnavailable);
  });

  it('L9: a long load in the low lane does not hold up the normal one', async () => {
    const ledger = engine();
    const bulk: typeof print = { ...print, kind: 'test.bulk', lane: 'low' };
    const order: string[] = [];
    const low = Array.from({ length: 1_500 }, (_, n) =>
      ledger.run(bulk, { template: 3, amount: 1 }, { key: `low:${n}`, actor }).then(() => order.push('low')),
    );
    await low[0];
    await Promise.all(
      [0, 1, 2].map((n) =>
        ledger
          .run(print, { template: 4, amount: 1 }, { key: `normal:${n}`, actor })
          .then(() => order.push('normal')),
      ),
    );
    const served = order.lastIndexOf('normal') + 1;
    expect(served).toBeLessThan(1_200);
    await Promise.all(low);
    expect(order).toHaveLength(1_503);
  });
});

describe('a batch', () => {
  it('L9: takes no further command once it writes enough rows; those go into the next', async () => {
    const ledger = engine();
    const results = Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        ledger.run(earnMany, { member: 100 + n, lots: 450 }, { key: `many:${n}`, actor }),
      ),
    );
    expect((await results).map(answerOf)).toEqual(Array.from({ length: 8 }, () => ({ lots: 450 })));
    // 450 transfers and as many accounts each: three commands pass 2,000 rows
    expect(faults.seen.filter((sql) => sql === 'COMMIT')).toHaveLength(3);
  });

  it('L9: rows that are only read do not fill it', async () => {
    const ledger = engine();
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        ledger.run(spend, { member: 100 + n, amount: 3 }, { key: `read:${n}`, actor }),
      ),
    );
    expect(results.map(answerOf)).toEqual(Array.from({ length: 8 }, () => ({ rest: 447 })));
  });
});

describe('prepared again', () => {
  /** Accepts after having been stale `times` times. */
  const moving = (
    times: number,
  ): { command: Command<{ member: number }, number, { tries: number }>; count: () => number } => {
    let prepared = 0;
    return {
      count: () => prepared,
      command: {
        kind: 'test.moving',
        prepare: ({ member }) => {
          prepared += 1;
          const subject = owner.member(memberId(member));
          return { subject, owners: [subject], seen: prepared };
        },
        decide: ({ seen }) =>
          seen > times ? { accept: { tries: seen }, transfers: [], writes: [], events: [] } : { stale: true },
      },
    };
  };

  it('L4: what moved is prepared anew, at most five times, then busy and without a trace', async () => {
    const ledger = engine();
    const twice = moving(2);
    expect(answerOf(await ledger.run(twice.command, { member: 1 }, { key: 'moving:1', actor }))).toEqual({
      tries: 3,
    });
    const before = await rowCounts(db.database);
    const ever = moving(99);
    await expect(ledger.run(ever.command, { member: 2 }, { key: 'moving:2', actor })).rejects.toBeInstanceOf(
      LedgerBusy,
    );
    expect(ever.count()).toBe(5);
    expect(await rowCounts(db.database)).toEqual(before);
  });

  /** Takes the lowest number that is free, as `prepare` sees it. */
  const takeNumber = (
    meanwhile?: () => Promise<unknown>,
  ): Command<{ member: number }, string, { name: string }> => {
    let first = true;
    return {
      kind: 'test.number',
      async prepare({ member }, { read }) {
        const subject = owner.member(memberId(member));
        const taken = await read.query("SELECT name FROM leases WHERE name LIKE 'n:%'");
        if (first) await meanwhile?.();
        first = false;
        return { subject, owners: [subject], seen: `n:${taken.length}` };
      },
      decide: ({ seen, at }) => ({
        accept: { name: seen },
        transfers: [],
        writes: [insert(leases, { name: seen, holder: 'test', until_at: at })],
        events: [],
      }),
    };
  };

  it('L4: whose unique value somebody else took first is prepared again; its neighbours are not disturbed', async () => {
    const ledger = engine();
    const other = (): Promise<unknown> =>
      ledger.run(takeNumber(), { member: 12 }, { key: 'number:12', actor });
    const alone = await ledger.run(takeNumber(other), { member: 11 }, { key: 'number:11', actor });
    expect(alone).toEqual({ ok: true, answer: { name: 'n:1' }, replayed: false });

    const held = faults.holdUp(BEGIN);
    const blocker = ledger.run(print, { template: 5, amount: 10 }, { key: 'number:print', actor });
    await held.reached;
    const elsewhere = createLedger(testDatabase === 'mariadb' ? await db.another() : db.database);
    open.push(elsewhere);
    const clash = ledger.run(takeNumber(), { member: 13 }, { key: 'number:13', actor });
    const claims = [1, 2, 3].map((n) =>
      ledger.run(claim, { template: 5, member: n, limit: 1 }, { key: `number:claim${n}`, actor }),
    );
    while (ledger.waiting < 4) await new Promise(setImmediate);
    const rival = elsewhere.run(takeNumber(), { member: 14 }, { key: 'number:14', actor });
    if (testDatabase === 'mariadb') await rival;
    held.open();
    const names = [answerOf(await clash).name, answerOf(await rival).name];
    expect(names.sort()).toEqual(['n:2', 'n:3']);
    expect((await Promise.all([blocker, ...claims])).every((result) => result.ok)).toBe(true);
  });
});

describe('answers', () => {
  it('L5: the first answer and every replay are equal, and recall finds it', async () => {
    const ledger = engine();
    const odd: Command<{ id: Id<'member'> }, null, { kept: number; gone?: undefined; zero: number }> = {
      kind: 'test.odd',
      prepare: ({ id }) => ({ subject: owner.member(id), owners: [owner.member(id)], seen: null }),
      decide: () => ({
        accept: { kept: 1, gone: undefined, zero: -0 },
        transfers: [],
        writes: [],
        events: [],
      }),
    };
    const input = { id: memberId(50) };
    expect(await ledger.recall('test.odd', input, 'odd')).toBeNull();
    const first = await ledger.run(odd, input, { key: 'odd', actor });
    const again = await ledger.run(odd, input, { key: 'odd', actor });
    expect(JSON.stringify(answerOf(first))).toBe('{"kept":1,"zero":0}');
    expect(Object.keys(answerOf(first))).toEqual(['kept', 'zero']);
    expect(answerOf(again)).toStrictEqual(answerOf(first));
    expect(await ledger.recall('test.odd', input, 'odd')).toStrictEqual({ ...again, replayed: true });
    expect(await ledger.recall('test.odd', { id: memberId(51) }, 'odd')).toEqual({
      ok: false,
      refusal: { code: 'idempotency_key_reused' },
    });
  });

  it('L5: a refusal leaves no trace, alone or beside commands that are accepted', async () => {
    const ledger = engine();
    const before = await rowCounts(db.database);
    for (const n of [1, 2, 3]) {
      const result = await ledger.run(
        claim,
        { template: 60, member: 60 + n, limit: 1 },
        { key: `no:${n}`, actor },
      );
      expect(result).toMatchObject({ ok: false, refusal: { code: 'sold_out' } });
    }
    expect(await rowCounts(db.database)).toEqual(before);
    const mixed = [
      ledger.run(earn, { member: 70, amount: 5, on: null }, { key: 'mixed:earn', actor }),
      ...[1, 2, 3].map((n) =>
        ledger.run(claim, { template: 60, member: 60 + n, limit: 1 }, { key: `no:${n}`, actor }),
      ),
      ledger.run(spend, { member: 71, amount: 5 }, { key: 'mixed:spend', actor }),
    ];
    expect((await Promise.all(mixed)).map((result) => result.ok)).toEqual([true, false, false, false, false]);
    const after = await rowCounts(db.database);
    // one owner, one account and one stripe (which may have been there), one transfer, one command
    expect(after['owners']! - before['owners']!).toBe(1);
    expect(after['transfers']! - before['transfers']!).toBe(1);
    expect(after['commands']! - before['commands']!).toBe(1);
    expect(after['outbox']).toBe(before['outbox']);
  });
});
