import { audit } from '../../server/ledger';
import { purchasesAuditChecks } from '../../server/purchases';
import { useTestApp, type TestApp } from '../support/app';
import { openCounter, type Counter } from './counter.support';
import { bought, refund } from './refunds.support';

let app: TestApp;
let counter: Counter;
let resting: Counter;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
  resting = await openCounter(app, { rest_days: 7 });
});

/** A purchase of ¥50 of which ¥20 were refunded. */
async function refunded(at: Counter) {
  const { id } = await bought(app, at, 5_000);
  const { body } = await refund(app, at.clerk, id, 2_000);
  return { id, refund_id: body.refund_id };
}

/** Which checks find something after one row was changed behind the ledger's back; the row is put right again. */
async function foundAfter(damage: string, repair: string, id: string): Promise<string[]> {
  const { database } = app.db;
  const run = (sql: string): Promise<number> => database.transaction((session) => session.execute(sql, [id]));
  expect(await run(damage)).toBe(1);
  const { drift } = await audit(database, purchasesAuditChecks);
  await run(repair);
  expect((await audit(database, purchasesAuditChecks)).drift).toEqual([]);
  return [...new Set(drift.map(({ check }) => check))];
}

const SAID = 'an undone purchase gave back all that it earned, any other what its refunds say';

describe('the audit of purchases and refunds', () => {
  it('L7: finds a purchase that says it earned more than it did', async () => {
    const { id } = await bought(app, counter, 5_000);
    const found = await foundAfter(
      'UPDATE purchases SET points_total = points_total + 1 WHERE id = ?',
      'UPDATE purchases SET points_total = points_total - 1 WHERE id = ?',
      id,
    );
    expect(found).toEqual([
      'the points of a purchase equal the transfers that name it, what rests and what never arrived',
      "what counts for a day's cap is what the purchases of the day earned, refunded or not",
    ]);
  });

  it('L7: finds points that were taken back and not said, or said and not taken', async () => {
    const { id } = await refunded(counter);
    const found = await foundAfter(
      'UPDATE purchases SET points_taken_back = points_taken_back - 1 WHERE id = ?',
      'UPDATE purchases SET points_taken_back = points_taken_back + 1 WHERE id = ?',
      id,
    );
    expect(found).toEqual(['what a purchase says was taken back equals the transfers that name it', SAID]);
  });

  it('L7: finds a refund that its purchase does not know', async () => {
    const { refund_id: id } = await refunded(counter);
    const found = await foundAfter(
      'UPDATE refunds SET refund_fen = refund_fen + 1 WHERE id = ?',
      'UPDATE refunds SET refund_fen = refund_fen - 1 WHERE id = ?',
      id,
    );
    expect(found).toEqual([SAID]);
  });

  it('L7: finds a refund of another store', async () => {
    const { refund_id: id } = await refunded(counter);
    const found = await foundAfter(
      `UPDATE refunds SET store_id = '${counter.other_store_id}' WHERE id = ?`,
      `UPDATE refunds SET store_id = '${counter.shop.store_id}' WHERE id = ?`,
      id,
    );
    expect(found).toEqual(['a refund is of a purchase, of its store and its member']);
  });

  it('L7: finds points that rest without their purchase knowing, or longer than it says', async () => {
    const { id } = await refunded(resting);
    const found = await foundAfter(
      'UPDATE purchases SET resting_until_at = resting_until_at + 1 WHERE id = ?',
      'UPDATE purchases SET resting_until_at = resting_until_at - 1 WHERE id = ?',
      id,
    );
    expect(found).toEqual(['points rest under the one hold that their purchase names']);
    const { database } = app.db;
    const [row] = await database.read.query<{ resting_hold_id: string }>(
      'SELECT resting_hold_id FROM purchases WHERE id = ?',
      [id],
    );
    const lost = await foundAfter(
      'UPDATE purchases SET resting_hold_id = NULL WHERE id = ?',
      `UPDATE purchases SET resting_hold_id = '${row?.resting_hold_id ?? ''}' WHERE id = ?`,
      id,
    );
    expect(lost).toEqual(['points rest under the one hold that their purchase names']);
  });
});
