import { audit, LEDGER_CHECKS, type Ledger } from '../../server/ledger';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { actor, claim, createLedger, earn, print, spend, totalOf } from './toy';

/** Many ask at once; exactly as many get as there is, on one process and on two. */
describe('races', () => {
  let db: TestDatabase;
  let ledgers: Ledger[];

  beforeAll(async () => {
    db = await createTestDatabase();
    ledgers = [createLedger(db.database)];
    if (testDatabase === 'mariadb') ledgers.push(createLedger(await db.another()));
  });
  afterAll(async () => {
    for (const ledger of ledgers) await ledger.close();
    await db.drop();
  });
  afterEach(async () => {
    const report = await audit(db.database, LEDGER_CHECKS);
    expect(report.drift).toEqual([]);
  });

  const pick = (n: number): Ledger => ledgers[n % ledgers.length] as Ledger;

  it('L1: 500 claims for a stock of 100 with a limit of 1 give exactly 100 and leave zero', async () => {
    await pick(0).run(print, { template: 1, amount: 100 }, { key: 'print1', actor });
    const results = await Promise.all(
      Array.from({ length: 500 }, (_, n) =>
        pick(n).run(claim, { template: 1, member: n % 300, limit: 1 }, { key: `claim:${n}`, actor }),
      ),
    );
    expect(results.filter((result) => result.ok)).toHaveLength(100);
    const codes = new Set(results.flatMap((result) => (result.ok ? [] : [result.refusal.code])));
    expect([...codes].sort()).toEqual(['limit_reached', 'sold_out']);
    expect(await totalOf(db.database, 'stock.available:tpl_0000000000000000000000000001')).toBe(0);
    expect(await totalOf(db.database, 'stock.issued:tpl_0000000000000000000000000001')).toBe(100);
  });

  it('L1: the last points are spent once', async () => {
    await pick(0).run(earn, { member: 7, amount: 60, on: '2027-12-31' }, { key: 'earn:7a', actor });
    await pick(0).run(earn, { member: 7, amount: 50, on: null }, { key: 'earn:7b', actor });
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        pick(n).run(spend, { member: 7, amount: 9 }, { key: `spend:${n}`, actor }),
      ),
    );
    expect(results.filter((result) => result.ok)).toHaveLength(12);
    expect(await totalOf(db.database, 'points.member:mem_0000000000000000000000000007')).toBe(2);
  });

  it('L5: fifty requests with one key have one effect and fifty equal answers', async () => {
    await pick(0).run(print, { template: 2, amount: 100 }, { key: 'print2', actor });
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        pick(n).run(claim, { template: 2, member: 1, limit: 5 }, { key: 'one', actor }),
      ),
    );
    const answers = results.map((result) => (result.ok ? result.answer : result.refusal));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set(['{"left":99}']));
    expect(results.filter((result) => result.ok && !result.replayed)).toHaveLength(1);
    expect(await totalOf(db.database, 'stock.available:tpl_0000000000000000000000000002')).toBe(99);
  });

  it('L5: a key with other content is refused, a refused key is decided afresh', async () => {
    const other = await pick(1).run(claim, { template: 2, member: 2, limit: 5 }, { key: 'one', actor });
    expect(other).toEqual({ ok: false, refusal: { code: 'idempotency_key_reused' } });
    const early = { template: 3, member: 1, limit: 1 };
    expect(await pick(0).run(claim, early, { key: 'early', actor })).toMatchObject({
      ok: false,
      refusal: { code: 'sold_out' },
    });
    await pick(0).run(print, { template: 3, amount: 1 }, { key: 'print3', actor });
    expect(await pick(1).run(claim, early, { key: 'early', actor })).toMatchObject({
      ok: true,
      replayed: false,
    });
    expect(await pick(0).run(claim, early, { key: 'early', actor })).toMatchObject({
      ok: true,
      replayed: true,
    });
  });

  it('L9: one command that throws spoils none of its neighbours', async () => {
    const broken = {
      ...claim,
      kind: 'test.broken',
      decide: () => {
        throw new Error('a bug in decide');
      },
    };
    await pick(0).run(print, { template: 4, amount: 10 }, { key: 'print4', actor });
    const settled = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        pick(0).run(
          n === 5 ? broken : claim,
          { template: 4, member: n, limit: 1 },
          { key: `mixed:${n}`, actor },
        ),
      ),
    );
    expect(settled.filter((each) => each.status === 'rejected')).toHaveLength(1);
    expect(settled.filter((each) => each.status === 'fulfilled' && each.value.ok)).toHaveLength(9);
  });
});
