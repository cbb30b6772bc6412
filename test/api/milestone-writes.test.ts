import { milestones, type MilestoneRow } from '../../server/analytics/analytics.entity';
import { Restatements, type Restatement } from '../../server/analytics/restatements';
import { instant } from '../../shared/kernel';
import { createTestDatabase, type TestDatabase } from '../support/database';

/** Goal: milestones of one moment share a transaction, and one that the database refuses spoils no other. */
describe('writing milestones', () => {
  let db: TestDatabase;
  let restatements: Restatements;

  beforeAll(async () => {
    db = await createTestDatabase();
    restatements = new Restatements(db.database);
  });
  afterAll(() => db.drop());

  const reached = (n: number, reference = `pur_${n}`): Restatement => {
    const key = { member_id: `mem_${String(n).padStart(28, '0')}`, milestone: 'first_purchase' } as Pick<
      MilestoneRow,
      'member_id' | 'milestone'
    >;
    const row = {
      ...{ ...key, reference, event_id: `evt_${n}`, channel_id: null, store_id: null },
      ...{ day: '2026-11-22', at: instant(1_000 + n) },
    } as MilestoneRow;
    return { ...key, isStored: false, row };
  };
  const stored = async (): Promise<string[]> => {
    const rows = await db.database.read.query('SELECT * FROM milestones ORDER BY member_id');
    return rows.map((row) => milestones.decode(row).reference);
  };

  it('A5: what comes together is written together; what goes makes way', async () => {
    const transaction = jest.spyOn(db.database, 'transaction');
    await Promise.all([1, 2, 3].map((n) => restatements.put(reached(n))));
    expect(transaction).toHaveBeenCalledTimes(1);
    expect(await stored()).toEqual(['pur_1', 'pur_2', 'pur_3']);
    await Promise.all([
      restatements.put({ ...reached(1, 'pur_9'), isStored: true }),
      restatements.put({ ...reached(2), isStored: true, row: null }),
    ]);
    expect(transaction).toHaveBeenCalledTimes(2);
    expect(await stored()).toEqual(['pur_9', 'pur_3']);
    transaction.mockRestore();
  });

  it('A5: one that is refused fails alone', async () => {
    const taken = reached(3); // stands there already, and nothing makes way for it
    const outcomes = await Promise.allSettled(
      [4, 5].map((n) => restatements.put(reached(n))).concat(restatements.put(taken)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(await stored()).toEqual(['pur_9', 'pur_3', 'pur_4', 'pur_5']);
  });
});
