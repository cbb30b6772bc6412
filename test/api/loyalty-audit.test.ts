import { audit, type AuditCheck } from '../../server/ledger';
import { benefitsAuditChecks } from '../../server/benefits';
import { adjustmentsAuditChecks } from '../../server/points';
import { purchasesAuditChecks } from '../../server/purchases';
import { signInsAuditChecks } from '../../server/sign-ins';
import { tiersAuditChecks } from '../../server/tiers';
import { useTestApp, type TestApp } from '../support/app';
import { joinCustomer, listedTemplate, openCounter, type Counter, type Customer } from './counter.support';
import { setSignInRule } from './sign-ins.support';
import { buy, setLadder, settled, tier } from './tiers.support';

let app: TestApp;
let counter: Counter;
let customer: Customer;

/** A member of the second level, with its gift, a sign-in and an adjustment. */
useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
  const gift = await listedTemplate(app, counter, { listed: false });
  await setLadder(app, { tiers: [tier('普卡', 0), tier('银卡', 100, { gift_template_ids: [gift] })] });
  await setSignInRule(app);
  customer = await joinCustomer(app);
  await buy(app, counter, customer, 150);
  await settled(app);
  await app.ok('POST /me/sign-ins', { token: customer.token });
  await app.ok('POST /console/members/{id}/adjustments', {
    token: await app.asConsole(),
    params: { id: customer.id },
    body: { points: -20, reason: '多发扣回' },
  });
});

/** What the audit finds once `table` says `damage`; it says what it said before afterwards. */
async function foundAfter(
  checks: readonly AuditCheck[],
  [table, damage, repair]: readonly [table: string, damage: string, repair: string],
): Promise<string[]> {
  const { database } = app.db;
  const by = table === 'members' ? 'id' : 'member_id';
  const set = (change: string): Promise<number> =>
    database.transaction((session) =>
      session.execute(`UPDATE ${table} SET ${change} WHERE ${by} = ?`, [customer.id]),
    );
  expect(await set(damage)).toBe(1);
  const { drift } = await audit(database, checks);
  await set(repair);
  expect((await audit(database, checks)).drift).toEqual([]);
  return [...new Set(drift.map(({ check }) => check))];
}

describe('the audit of what members are given', () => {
  it('L7: finds a debt that was waived without a transfer', async () => {
    const { database } = app.db;
    const row = { id: 'adj_waived', member_id: customer.id, points: 7, reason: '补偿', waived_by: 'cac_1' };
    const values = [...Object.values(row), 0, 0];
    await database.transaction((session) =>
      session.execute(
        `INSERT INTO debt_waivers (${Object.keys(row).join(', ')}, debt_after, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
        values,
      ),
    );
    const { drift } = await audit(database, adjustmentsAuditChecks);
    await database.transaction((session) =>
      session.execute('DELETE FROM debt_waivers WHERE id = ?', [row.id]),
    );
    const found = drift.map((one) => ({
      ...one,
      expected: Number(one.expected),
      actual: Number(one.actual),
    }));
    expect(found).toEqual([
      { check: 'debts waived are the transfers that name them', id: row.id, expected: 7, actual: 0 },
    ]);
  });

  it.each<[string, readonly AuditCheck[], readonly [string, string, string], string]>([
    [
      'growth that no purchase counts for',
      purchasesAuditChecks,
      ['growth_months', 'growth = growth + 1', 'growth = growth - 1'],
      "what members grew in a month is what the month's purchases counted for, refunds taken off",
    ],
    [
      'a level without its review',
      tiersAuditChecks,
      ['members', 'tier_review_on = NULL', "tier_review_on = '2027-11-20'"],
      'a member has a level since some time, and a review exactly when there is something to lose',
    ],
    [
      'growth under the month of another',
      tiersAuditChecks,
      ['growth_months', "month = '2026-10'", "month = '2026-11'"],
      'growth is of a month of its member',
    ],
    [
      'a sign-in whose points no statement says',
      signInsAuditChecks,
      ['sign_ins', 'points = points + 1', 'points = points - 1'],
      'what sign-ins gave is what statements say',
    ],
    [
      'a streak that begins in the middle',
      signInsAuditChecks,
      ['sign_ins', 'streak = 5', 'streak = 1'],
      'the streak of a day is one more than that of the day before, or 1',
    ],
    [
      'a gift without its coupon',
      benefitsAuditChecks,
      ['benefit_gifts', "kind = 'birthday'", "kind = 'tier'"],
      'a coupon that was a gift is of the member and the template of that gift',
    ],
    [
      'a gift that says both that it was given and why not',
      benefitsAuditChecks,
      ['benefit_gifts', "problem = 'sold_out'", 'problem = NULL'],
      'a gift has its coupon, or says why not',
    ],
    [
      'birthday points that no statement says',
      benefitsAuditChecks,
      ['benefit_gifts', "kind = 'birthday', points = 5", "kind = 'tier', points = 0"],
      'what birthdays gave is what statements say',
    ],
    [
      'an adjustment of another amount than its transfers',
      adjustmentsAuditChecks,
      ['adjustments', 'points = -21', 'points = -20'],
      'adjustments that are done, and no others, are the transfers and the line that name them',
    ],
    [
      'an adjustment that was done though it says that it was rejected',
      adjustmentsAuditChecks,
      ['adjustments', "state = 'rejected', balance_after = NULL", "state = 'done', balance_after = 132"],
      'adjustments that are done, and no others, are the transfers and the line that name them',
    ],
    [
      'points moved by hand without a record',
      adjustmentsAuditChecks,
      ['adjustments', "id = CONCAT(id, 'x')", 'id = SUBSTR(id, 1, 32)'],
      'every point moved by hand has its record',
    ],
  ])('L7: finds %s', async (_, checks, change, check) => {
    expect(await foundAfter(checks, change)).toContain(check);
  });
});
