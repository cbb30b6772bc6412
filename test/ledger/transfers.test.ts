import { DAY_MS, instant, type Id } from '../../shared/kernel';
import { TestClock } from '../../server/platform/clock';
import { account, owner, type Command, type Ledger } from '../../server/ledger';
import { transfers, type TransferRow } from '../../server/ledger/ledger.entity';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { createLedger, memberId } from './toy';

/** What stands in the books after an act and its correction: to be read by whoever has to explain them. */

const PLACE = {
  merchant_id: 'mer_0000000000000000000000000001' as Id<'merchant'>,
  store_id: 'sto_0000000000000000000000000001' as Id<'store'>,
  timezone: 'America/New_York',
};

const member = memberId(1);
const lot = account.points(member, null);

/** Moves points in or out of a member's account at a store; a correction names the transfer it corrects. */
const post: Command<{ amount: number; corrects: Id<'transfer'> | null }, null, { ok: true }> = {
  kind: 'test.post',
  prepare: () => ({
    subject: owner.member(member),
    owners: [owner.member(member)],
    accounts: [lot],
    place: PLACE,
    seen: null,
  }),
  decide: ({ input }) => ({
    accept: { ok: true },
    transfers: [
      input.corrects === null
        ? {
            kind: 'single',
            code: 'points.earned',
            debit: account.pointsIssued,
            credit: lot,
            amount: input.amount,
            reference: 'pur_1',
          }
        : {
            kind: 'single',
            code: 'points.taken_back',
            debit: lot,
            credit: account.pointsIssued,
            amount: input.amount,
            reference: 'pur_1',
            corrects_id: input.corrects,
          },
    ],
    writes: [],
    events: [],
  }),
};

describe('transfers', () => {
  let db: TestDatabase;
  let ledger: Ledger;
  // 03:30 UTC on 2 March: still 1 March in New York
  const clock = new TestClock(instant(Date.UTC(2027, 2, 2, 3, 30)));

  beforeAll(async () => {
    db = await createTestDatabase();
    ledger = createLedger(db.database, {}, clock);
  });
  afterAll(async () => {
    await ledger.close();
    await db.drop();
  });

  const stored = async (): Promise<TransferRow[]> => {
    const rows = await db.database.read.query('SELECT * FROM transfers ORDER BY subject_version, ordinal');
    return rows.map((row) => transfers.decode(row));
  };

  it('L8: a transfer says who, why, when, on which day of the store, and where', async () => {
    await ledger.run(
      post,
      { amount: 30, corrects: null },
      { key: 'post-1', actor: { kind: 'staff', id: 'stf_1' } },
    );
    const [row] = await stored();
    expect(row).toMatchObject({
      actor_kind: 'staff',
      actor_id: 'stf_1',
      code: 'points.earned',
      reference: 'pur_1',
      merchant_id: PLACE.merchant_id,
      store_id: PLACE.store_id,
      subject: owner.member(member),
      day: '2027-03-01',
      at: clock.now(),
    });
    const [command] = await db.database.read.query<{ id: string }>(
      "SELECT id FROM commands WHERE idem = 'post-1'",
    );
    expect(row?.command_id).toBe(command?.id);
  });

  it('L2: a correction is a new transfer that names the old one, which stays as it was; the asset sums to zero', async () => {
    const [before] = await stored();
    if (!before) throw new Error('nothing was posted');
    clock.advance(DAY_MS);
    await ledger.run(
      post,
      { amount: 10, corrects: before.id },
      { key: 'post-2', actor: { kind: 'console', id: 'cac_1' } },
    );
    const rows = await stored();
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual(before);
    expect(rows[1]).toMatchObject({ amount: 10, corrects_id: before.id, day: '2027-03-02' });
    const sums = await db.database.read.query<{ asset: string; total: number | string }>(
      'SELECT asset, SUM(credits_posted) - SUM(debits_posted) AS total FROM accounts GROUP BY asset',
    );
    expect(sums.map(({ asset, total }) => [asset, Number(total)])).toEqual([['points', 0]]);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])(
    'L2: an amount of %p is no transfer and leaves nothing',
    async (amount) => {
      const before = await stored();
      await expect(
        ledger.run(
          post,
          { amount, corrects: null },
          { key: `odd:${amount}`, actor: { kind: 'system', id: 'test' } },
        ),
      ).rejects.toThrow(/not a positive integer/);
      expect(await stored()).toEqual(before);
    },
  );
});
