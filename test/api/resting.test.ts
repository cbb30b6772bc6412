import { DAY_MS, HOUR_MS, instant } from '../../shared/kernel';
import { createTestApp, useTestApp, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import {
  balanceOf,
  claim,
  joinCustomer,
  listedTemplate,
  openCounter,
  spend,
  type Counter,
  type Customer,
} from './counter.support';
import { countRows } from './joins.support';
import { bought, buy, letArrive, refund } from './refunds.support';

/** Friday, 10:00 in Shanghai; what is bought now rests for seven whole days. */
const BOUGHT_AT = instant(Date.UTC(2026, 10, 20, 2));
const ARRIVES_AT = '2026-11-27T16:00:00.000Z';

let app: TestApp;
let counter: Counter;

// a day passes in each test, and with it the sessions of the console
useTestApp(
  async (started) => {
    app = started;
    counter = await openCounter(app, { rest_days: 7 });
  },
  { life: 'test' },
);

function untilArrival(ms = 0): void {
  app.clock.set(instant(Date.parse(ARRIVES_AT) + ms));
}

/** Tokens last for seven days; who comes back after that signs in again. */
async function again<One extends { readonly openid: string; readonly token: string }>(
  one: One,
): Promise<One> {
  return { ...one, token: await app.asPerson(one.openid) };
}

const statement = async (customer: Customer) =>
  (await app.ok('GET /me/points/transfers', { token: customer.token })).items.map(
    ({ reason, points, balance_after }) => [reason, points, balance_after],
  );

describe('points that rest', () => {
  it('P4: are announced at once, count when their time has come, and then stand on the statement', async () => {
    const { customer, purchase } = await bought(app, counter, 5_000);
    expect(purchase).toMatchObject({
      earning: { total: 50, parts: [{ kind: 'base', points: 50 }], resting_until_at: ARRIVES_AT },
      balance_after: 0,
    });
    expect(await balanceOf(app, customer)).toMatchObject({
      balance: 0,
      pending: 50,
      next_arrival: { points: 50, at: ARRIVES_AT },
      expiries: [],
    });
    expect(await statement(customer)).toEqual([]);
    untilArrival(-1);
    expect(await letArrive(app)).toBe(0);
    untilArrival();
    await letArrive(app);
    const back = await again(customer);
    expect(await balanceOf(app, back)).toMatchObject({ balance: 50, pending: 0, next_arrival: null });
    expect(await statement(back)).toEqual([['purchase', 50, 50]]);
    const events = await countRows(app, "SELECT COUNT(*) AS n FROM outbox WHERE type = 'points.arrived'", []);
    expect(events).toBe(1);
  });

  it('P4: arrive by themselves, once, however many look', async () => {
    const { customer } = await bought(app, counter, 5_000);
    const others = testDatabase === 'mariadb' ? [app, await app.second()] : [app, app];
    untilArrival();
    await Promise.all(others.map((other) => letArrive(other)));
    await Promise.all(others.map((other) => letArrive(other)));
    if (others[1] !== app) await others[1]?.close();
    expect((await balanceOf(app, await again(customer))).balance).toBe(50);
  });

  it('P4: pay a debt when they arrive, not before', async () => {
    const here = await openCounter(app);
    const { customer, id } = await bought(app, here, 3_000);
    await spend(app, customer, 30);
    await refund(app, here.clerk, id, 3_000);
    const { purchase_id: resting, earning } = await buy(app, counter, customer, { amount_fen: 5_000 });
    expect(earning).toMatchObject({ total: 50, parts: [{ kind: 'base', points: 50 }] });
    expect(await balanceOf(app, customer)).toMatchObject({ balance: 0, pending: 50, debt: 30 });
    untilArrival();
    await letArrive(app);
    const back = await again(customer);
    expect(await balanceOf(app, back)).toMatchObject({ balance: 20, pending: 0, debt: 0 });
    expect((await statement(back))[0]).toEqual(['purchase', 50, 20]);
    // what repaid the debt was earned too
    const boss = await again(counter.manager);
    const reply = await refund(app, boss, resting, 5_000);
    expect(reply.body).toMatchObject({ points: { taken: 20, voided: 0, owed: 30 } });
  });

  it('P4: all go to a debt that is as large', async () => {
    const here = await openCounter(app);
    const { customer, id } = await bought(app, here, 9_000);
    await spend(app, customer, 90);
    await refund(app, here.clerk, id, 9_000);
    await buy(app, counter, customer, { amount_fen: 5_000 });
    untilArrival();
    await letArrive(app);
    expect(await balanceOf(app, await again(customer))).toMatchObject({ balance: 0, pending: 0, debt: 40 });
  });

  it('P4: a refund only voids the hold, in part or whole, and the rest arrives at the same time', async () => {
    const { customer, id } = await bought(app, counter, 5_000);
    const quote = await app.ok('GET /staff/purchases/{id}/refund-quote', {
      token: counter.clerk.token,
      params: { id },
      query: { amount_fen: 2_000 },
    });
    const part = await refund(app, counter.clerk, id, 2_000);
    expect(part.body).toMatchObject({ points: { taken: 0, voided: 20, owed: 0 }, balance_after: 0 });
    expect([quote.points, quote.balance_after]).toEqual([part.body.points, 0]);
    expect(await balanceOf(app, customer)).toMatchObject({
      pending: 30,
      debt: 0,
      next_arrival: { points: 30, at: ARRIVES_AT },
    });
    const nothing = await refund(app, counter.clerk, id, 50);
    expect(nothing.body.points).toEqual({ taken: 0, voided: 1, owed: 0 });
    const { purchase_id: other } = await buy(app, counter, customer, { amount_fen: 1_000 });
    expect((await refund(app, counter.clerk, other, 1_000)).body.points.voided).toBe(10);
    expect(await statement(customer)).toEqual([]);
    untilArrival();
    await letArrive(app);
    const back = await again(customer);
    expect(await statement(back)).toEqual([['purchase', 29, 29]]);
    const boss = await again(counter.manager);
    expect((await refund(app, boss, id, 2_950)).body.points).toEqual({ taken: 29, voided: 0, owed: 0 });
  });

  it('C7: an undo voids the hold', async () => {
    const customer = await joinCustomer(app);
    const coupon = await claim(app, customer, await listedTemplate(app, counter));
    const { redemption_ids } = await buy(app, counter, customer, {
      amount_fen: 5_500,
      coupon_ids: [coupon.id],
    });
    const undone = await app.ok('POST /staff/redemptions/{id}/undo', {
      token: counter.clerk.token,
      params: { id: redemption_ids[0]! },
      body: { reason: '点错了' },
    });
    expect(undone).toMatchObject({ points_taken_back: 50, points_owed: 0 });
    expect(await balanceOf(app, customer)).toMatchObject({ balance: 0, pending: 0, debt: 0 });
    expect(await statement(customer)).toEqual([]);
  });

  it('S3: collected from a receipt rest from the day they are collected', async () => {
    const { receipt } = await app.ok('POST /staff/purchases', {
      token: counter.clerk.token,
      body: { store_id: counter.shop.store_id, amount_fen: 5_000 },
    });
    app.clock.advance(20 * HOUR_MS);
    const customer = await joinCustomer(app);
    const collected = await app.ok('POST /me/receipts', {
      token: customer.token,
      body: { code: receipt?.code ?? '' },
    });
    expect(collected.earning.resting_until_at).toBe('2026-11-28T16:00:00.000Z');
    app.clock.set(instant(BOUGHT_AT + 9 * DAY_MS));
    await letArrive(app);
    expect(await statement(await again(customer))).toEqual([['receipt', 50, 50]]);
  });

  it('P4: a merchant without a rest, and nothing earned, rest for nothing', async () => {
    const here = await openCounter(app);
    const { purchase } = await bought(app, here, 5_000);
    expect(purchase.earning.resting_until_at).toBeNull();
    const { purchase: small } = await bought(app, counter, 50);
    expect(small.earning).toMatchObject({ total: 0, resting_until_at: null });
  });
});

describe('points that rest beyond their last day', () => {
  it('P6: arrive there and do not count', async () => {
    const { program } = app.app.core.config;
    const short = await createTestApp({
      settings: { program: { ...program, point_expiry: { kind: 'months', months: 0 } } },
    });
    try {
      const here = await openCounter(short, { rest_days: 20 });
      const { customer } = await bought(short, here, 5_000);
      expect((await balanceOf(short, customer)).pending).toBe(50);
      short.clock.set(instant(BOUGHT_AT + 25 * DAY_MS));
      await letArrive(short);
      const token = await short.asPerson(customer.openid);
      expect(await balanceOf(short, { ...customer, token })).toMatchObject({
        balance: 0,
        pending: 0,
        debt: 0,
      });
      await short.audit();
    } finally {
      await short.close();
    }
  });
});
