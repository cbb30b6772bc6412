import * as fc from 'fast-check';
import { DAY_MS, HOUR_MS, instant, startOfDay, type Day } from '../../shared/kernel';
import { checkBillJob } from '../../server/payments';
import type { JobContext } from '../../server/platform/jobs';
import { createTestApp, sandboxPost, type TestApp } from '../support/app';
import { signIn } from './console.support';
import {
  askBack,
  buy,
  followRefunds,
  openMarket,
  type BoughtOrder,
  type Market,
} from './order-refunds.support';

const DAY = '2026-11-20' as Day;
const NEXT = '2026-11-21' as Day;
const ZONE = 'Asia/Shanghai';

let app: TestApp;
let market: Market;
/** Paid on the day: the first two with a refund. */
let bought: BoughtOrder[];
let trades: string[];
let refunds: string[];

const read = <One extends object>(sql: string, params: string[] = []) =>
  app.db.database.read.query<One>(sql, params);

async function numberOf({ payment }: BoughtOrder): Promise<string> {
  const [row] = await read<{ n: string }>('SELECT out_trade_no AS n FROM payments WHERE id = ?', [
    payment ?? '',
  ]);
  return row?.n ?? '';
}

beforeEach(async () => {
  app = await createTestApp({ pay: true });
  // the day's own job would compare beside the test
  await app.app.background.stop();
  market = await openMarket(app);
  bought = [];
  for (const price_fen of [990, 1_000, 1, 2_989]) bought.push(await buy(market, { price_fen }));
  trades = await Promise.all(bought.map(numberOf));
  await askBack(app, bought[0]!, 1, { fen: 990, points: 0 });
  await askBack(app, bought[1]!, 1, { fen: 1_000, points: 0 });
  await followRefunds(app);
  const rows = await read<{ n: string }>(
    'SELECT out_refund_no AS n FROM payment_refunds ORDER BY amount_fen',
  );
  refunds = rows.map(({ n }) => n);
  // the next day, after ten
  app.clock.set(instant(startOfDay(NEXT, ZONE) + 10.5 * HOUR_MS));
});
afterEach(() => app.close());

/** Runs the job of a day to its end. Answers the lines of its result. */
async function check(day: Day = NEXT): Promise<unknown[][]> {
  const { database, ledger, payments, config } = app.app.core;
  const kind = checkBillJob({ database, ledger, gateway: payments, pay: config.pay });
  const context = { params: { day }, now: app.clock.now() } as JobContext<{ day: Day }>;
  const rows: unknown[][] = [];
  for (let cursor: { readonly day: Day } | null = null; ;) {
    const step = await kind.step(cursor, context);
    rows.push(...(step.rows ?? []).map((row) => [...row]));
    cursor = step.cursor;
    if (step.finished) return rows;
  }
}

const plant = (plan: object, day: Day = DAY): Promise<unknown> =>
  sandboxPost(app.sandboxUrl, `bills/${day}`, plan);

async function differences(day: Day = DAY) {
  const token = await signIn(app);
  const { items } = await app.ok('GET /console/bill-differences', { token, query: { day, limit: 100 } });
  return items.map(({ id: _id, day: _day, ...rest }) => rest).sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

describe('K5: the trade bill of a day', () => {
  it('says what our books say', async () => {
    expect(await check()).toEqual([]);
    const token = await signIn(app);
    const { items } = await app.ok('GET /console/bill-checks', { token });
    expect(items).toMatchObject([{ day: DAY, payments: 4, refunds: 2, differences: 0 }]);
    // a day later nothing of this day is in question: lines of refunds never change
    app.clock.advance(DAY_MS);
    expect(await check('2026-11-22' as Day)).toEqual([]);
  });

  it('differs in what is planted into it and nothing else', async () => {
    await plant({
      omit: [trades[2], refunds[0]],
      amounts: { [trades[3]!]: 3_000, [refunds[1]!]: 1 },
      extra: [{ out_trade_no: 'stranger-0001', total_fen: 770 }],
    });
    const rows = await check();
    expect(await differences()).toMatchObject([
      { kind: 'payment_amount', out_trade_no: trades[3], ours_fen: 2_989, theirs_fen: 3_000 },
      { kind: 'payment_missing', out_trade_no: trades[2], ours_fen: 1, theirs_fen: null },
      { kind: 'payment_unknown', out_trade_no: 'stranger-0001', ours_fen: null, theirs_fen: 770 },
      { kind: 'refund_amount', out_refund_no: refunds[1], ours_fen: 1_000, theirs_fen: 1 },
      { kind: 'refund_missing', out_refund_no: refunds[0], ours_fen: 990, theirs_fen: null },
    ]);
    expect(rows).toHaveLength(5);
  });

  it('may be compared again: what is mended is gone, what comes back is there again', async () => {
    await plant({ omit: [trades[2]], extra: [{ out_trade_no: 'stranger-0001', total_fen: 770 }] });
    await check();
    await check();
    expect((await differences()).map(({ kind }) => kind)).toEqual(['payment_missing', 'payment_unknown']);
    await plant({ omit: [trades[2]] });
    app.clock.advance(1_000);
    await check();
    expect((await differences()).map(({ kind }) => kind)).toEqual(['payment_missing']);
    await plant({ extra: [{ out_trade_no: 'stranger-0001', total_fen: 770 }] });
    app.clock.advance(1_000);
    await check();
    expect((await differences()).map(({ kind }) => kind)).toEqual(['payment_unknown']);
    const token = await signIn(app);
    const { items } = await app.ok('GET /console/bill-checks', { token });
    expect(items).toMatchObject([{ day: DAY, differences: 1 }]);
  });

  it.each([
    [
      'money that is not booked',
      "UPDATE payments SET state = 'closed', paid_at = NULL WHERE out_trade_no = ?",
      [{ kind: 'payment_unknown', ours_fen: null, theirs_fen: 2_989 }],
    ],
    [
      'money booked under another transaction',
      "UPDATE payments SET transaction_id = 'other' WHERE out_trade_no = ?",
      [
        { kind: 'payment_missing', ours_fen: 2_989, theirs_fen: null },
        { kind: 'payment_unknown', ours_fen: null, theirs_fen: 2_989 },
      ],
    ],
    [
      'another amount',
      'UPDATE payments SET received_fen = 2900 WHERE out_trade_no = ?',
      [{ kind: 'payment_amount', ours_fen: 2_900, theirs_fen: 2_989 }],
    ],
    // it is in the bill of the other merchant number
    [
      'money paid to another merchant number, which is in another bill',
      "UPDATE payments SET mchid = '1900000000' WHERE out_trade_no = ?",
      [],
    ],
  ])('differs from damaged books: %s', async (_name, damage, expected) => {
    await app.db.database.transaction((session) => session.execute(damage, [trades[3]!]));
    await check();
    expect(await differences()).toMatchObject(expected);
  });

  it('is compared for every day that was missed', async () => {
    const late = instant(startOfDay('2026-11-23' as Day, ZONE) + 10.5 * HOUR_MS);
    app.clock.set(late);
    await plant({ extra: [{ out_trade_no: 'stranger-0001', total_fen: 770 }] }, NEXT);
    await check('2026-11-23' as Day);
    const token = await signIn(app);
    const { items } = await app.ok('GET /console/bill-checks', { token });
    expect(items.map(({ day, differences: n }) => [day, n])).toEqual([
      ['2026-11-22', 0],
      [NEXT, 1],
      [DAY, 0],
    ]);
  });

  it('is not there before ten: the step fails, to be tried again', async () => {
    app.clock.set(instant(startOfDay(NEXT, ZONE) + 8 * HOUR_MS));
    await expect(check()).rejects.toThrow('STATEMENT_CREATING');
    expect(await read('SELECT * FROM bill_checks')).toEqual([]);
  });

  it('finds whatever is planted, and only that', async () => {
    const fen = fc.integer({ min: 0, max: 5_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.subarray([0, 1, 2, 3]),
        fc.subarray([0, 1]),
        fc.dictionary(fc.constantFrom('0', '1', '2', '3'), fen),
        fc.dictionary(fc.constantFrom('0', '1'), fen),
        fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 3 }),
        async (noTrades, noRefunds, tradeFen, refundFen, strangers) => {
          const paid = [990, 1_000, 1, 2_989];
          const back = [990, 1_000];
          const amounts = Object.fromEntries([
            ...Object.entries(tradeFen).map(([n, to]) => [trades[Number(n)], to] as const),
            ...Object.entries(refundFen).map(([n, to]) => [refunds[Number(n)], to] as const),
          ]);
          const extra = strangers.map((n) => ({ out_trade_no: `stranger-${n}`, total_fen: n }));
          const omit = [...noTrades.map((n) => trades[n]), ...noRefunds.map((n) => refunds[n])];
          await plant({ omit, amounts, extra });
          app.clock.advance(1_000);
          await check();
          const expected = [
            ...noTrades.map((n) => `payment_missing ${trades[n]}`),
            ...noRefunds.map((n) => `refund_missing ${refunds[n]}`),
            ...strangers.map((n) => `payment_unknown stranger-${n}`),
            ...Object.entries(tradeFen)
              .filter(([n, to]) => to !== paid[Number(n)] && !noTrades.includes(Number(n)))
              .map(([n]) => `payment_amount ${trades[Number(n)]}`),
            ...Object.entries(refundFen)
              .filter(([n, to]) => to !== back[Number(n)] && !noRefunds.includes(Number(n)))
              .map(([n]) => `refund_amount ${refunds[Number(n)]}`),
          ];
          const found = (await differences()).map(
            ({ kind, out_trade_no, out_refund_no }) => `${kind} ${out_refund_no ?? out_trade_no}`,
          );
          expect(found.sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 8, seed: 20261122 },
    );
  });
});
