import type { Ledger } from '../../server/ledger';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { answerOf, expectCleanBooks, rowCounts } from './books';
import { actor, createLedger, earn, memberId, print, totalOf } from './toy';

/** Goal: a key is what it says, to the last byte, and what failed was never there. */

describe('once', () => {
  let db: TestDatabase;
  let ledger: Ledger;
  beforeAll(async () => {
    db = await createTestDatabase();
    ledger = createLedger(db.database);
  });
  afterAll(async () => {
    await ledger.close();
    await db.drop();
  });
  afterEach(async () => {
    await expectCleanBooks(db.database);
  });

  it('L5: keys that differ in case or in a trailing space are different keys', async () => {
    const keys = ['key', 'KEY', 'key ', 'kéy', ' key'];
    for (const [n, key] of keys.entries()) {
      expect(await ledger.run(print, { template: 1, amount: 1 }, { key, actor })).toEqual({
        ok: true,
        answer: { stock: n + 1 },
        replayed: false,
      });
    }
    for (const [n, key] of keys.entries()) {
      expect(await ledger.run(print, { template: 1, amount: 1 }, { key, actor })).toEqual({
        ok: true,
        answer: { stock: n + 1 },
        replayed: true,
      });
    }
  });

  it('L4: a command that fails half-way leaves no trace beside those that are accepted', async () => {
    const half: typeof earn = {
      ...earn,
      kind: 'test.half',
      decide: (context) => {
        const decision = earn.decide(context);
        if (!('accept' in decision)) return decision;
        const [first] = decision.transfers;
        return { ...decision, transfers: [first!, { kind: 'void', hold: 'trf_none' }] };
      },
    };
    const before = await rowCounts(db.database);
    const [bad, good] = await Promise.allSettled([
      ledger.run(half, { member: 5, amount: 9, on: null }, { key: 'half', actor }),
      ledger.run(print, { template: 2, amount: 1 }, { key: 'whole', actor }),
    ]);
    expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled']);
    const after = await rowCounts(db.database);
    const made = Object.fromEntries(Object.entries(after).map(([name, n]) => [name, n - before[name]!]));
    // the template, its stock (the stripe of printed stock was there), one transfer, one command
    expect(made).toEqual({
      owners: 1,
      accounts: 1,
      transfers: 1,
      holds: 0,
      commands: 1,
      outbox: 0,
      deliveries: 0,
      leases: 0,
    });
    expect(await totalOf(db.database, `points.member:${memberId(5)}`)).toBe(0);
    expect(await db.database.read.query("SELECT id FROM accounts WHERE id LIKE 'points.issued%'")).toEqual(
      [],
    );
  });

  it('L5: joined callers of one process are told of one act', async () => {
    const results = await Promise.all(
      Array.from({ length: 5 }, () =>
        ledger.run(print, { template: 3, amount: 2 }, { key: 'joined', actor }),
      ),
    );
    expect(results.map(answerOf)).toEqual(Array.from({ length: 5 }, () => ({ stock: 2 })));
    const other = await Promise.all([
      ledger.run(print, { template: 3, amount: 1 }, { key: 'other', actor }),
      ledger.run(print, { template: 3, amount: 5 }, { key: 'other', actor }),
    ]);
    expect(other).toEqual([
      { ok: true, answer: { stock: 3 }, replayed: false },
      { ok: false, refusal: { code: 'idempotency_key_reused' } },
    ]);
  });
});
