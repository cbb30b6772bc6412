import { owner, type Command, type Ledger } from '../../server/ledger';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { BEGIN, FaultLine } from './fault-line';
import { actor, createLedger, memberId } from './toy';

/** A command whose answer and event are as long as they may be. */
const wordy: Command<{ n: number }, null, { text: string }> = {
  kind: 'test.wordy',
  prepare: ({ n }) => {
    const subject = owner.member(memberId(n));
    return { subject, owners: [subject], seen: null };
  },
  decide: ({ input }) => {
    const text = String(input.n % 10).repeat(15_000);
    return { accept: { text }, transfers: [], writes: [], events: [{ type: 'test.wordy', data: { text } }] };
  },
};

/** Goal: however long its rows, a batch stays well below what one packet of the database may hold. */
describe('a batch', () => {
  const faults = new FaultLine();
  let db: TestDatabase;
  let ledger: Ledger;

  beforeAll(async () => {
    db = await createTestDatabase(faults.hook);
    ledger = createLedger(db.database);
  });
  afterAll(async () => {
    await ledger.close();
    await db.drop();
  });

  it('L9: takes no more once it has 4 MiB to write; what is left goes into the next', async () => {
    const results = await Promise.all(
      Array.from({ length: 256 }, (_, n) => ledger.run(wordy, { n }, { key: `wordy:${n}`, actor })),
    );
    expect(results.filter((result) => result.ok && result.answer.text.length === 15_000)).toHaveLength(256);
    // 256 × 30,000 characters are more than one batch may hold and fewer than two
    expect(faults.seen.filter((sql) => sql === BEGIN)).toHaveLength(2);
  });
});
