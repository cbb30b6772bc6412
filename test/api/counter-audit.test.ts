import { audit } from '../../server/ledger';
import { counterAuditChecks } from '../../server/counter';
import { createTestApp, type TestApp } from '../support/app';
import {
  claim,
  joinCustomer,
  listedTemplate,
  nextStep,
  openCounter,
  scannedCoupon,
  type Counter,
} from './counter.support';

let app: TestApp;
let counter: Counter;

beforeAll(async () => {
  app = await createTestApp();
  counter = await openCounter(app);
});

afterAll(async () => {
  await app.close();
});

async function redeemed() {
  nextStep(app);
  const customer = await joinCustomer(app);
  const coupon = await claim(app, customer, await listedTemplate(app, counter));
  const { scan_id } = await scannedCoupon(app, counter, customer, coupon);
  return app.ok('POST /staff/redemptions', {
    token: counter.clerk.token,
    body: { scan_id, bill: { amount_fen: 2_500 } },
  });
}

async function undone() {
  const answer = await redeemed();
  await app.ok('POST /staff/redemptions/{id}/undo', {
    token: counter.clerk.token,
    params: { id: answer.redemption_id },
    body: { reason: '点错了' },
  });
  return answer;
}

/** Which checks find something after one row was changed behind the ledger's back; the row is put right again. */
async function foundAfter(damage: string, repair: string, id: string): Promise<string[]> {
  const { database } = app.db;
  const run = (sql: string): Promise<number> => database.transaction((session) => session.execute(sql, [id]));
  expect(await run(damage)).toBe(1);
  const { drift } = await audit(database, counterAuditChecks);
  await run(repair);
  expect((await audit(database, counterAuditChecks)).drift).toEqual([]);
  return [...new Set(drift.map(({ check }) => check))];
}

describe('the audit of the counter', () => {
  it('L7: finds a coupon whose state and redemption differ', async () => {
    const { coupon_id } = await redeemed();
    const found = await foundAfter(
      "UPDATE coupons SET state = 'issued' WHERE id = ?",
      "UPDATE coupons SET state = 'redeemed' WHERE id = ?",
      coupon_id,
    );
    expect(found).toEqual([
      'a coupon redeemed at a counter has exactly one redemption that stands, any other none',
    ]);
  });

  it('L7: finds amounts that differ between redemption and purchase', async () => {
    const { redemption_id } = await redeemed();
    const found = await foundAfter(
      'UPDATE redemptions SET discount_fen = discount_fen + 1, paid_fen = paid_fen - 1 WHERE id = ?',
      'UPDATE redemptions SET discount_fen = discount_fen - 1, paid_fen = paid_fen + 1 WHERE id = ?',
      redemption_id,
    );
    expect(found).toEqual(['a redemption says of its bill what its purchase says']);
  });

  it('L7: finds a purchase that was left standing when its redemption was undone', async () => {
    const { purchase_id } = await undone();
    const found = await foundAfter(
      "UPDATE purchases SET state = 'recorded' WHERE id = ?",
      "UPDATE purchases SET state = 'undone' WHERE id = ?",
      purchase_id ?? '',
    );
    expect(found).toEqual(['a purchase is undone exactly when its redemption is']);
  });

  it('L7: finds an undoing that took back too little', async () => {
    const { redemption_id } = await undone();
    const found = await foundAfter(
      'UPDATE redemption_undos SET points_taken_back = points_taken_back - 1 WHERE redemption_id = ?',
      'UPDATE redemption_undos SET points_taken_back = points_taken_back + 1 WHERE redemption_id = ?',
      redemption_id,
    );
    expect(found).toEqual(['undoing a redemption took back what it had earned']);
  });

  it('L7: finds a discount that no redemption explains', async () => {
    const { purchase_id, redemption_id } = await redeemed();
    const { database } = app.db;
    await database.transaction((session) =>
      session.execute('UPDATE redemptions SET purchase_id = NULL WHERE id = ?', [redemption_id]),
    );
    const { drift } = await audit(database, counterAuditChecks);
    expect(drift).toEqual([
      {
        check: 'a purchase with a coupon has its redemption',
        id: purchase_id,
        expected: redemption_id,
        actual: null,
      },
    ]);
  });
});
