import { instant, type Id } from '../../shared/kernel';
import { lapseHold, lapseHolds, type Ledger, type RunResult } from '../../server/ledger';
import { TestClock } from '../../server/platform/clock';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { answerOf, expectCleanBooks } from './books';
import { actor, createLedger, print, templateId, totalOf } from './toy';
import { resolve, rest, setAside } from './toy-holds';

/** Goal: what is on hold cannot be spent, and every hold ends once: in part, whole, void, or at its deadline. */

const HOUR_MS = 3_600_000;

describe('holds', () => {
  let db: TestDatabase;
  let ledgers: Ledger[];
  let keys = 0;
  const clock = new TestClock();

  beforeAll(async () => {
    db = await createTestDatabase();
    const second = testDatabase === 'mariadb' ? await db.another() : db.database;
    ledgers = [db.database, second].map((database) => createLedger(database, {}, clock));
  });
  afterAll(async () => {
    for (const ledger of ledgers) await ledger.close();
    await db.drop();
  });
  afterEach(async () => {
    clock.advance(2 * HOUR_MS);
    while ((await lapseHolds(db.database, ledgers[0]!, clock)) > 0);
    await expectCleanBooks(db.database);
  });

  const key = (): { key: string; actor: typeof actor } => {
    keys += 1;
    return { key: `hold:${keys}`, actor };
  };
  const open = async (template: number, amount: number): Promise<Id<'transfer'>> =>
    answerOf(
      await ledgers[0]!.run(
        setAside,
        { template, amount, deadline_at: instant(clock.now() + HOUR_MS) },
        key(),
      ),
    ).hold_id;
  const stock = (template: number): Promise<number> =>
    totalOf(db.database, `stock.available:${templateId(template)}`);
  const issued = (template: number): Promise<number> =>
    totalOf(db.database, `stock.issued:${templateId(template)}`);
  const holdRow = async (id: string): Promise<Record<string, unknown>> => {
    const [row] = await db.database.read.query('SELECT state, posted_amount FROM holds WHERE id = ?', [id]);
    return { state: row?.['state'], posted: Number(row?.['posted_amount']) };
  };

  it('L1: what is pending is not available, and a limited account is never overdrawn by it', async () => {
    await ledgers[0]!.run(print, { template: 1, amount: 10 }, key());
    const hold = await open(1, 7);
    expect([await stock(1), await issued(1)]).toEqual([3, 0]);
    expect(
      await ledgers[0]!.run(
        setAside,
        { template: 1, amount: 4, deadline_at: instant(clock.now() + 1) },
        key(),
      ),
    ).toMatchObject({ ok: false, refusal: { code: 'sold_out' } });
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        ledgers[n % 2]!.run(
          setAside,
          { template: 1, amount: 1, deadline_at: instant(clock.now() + HOUR_MS) },
          key(),
        ),
      ),
    );
    expect(results.filter((result) => result.ok)).toHaveLength(3);
    expect(await stock(1)).toBe(0);
    await ledgers[0]!.run(resolve, { hold_id: hold, how: 'void', amount: null }, key());
    expect([await stock(1), await issued(1)]).toEqual([7, 0]);
  });

  it('L3: posted in part, the rest is voided', async () => {
    await ledgers[0]!.run(print, { template: 2, amount: 10 }, key());
    const hold = await open(2, 6);
    expect(
      answerOf(await ledgers[0]!.run(resolve, { hold_id: hold, how: 'post', amount: 4 }, key())),
    ).toEqual({
      state: 'posted',
      amount: 4,
    });
    expect([await stock(2), await issued(2)]).toEqual([6, 4]);
    expect(await holdRow(hold)).toEqual({ state: 'posted', posted: 4 });
  });

  it.each([
    ['nothing', 0],
    ['more than was held', 7],
    ['half a piece', 0.5],
  ])('L3: posting %s is a bug that changes nothing', async (_, amount) => {
    await ledgers[0]!.run(print, { template: 3, amount: 6 }, key());
    const hold = await open(3, 6);
    await expect(ledgers[0]!.run(resolve, { hold_id: hold, how: 'post', amount }, key())).rejects.toThrow(
      'cannot post',
    );
    expect(await holdRow(hold)).toEqual({ state: 'open', posted: 0 });
  });

  it('L3: twenty resolutions at once of two processes: one counts', async () => {
    await ledgers[0]!.run(print, { template: 4, amount: 100 }, key());
    for (let round = 0; round < 5; round += 1) {
      const hold = await open(4, 5);
      const before = await issued(4);
      const results: RunResult<object>[] = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          ledgers[n % 2]!.run(
            resolve,
            { hold_id: hold, how: n % 3 === 0 ? 'void' : 'post', amount: (n % 5) + 1 },
            key(),
          ),
        ),
      );
      const won = results.filter((result) => result.ok).map(answerOf) as { state: string; amount: number }[];
      expect(won).toHaveLength(1);
      expect((await issued(4)) - before).toBe(won[0]!.amount);
      expect(await holdRow(hold)).toEqual({ state: won[0]!.state, posted: won[0]!.amount });
    }
  });

  it('L3: at its deadline, never before, a hold does what it named', async () => {
    const deadline = instant(clock.now() + HOUR_MS);
    const [posting, voiding, later] = await Promise.all(
      (['post', 'void', 'post'] as const).map(async (how, n) => {
        const input = {
          member: n,
          amount: 9,
          deadline_at: instant(deadline + (n === 2 ? 1 : 0)),
          on_deadline: how,
        };
        return answerOf(await ledgers[0]!.run(rest, input, key())).hold_id;
      }),
    );
    const points = (member: number): Promise<number> =>
      totalOf(db.database, `points.member:mem_${String(member).padStart(28, '0')}`);
    clock.set(instant(deadline - 1));
    while ((await lapseHolds(db.database, ledgers[0]!, clock)) > 0);
    // not even one who asks for it
    expect(await ledgers[0]!.run(lapseHold, { hold_id: posting! }, key())).toMatchObject({
      ok: false,
      refusal: { code: 'not_started' },
    });
    expect(await Promise.all([posting!, voiding!, later!].map(holdRow))).toEqual(
      Array.from({ length: 3 }, () => ({ state: 'open', posted: 0 })),
    );
    expect(await points(0)).toBe(0);

    clock.set(deadline);
    const lapsed = await Promise.all(ledgers.map((ledger) => lapseHolds(db.database, ledger, clock)));
    expect(lapsed.every((count) => count <= 2)).toBe(true);
    expect(await Promise.all([posting!, voiding!, later!].map(holdRow))).toEqual([
      { state: 'posted', posted: 9 },
      { state: 'voided', posted: 0 },
      { state: 'open', posted: 0 },
    ]);
    expect(await Promise.all([0, 1, 2].map(points))).toEqual([9, 0, 0]);
    clock.advance(1);
    expect(await lapseHolds(db.database, ledgers[1]!, clock)).toBe(1);
    expect(await lapseHolds(db.database, ledgers[0]!, clock)).toBe(0);
    expect(await points(2)).toBe(9);
  });

  it('L3: deadline and resolution at the same moment: one of them counts', async () => {
    await ledgers[0]!.run(print, { template: 5, amount: 60 }, key());
    const holds: Id<'transfer'>[] = [];
    for (let n = 0; n < 12; n += 1) holds.push(await open(5, 5));
    clock.advance(HOUR_MS);
    const [lapsed, ...posted] = await Promise.all([
      lapseHolds(db.database, ledgers[0]!, clock),
      ...holds.map((id) => ledgers[1]!.run(resolve, { hold_id: id, how: 'post', amount: null }, key())),
    ]);
    const wins = posted.filter((result) => result.ok).length;
    expect(lapsed + wins).toBe(12);
    expect(await issued(5)).toBe(wins * 5);
  });

  it('L3: one poisoned hold keeps no other from its deadline', async () => {
    await ledgers[0]!.run(print, { template: 6, amount: 60 }, key());
    const holds: Id<'transfer'>[] = [];
    for (let n = 0; n < 3; n += 1) holds.push(await open(6, 5));
    clock.advance(HOUR_MS);
    const set = async (amount: number): Promise<number> =>
      db.database.transaction((session) =>
        session.execute('UPDATE holds SET amount = ? WHERE id = ?', [amount, holds[0]!]),
      );
    await set(50); // more than is pending: releasing it would make a counter negative
    expect(await lapseHolds(db.database, ledgers[0]!, clock)).toBe(2);
    expect(await Promise.all(holds.map(holdRow))).toMatchObject([
      { state: 'open' },
      { state: 'voided' },
      { state: 'voided' },
    ]);
    await set(5);
    expect(await lapseHolds(db.database, ledgers[0]!, clock)).toBe(1);
  });
});
