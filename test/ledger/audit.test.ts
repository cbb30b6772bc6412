import { instant } from '../../shared/kernel';
import { audit, LEDGER_CHECKS, LEDGER_TABLES, type Ledger } from '../../server/ledger';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { answerOf, expectCleanBooks, spoil } from './books';
import { emit } from './relay-stage';
import { actor, claim, createLedger, earn, memberId, print, spend, templateId } from './toy';
import { resolve, rest, setAside } from './toy-holds';

/** Goal: whatever is changed behind the engine's back, the audit names it; nothing else ever. */

describe('the audit', () => {
  let db: TestDatabase;
  let ledger: Ledger;
  const stock = `stock.available:${templateId(1)}`;
  const lot = `points.member:${memberId(1)}:never`;
  let posted = '';
  let open = '';

  beforeAll(async () => {
    db = await createTestDatabase();
    ledger = createLedger(db.database);
    let keys = 0;
    const key = (): { key: string; actor: typeof actor } => {
      keys += 1;
      return { key: `audit:${keys}`, actor };
    };
    const later = instant(Date.now() + 3_600_000);
    await ledger.run(print, { template: 1, amount: 20 }, key());
    await ledger.run(claim, { template: 1, member: 1, limit: 2 }, key());
    await ledger.run(earn, { member: 1, amount: 30, on: null }, key());
    await ledger.run(spend, { member: 1, amount: 10 }, key());
    const resting = { member: 1, amount: 6, deadline_at: later, on_deadline: 'post' } as const;
    posted = answerOf(await ledger.run(rest, resting, key())).hold_id;
    await ledger.run(resolve, { hold_id: posted as never, how: 'post', amount: 4 }, key());
    open = answerOf(
      await ledger.run(setAside, { template: 1, amount: 3, deadline_at: later }, key()),
    ).hold_id;
    await ledger.run(emit, { member: 9, count: 1 }, key());
  });
  afterAll(async () => {
    await ledger.close();
    await db.drop();
  });
  afterEach(async () => {
    await expectCleanBooks(db.database);
  });

  /** Changes one thing, audits, and puts it back. Answers `check: id` of every difference. */
  const found = async (change: string, undo: string): Promise<string[]> => {
    expect(await spoil(db.database, change)).toBeGreaterThan(0);
    try {
      const { drift } = await audit(db.database, LEDGER_CHECKS);
      return drift.map(({ check, id }) => `${check}: ${id}`);
    } finally {
      await spoil(db.database, undo);
    }
  };

  it('L7: finds clean books clean, and says how much it looked at', async () => {
    const report = await audit(db.database, LEDGER_CHECKS);
    expect(report).toMatchObject({ drift: [], checks: LEDGER_CHECKS.map(({ name }) => name) });
    // print, grant + use + claim, earn, spend, rest, post, set aside
    expect(report.transfers).toBe(9);
    expect(report.accounts).toBeGreaterThanOrEqual(9);
  });

  it.each(['debits_posted', 'credits_posted', 'debits_pending', 'credits_pending'])(
    'L7: names an account whose %s is off by one',
    async (counter) => {
      const change = (by: number): string =>
        `UPDATE accounts SET ${counter} = ${counter} + ${by} WHERE id = '${stock}'`;
      expect(await found(change(1), change(-1))).toContain(
        `account counters equal the sums of their transfers: ${stock}`,
      );
      expect(await found(change(1), change(-1))).toContain('every asset sums to zero: stock');
    },
  );

  it('L7: says what a counter should be and is', async () => {
    await spoil(db.database, `UPDATE accounts SET credits_posted = credits_posted + 5 WHERE id = '${lot}'`);
    const { drift } = await audit(db.database, LEDGER_CHECKS);
    await spoil(db.database, `UPDATE accounts SET credits_posted = credits_posted - 5 WHERE id = '${lot}'`);
    expect(drift).toContainEqual({
      check: 'account counters equal the sums of their transfers',
      id: lot,
      expected: 'posted -10 +34, pending -0 +0',
      actual: 'posted -10 +39, pending -0 +0',
    });
  });

  const transfer = (code: string): string =>
    `(SELECT id FROM (SELECT MIN(id) AS id FROM transfers WHERE code = '${code}') x)`;
  const cases: [what: string, change: () => string, undo: () => string, finding: () => RegExp][] = [
    [
      'a transfer’s amount',
      () => `UPDATE transfers SET amount = amount + 1 WHERE id = ${transfer('points.earned')}`,
      () => `UPDATE transfers SET amount = amount - 1 WHERE id = ${transfer('points.earned')}`,
      () => /counters.*points\.member/,
    ],
    [
      'a transfer’s account',
      () =>
        `UPDATE transfers SET credit_account = 'points.member:nobody' WHERE id = ${transfer('points.earned')}`,
      () => `UPDATE transfers SET credit_account = '${lot}' WHERE id = ${transfer('points.earned')}`,
      () => /every transfer names accounts of its asset: trf_/,
    ],
    [
      'a transfer’s asset',
      () => `UPDATE transfers SET asset = 'quota' WHERE id = ${transfer('points.earned')}`,
      () => `UPDATE transfers SET asset = 'points' WHERE id = ${transfer('points.earned')}`,
      () => /every transfer names accounts of its asset: trf_/,
    ],
    [
      'a transfer’s code',
      () => `UPDATE transfers SET code = 'points.spent' WHERE id = ${transfer('points.earned')}`,
      () =>
        `UPDATE transfers SET code = 'points.earned' WHERE debit_account LIKE 'points.issued%' AND code = 'points.spent'`,
      () => /every transfer follows its recipe: trf_/,
    ],
    [
      'a transfer’s command',
      () =>
        `UPDATE transfers SET command_id = CONCAT('x', command_id) WHERE id = ${transfer('points.earned')}`,
      () => `UPDATE transfers SET command_id = SUBSTR(command_id, 2) WHERE id = ${transfer('points.earned')}`,
      () => /every transfer belongs to an accepted command: trf_/,
    ],
    [
      'a transfer’s version',
      () =>
        `UPDATE transfers SET subject_version = subject_version + 1000 WHERE id = ${transfer('points.earned')}`,
      () =>
        `UPDATE transfers SET subject_version = subject_version - 1000 WHERE id = ${transfer('points.earned')}`,
      () => /version that its owner has not reached: 1\.member/,
    ],
    [
      'the state of an open hold',
      () => `UPDATE holds SET state = 'voided' WHERE id = '${open}'`,
      () => `UPDATE holds SET state = 'open' WHERE id = '${open}'`,
      () => new RegExp(`state its transfers left it in: ${open}`),
    ],
    [
      'the state of a posted hold',
      () => `UPDATE holds SET state = 'open' WHERE id = '${posted}'`,
      () => `UPDATE holds SET state = 'posted' WHERE id = '${posted}'`,
      () => new RegExp(`state its transfers left it in: ${posted}`),
    ],
    [
      'what a hold posted',
      () => `UPDATE holds SET posted_amount = 6 WHERE id = '${posted}'`,
      () => `UPDATE holds SET posted_amount = 4 WHERE id = '${posted}'`,
      () => new RegExp(`posted as its resolution says: ${posted}`),
    ],
    [
      'what a hold holds',
      () => `UPDATE holds SET amount = 2 WHERE id = '${open}'`,
      () => `UPDATE holds SET amount = 3 WHERE id = '${open}'`,
      () => new RegExp(`posted as its resolution says: ${open}`),
    ],
    [
      'a hold’s id',
      () => `UPDATE holds SET id = 'trf_gone' WHERE id = '${open}'`,
      () => `UPDATE holds SET id = '${open}' WHERE id = 'trf_gone'`,
      () => new RegExp(`posted as its resolution says: ${open}`),
    ],
    [
      'an account’s limit',
      () => `UPDATE accounts SET limited = 0 WHERE id = '${stock}'`,
      () => `UPDATE accounts SET limited = 1 WHERE id = '${stock}'`,
      () => /as the chart has it: stock\.available/,
    ],
    [
      'an account’s owner',
      () => `UPDATE accounts SET owner_key = NULL WHERE id = '${stock}'`,
      () => `UPDATE accounts SET owner_key = '4.template:${templateId(1)}' WHERE id = '${stock}'`,
      () => /as the chart has it: stock\.available/,
    ],
    [
      'an owner’s version',
      () => `UPDATE owners SET version = version - 1 WHERE owner_key = '1.member:${memberId(1)}'`,
      () => `UPDATE owners SET version = version + 1 WHERE owner_key = '1.member:${memberId(1)}'`,
      () => /version that its owner has not reached: 1\.member/,
    ],
    [
      'the place of an event that is to be delivered',
      () => 'UPDATE deliveries SET ordinal = ordinal + 1',
      () => 'UPDATE deliveries SET ordinal = ordinal - 1',
      () => /event that is to be delivered is there, in its place: evt_/,
    ],
    [
      'the event of a delivery',
      () => "UPDATE deliveries SET id = CONCAT('x', id)",
      () => 'UPDATE deliveries SET id = SUBSTR(id, 2)',
      () => /event that is to be delivered is there, in its place: xevt_/,
    ],
  ];

  it.each(cases)('L7: names %s that was changed', async (_, change, undo, finding) => {
    expect((await found(change(), undo())).join('\n')).toMatch(finding());
  });

  it('L7: runs beside live traffic without a false word', async () => {
    await ledger.run(print, { template: 2, amount: 400 }, { key: 'live:print', actor });
    const live = { running: true };
    const audits = (async () => {
      let count = 0;
      while (live.running) {
        await expectCleanBooks(db.database);
        count += 1;
      }
      return count;
    })();
    for (let wave = 0; wave < 12; wave += 1) {
      const results = await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          ledger.run(
            claim,
            { template: 2, member: 100 + wave * 30 + n, limit: 1 },
            { key: `live:${wave}:${n}`, actor },
          ),
        ),
      );
      expect(results.every((result) => result.ok)).toBe(true);
    }
    live.running = false;
    expect(await audits).toBeGreaterThan(1);
  });

  it('L1: every number is stored as an integer', async () => {
    for (const table of LEDGER_TABLES) {
      const numbers = table.columnNames.filter((name) =>
        /(_posted|_pending|amount|version|ordinal|limited|_at|^at|attempts)$/.test(name),
      );
      for (const column of numbers) {
        const sql =
          testDatabase === 'sqlite'
            ? `SELECT COUNT(*) AS n FROM ${table.name} WHERE typeof(${column}) NOT IN ('integer', 'null')`
            : `SELECT COUNT(*) AS n FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '${table.name}' AND column_name = '${column}' AND data_type NOT IN ('bigint', 'int')`;
        const [row] = await db.database.read.query<{ n: number | string }>(sql);
        expect(`${table.name}.${column}: ${Number(row?.n)}`).toBe(`${table.name}.${column}: 0`);
      }
    }
  });
});
