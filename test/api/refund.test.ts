import { DAY_MS } from '../../shared/kernel';
import { createTestApp, useTestApp, type TestApp } from '../support/app';
import {
  balanceOf,
  claim,
  couponOf,
  joinCustomer,
  listedTemplate,
  openCounter,
  spend,
  type Counter,
  type Customer,
} from './counter.support';
import { bought, buy, refund } from './refunds.support';

let app: TestApp;
let counter: Counter;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
});

const LINES = [
  { name: '拿铁', quantity: 2, amount_fen: 6_000 },
  { name: '饼干', quantity: 1, amount_fen: 3_000 },
];

const statement = async (customer: Customer) =>
  (await app.ok('GET /me/points/transfers', { token: customer.token })).items.map(
    ({ reason, points, balance_after }) => [reason, points, balance_after],
  );

const quote = (id: string, query: { amount_fen?: number; lines?: string }, assistant = counter.clerk) =>
  app.call('GET /staff/purchases/{id}/refund-quote', { token: assistant.token, params: { id }, query });

describe('a refund', () => {
  it('P4: by amount takes back what it had earned, and says so everywhere', async () => {
    const { customer, id } = await bought(app, counter, 9_999);
    const { next } = await app.ok('GET /me/events', { token: customer.token });
    const shown = await quote(id, { amount_fen: 5_000 });
    const reply = await refund(app, counter.clerk, id, 5_000);
    expect([reply.status, reply.body]).toEqual([
      201,
      {
        refund_id: expect.stringMatching(/^rfd_/) as string,
        purchase_id: id,
        refund_fen: 5_000,
        stays_fen: 4_999,
        points: { taken: 50, voided: 0, owed: 0 },
        balance_after: 49,
      },
    ]);
    expect(shown.body).toEqual({
      refund_fen: 5_000,
      stays_fen: 4_999,
      line_refunds_fen: [],
      points: reply.body.points,
      balance_after: 49,
      obstacle: null,
    });
    expect(await balanceOf(app, customer)).toMatchObject({ balance: 49, debt: 0 });
    expect(await statement(customer)).toEqual([
      ['refund', -50, 49],
      ['purchase', 99, 99],
    ]);
    const events = await app.ok('GET /me/events', {
      token: customer.token,
      query: { after: next, wait_ms: 0 },
    });
    expect(events.items.map(({ type, data }) => [type, data['points'], data['refund_fen']])).toEqual([
      ['purchase.refunded', -50, 5_000],
    ]);
  });

  it('P4: any series sums exactly, and a refund of no point writes no line', async () => {
    const { customer, id } = await bought(app, counter, 9_950);
    const parts = [];
    for (const amount of [50, 99, 101, 33, 9_667]) {
      const reply = await refund(app, counter.clerk, id, amount);
      expect(reply.status).toBe(201);
      parts.push(reply.body.points.taken);
    }
    expect(parts).toEqual([0, 1, 1, 1, 96]);
    expect(await statement(customer)).toHaveLength(5);
    expect((await balanceOf(app, customer)).balance).toBe(0);
    const over = await refund(app, counter.clerk, id, 1);
    expect(over.body).toMatchObject({ code: 'refund_too_much', params: { available: '0' } });
  });

  it('P4: by lines gives back of those lines, by amount of all that is left, pro rata', async () => {
    const { id } = await bought(app, counter, { amount_fen: 9_000, lines: LINES });
    const first = await refund(app, counter.clerk, id, { lines: [{ index: 0, amount_fen: 3_000 }] });
    expect(first.body).toMatchObject({ refund_fen: 3_000, stays_fen: 6_000, points: { taken: 30 } });
    expect((await quote(id, { amount_fen: 1_000 })).body.line_refunds_fen).toEqual([500, 500]);
    expect((await quote(id, { lines: '1:1000,0:1' })).body.line_refunds_fen).toEqual([1, 1_000]);
    await refund(app, counter.clerk, id, 1_000);
    const { lines } = await app.ok('GET /staff/purchases/{id}', {
      token: counter.clerk.token,
      params: { id },
    });
    expect(lines).toEqual([
      { name: '拿铁', quantity: 2, paid_fen: 6_000, refunded_fen: 3_500 },
      { name: '饼干', quantity: 1, paid_fen: 3_000, refunded_fen: 500 },
    ]);
  });

  it('P4: with a coupon is of what was paid; the coupon stays redeemed, and nothing is undone any more', async () => {
    const customer = await joinCustomer(app);
    const coupon = await claim(app, customer, await listedTemplate(app, counter));
    const purchase = await buy(app, counter, customer, {
      amount_fen: 9_000,
      lines: LINES,
      coupon_ids: [coupon.id],
    });
    const whole = await refund(app, counter.clerk, purchase.purchase_id, 9_000);
    expect(whole.body).toMatchObject({ code: 'refund_too_much', params: { available: '85' } });
    const done = await refund(app, counter.clerk, purchase.purchase_id, 8_500);
    expect(done.body).toMatchObject({ stays_fen: 0, points: { taken: 85 }, balance_after: 0 });
    expect(await couponOf(app, customer, coupon)).toMatchObject({ state: 'redeemed' });
    const undo = await app.call('POST /staff/redemptions/{id}/undo', {
      token: counter.clerk.token,
      params: { id: purchase.redemption_ids[0]! },
      body: { reason: '点错了' },
    });
    expect([undo.status, undo.body.code]).toEqual([409, 'purchase_refunded']);
  });

  it('P4: of an undone purchase there is none', async () => {
    const customer = await joinCustomer(app);
    const coupon = await claim(app, customer, await listedTemplate(app, counter));
    const { purchase_id, redemption_ids } = await buy(app, counter, customer, {
      amount_fen: 2_500,
      coupon_ids: [coupon.id],
    });
    await app.ok('POST /staff/redemptions/{id}/undo', {
      token: counter.clerk.token,
      params: { id: redemption_ids[0]! },
      body: { reason: '点错了' },
    });
    expect((await refund(app, counter.clerk, purchase_id, 100)).body.code).toBe('purchase_undone');
    expect((await quote(purchase_id, { amount_fen: 100 })).body.obstacle?.code).toBe('purchase_undone');
  });

  it('P4: points that were spent become a debt, which the next purchase pays first', async () => {
    const { customer, id } = await bought(app, counter, 10_000);
    await spend(app, customer, 80);
    const shown = (await quote(id, { amount_fen: 10_000 })).body;
    const { body } = await refund(app, counter.clerk, id, 10_000);
    expect(body).toMatchObject({ points: { taken: 20, voided: 0, owed: 80 }, balance_after: 0 });
    expect([shown.points, shown.balance_after]).toEqual([body.points, body.balance_after]);
    expect(await balanceOf(app, customer)).toMatchObject({ balance: 0, debt: 80 });
    const next = await buy(app, counter, customer, { amount_fen: 10_000 });
    expect(next.earning).toEqual({
      total: 20,
      parts: [
        { kind: 'base', points: 100 },
        { kind: 'debt', points: -80 },
      ],
      resting_until_at: null,
    });
  });

  it('P4: of points that have expired takes others, and owes what there is not', async () => {
    const short = await createTestAppWith({ kind: 'months', months: 1 });
    try {
      const here = await openCounter(short);
      const { customer, id } = await bought(short, here, 10_000);
      short.clock.advance(45 * DAY_MS);
      await Promise.all(
        [here.clerk, here.manager].map(async (one) =>
          Object.assign(one, { token: await short.asPerson(one.openid) }),
        ),
      );
      Object.assign(customer, { token: await short.asPerson(customer.openid) });
      await buy(short, here, customer, { amount_fen: 3_000 });
      expect((await balanceOf(short, customer)).balance).toBe(30);
      const { body } = await refund(short, here.manager, id, 10_000);
      expect(body).toMatchObject({ points: { taken: 30, voided: 0, owed: 70 }, balance_after: 0 });
      await short.audit();
    } finally {
      await short.close();
    }
  });

  it('P4: recomputes with the rule and the cap room of the purchase, and does not open the cap again', async () => {
    const capped = await openCounter(app, { daily_cap: 100 });
    const customer = await joinCustomer(app);
    await buy(app, capped, customer, { amount_fen: 4_000 });
    const { purchase_id: id, earning } = await buy(app, capped, customer, { amount_fen: 9_000 });
    expect(earning.total).toBe(60);
    await changeRule(capped, { multiplier_bp: 50_000, daily_cap: null });
    // of 90 yuan 60 were within the cap: 30 come back for nothing
    expect((await refund(app, capped.clerk, id, 3_000)).body.points.taken).toBe(0);
    expect((await refund(app, capped.clerk, id, 1_000)).body.points.taken).toBe(10);
    await changeRule(capped, { multiplier_bp: 10_000, daily_cap: 100 }, 2);
    expect((await buy(app, capped, customer, { amount_fen: 9_000 })).earning.total).toBe(0);
  });

  it('P4: of a purchase from before rules were kept follows the money', async () => {
    const tripled = await openCounter(app, { multiplier_bp: 30_000 });
    const { customer, id } = await bought(app, tripled, 10_000);
    await app.db.database.transaction((session) =>
      session.execute('UPDATE purchases SET rule_applied = NULL WHERE id = ?', [id]),
    );
    expect((await refund(app, tripled.clerk, id, 3_333)).body.points.taken).toBe(100);
    expect((await refund(app, tripled.clerk, id, 6_667)).body.points.taken).toBe(200);
    expect((await balanceOf(app, customer)).balance).toBe(0);
  });

  it('S3: before anybody has collected the points lowers what can be collected', async () => {
    const { purchase_id: id, receipt } = await app.ok('POST /staff/purchases', {
      token: counter.clerk.token,
      body: { store_id: counter.shop.store_id, amount_fen: 5_000 },
    });
    const reply = await refund(app, counter.clerk, id, 2_000);
    expect(reply.body).toMatchObject({ points: { taken: 0, voided: 0, owed: 0 }, balance_after: null });
    const customer = await joinCustomer(app);
    const collected = await app.ok('POST /me/receipts', {
      token: customer.token,
      body: { code: receipt?.code ?? '' },
    });
    expect(collected).toMatchObject({ earning: { total: 30 }, balance_after: 30 });
    expect((await refund(app, counter.clerk, id, 3_000)).body).toMatchObject({ points: { taken: 30 } });
  });
});

/** A shop of its own, with another expiry. */
async function createTestAppWith(
  point_expiry: TestApp['app']['core']['config']['program']['point_expiry'],
): Promise<TestApp> {
  const { program } = app.app.core.config;
  return createTestApp({ settings: { program: { ...program, point_expiry } } });
}

async function changeRule(
  of: Counter,
  rule: { multiplier_bp: number; daily_cap: number | null },
  version = 1,
): Promise<void> {
  await app.ok('PATCH /console/merchants/{id}', {
    token: await app.asConsole(),
    params: { id: of.shop.merchant_id },
    body: { version, point_rule: { rate_bp: 10_000, ...rule } },
  });
}
