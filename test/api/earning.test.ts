import type { BodyInputOf, Routes } from '../../shared/contract';
import { useTestApp, type TestApp } from '../support/app';
import {
  claim,
  joinCustomer,
  listedTemplate,
  nextStep,
  openCounter,
  spend,
  type Counter,
  type Customer,
} from './counter.support';
import { buy, refund, ticket } from './refunds.support';

let app: TestApp;

useTestApp((started) => void (app = started));

type Campaign = BodyInputOf<Routes['POST /console/point-campaigns']>;

/** More points at a counter's merchant, always, unless told otherwise. The clock stands on a Friday. */
async function campaign(counter: Counter, change: Partial<Campaign> = {}) {
  return app.ok('POST /console/point-campaigns', {
    token: await app.asConsole(),
    body: {
      merchant_id: counter.shop.merchant_id,
      name: '双倍积分',
      multiplier_bp: 20_000,
      weekdays: [],
      store_ids: [],
      from_day: '2026-11-01',
      to_day: null,
      from_minute: null,
      to_minute: null,
      ...change,
    },
  });
}

async function changeRule(
  { shop }: Counter,
  version: number,
  rule: Partial<BodyInputOf<Routes['POST /console/merchants']>['point_rule']>,
): Promise<void> {
  await app.ok('PATCH /console/merchants/{id}', {
    token: await app.asConsole(),
    params: { id: shop.merchant_id },
    body: { version, point_rule: { rate_bp: 10_000, multiplier_bp: 10_000, daily_cap: null, ...rule } },
  });
}

const quoteOf = async (counter: Counter, customer: Customer, amount: number) => {
  const scanId = await ticket(app, counter, customer);
  const quote = await app.ok('GET /staff/scans/{id}/quote', {
    token: counter.clerk.token,
    params: { id: scanId },
    query: { amount_fen: amount },
  });
  return { scanId, quote };
};

describe('what a purchase earns', () => {
  it('P1: lists the campaign that counts, the largest of those that fit', async () => {
    const counter = await openCounter(app, { multiplier_bp: 15_000 });
    await campaign(counter);
    await campaign(counter, { multiplier_bp: 30_000 });
    await campaign(counter, { multiplier_bp: 90_000, weekdays: [1] });
    await campaign(counter, { multiplier_bp: 90_000, store_ids: [counter.other_store_id] });
    const { version, id } = await campaign(counter, { multiplier_bp: 90_000 });
    await app.ok('PATCH /console/point-campaigns/{id}', {
      token: await app.asConsole(),
      params: { id },
      body: { version, state: 'paused' },
    });
    const { earning } = await buy(app, counter, await joinCustomer(app), { amount_fen: 9_999 });
    expect(earning).toEqual({
      total: 449,
      parts: [
        { kind: 'base', points: 99 },
        { kind: 'multiplier', points: 50 },
        { kind: 'campaign', points: 300 },
      ],
      resting_until_at: null,
    });
  });

  it('P1: leaves out lines of excluded categories, by what was paid of them', async () => {
    const counter = await openCounter(app, { excluded_categories: ['烟', '酒'] });
    const customer = await joinCustomer(app);
    const lines = [
      { name: '拿铁', quantity: 2, amount_fen: 6_000, category: '饮品' },
      { name: '香烟', quantity: 1, amount_fen: 2_000, category: '烟' },
      { name: '饼干', quantity: 1, amount_fen: 2_000 },
    ];
    const coupon = await claim(app, customer, await listedTemplate(app, counter));
    const plain = await buy(app, counter, customer, { amount_fen: 10_000, lines });
    expect(plain.earning).toMatchObject({
      total: 80,
      parts: [
        { kind: 'base', points: 100 },
        { kind: 'excluded', points: -20 },
      ],
    });
    // ¥5 off are spread over the lines: ¥1 of them on the cigarettes
    const { earning, purchase_id: id } = await buy(app, counter, customer, {
      amount_fen: 10_000,
      lines,
      coupon_ids: [coupon.id],
    });
    expect(earning).toMatchObject({
      total: 76,
      parts: [
        { kind: 'base', points: 95 },
        { kind: 'excluded', points: -19 },
      ],
    });
    // what earned nothing takes nothing back, whatever the rule says by now
    await changeRule(counter, 1, { excluded_categories: [] });
    const tobacco = await refund(app, counter.clerk, id, { lines: [{ index: 1, amount_fen: 1_900 }] });
    expect(tobacco.body.points.taken).toBe(0);
    const coffee = await refund(app, counter.clerk, id, { lines: [{ index: 0, amount_fen: 5_700 }] });
    expect(coffee.body.points.taken).toBe(57);
  });

  it('P1: of a bill with lines is shown before as it is booked, with a coupon too', async () => {
    const counter = await openCounter(app, { excluded_categories: ['烟'] });
    const customer = await joinCustomer(app);
    const lines = [
      { name: '拿铁', quantity: 1, amount_fen: 7_000, category: '饮品' },
      { name: '香烟', quantity: 1, amount_fen: 3_000, category: '烟' },
    ];
    const coupon = await claim(app, customer, await listedTemplate(app, counter));
    const scan_id = await ticket(app, counter, customer);
    const ask = (text: string) =>
      app.call('GET /staff/scans/{id}/quote', {
        token: counter.clerk.token,
        params: { id: scan_id },
        query: { amount_fen: 10_000, coupon_id: coupon.id, lines: text },
      });
    const { body: quote } = await ask(JSON.stringify(lines));
    expect(quote).toMatchObject({ paid_fen: 9_500, line_discounts_fen: [350, 150], earning: { total: 66 } });
    const booked = await app.ok('POST /staff/purchases', {
      token: counter.clerk.token,
      body: {
        scan_id,
        store_id: counter.shop.store_id,
        amount_fen: 10_000,
        lines,
        coupon_ids: [coupon.id],
        expected: { paid_fen: quote.paid_fen, points: quote.earning.total },
      },
    });
    expect(booked.earning).toEqual(quote.earning);
    for (const text of ['[]', '{"a":1}', 'no json', JSON.stringify([{ name: '拿铁' }])])
      expect((await ask(text)).body).toMatchObject({ code: 'malformed', fields: [{}] });
  });

  it('P1: of the longest bill with the longest names is recorded', async () => {
    const counter = await openCounter(app, { excluded_categories: ['"'.repeat(20)] });
    const lines = Array.from({ length: 100 }, () => ({
      name: '"'.repeat(40),
      quantity: 10_000,
      amount_fen: 1_000_000,
      category: '"'.repeat(20),
    }));
    const { earning } = await buy(app, counter, await joinCustomer(app), { amount_fen: 100_000_000, lines });
    expect(earning).toMatchObject({ total: 0, parts: [{ points: 1_000_000 }, { points: -1_000_000 }] });
  });

  it('P1: a multiplier changed in the middle of the day counts for what is bought later', async () => {
    const counter = await openCounter(app);
    const customer = await joinCustomer(app);
    const before = await buy(app, counter, customer, { amount_fen: 5_000 });
    await changeRule(counter, 1, { multiplier_bp: 20_000 });
    const after = await buy(app, counter, customer, { amount_fen: 5_000 });
    expect([before.earning.total, after.earning.total]).toEqual([50, 100]);
    const first = await refund(app, counter.clerk, before.purchase_id, 5_000);
    expect(first.body.points.taken).toBe(50);
    const second = await refund(app, counter.clerk, after.purchase_id, 5_000);
    expect(second.body.points.taken).toBe(100);
  });

  it('S3: collected later goes by the rule of the moment it is collected', async () => {
    const counter = await openCounter(app);
    const { receipt, earning } = await app.ok('POST /staff/purchases', {
      token: counter.clerk.token,
      body: { store_id: counter.shop.store_id, amount_fen: 5_000 },
    });
    expect(earning.total).toBe(50);
    await campaign(counter);
    const customer = await joinCustomer(app);
    const collected = await app.ok('POST /me/receipts', {
      token: customer.token,
      body: { code: receipt?.code ?? '' },
    });
    expect(collected.earning.total).toBe(100);
  });
});

describe('a quote', () => {
  it('P1: is what is booked, part by part, with cap, campaign and debt', async () => {
    const counter = await openCounter(app, { daily_cap: 150 });
    await campaign(counter);
    const customer = await joinCustomer(app);
    const owing = await buy(app, counter, customer, { amount_fen: 1_000 });
    await spend(app, customer, 15);
    await refund(app, counter.clerk, owing.purchase_id, 1_000);
    const { scanId, quote } = await quoteOf(counter, customer, 9_000);
    expect(quote.earning.parts.map(({ kind }) => kind)).toEqual(['base', 'campaign', 'daily_cap', 'debt']);
    const booked = await app.ok('POST /staff/purchases', {
      token: counter.clerk.token,
      body: {
        scan_id: scanId,
        store_id: counter.shop.store_id,
        amount_fen: 9_000,
        expected: { paid_fen: quote.paid_fen, points: quote.earning.total },
      },
    });
    expect(booked.earning).toEqual(quote.earning);
  });

  it('C7a: that has changed meanwhile is shown again before anything is done', async () => {
    const counter = await openCounter(app);
    const customer = await joinCustomer(app);
    const { scanId, quote } = await quoteOf(counter, customer, 9_000);
    await changeRule(counter, 1, { rate_bp: 20_000 });
    const body = {
      scan_id: scanId,
      store_id: counter.shop.store_id,
      amount_fen: 9_000,
      expected: { paid_fen: quote.paid_fen, points: quote.earning.total },
    };
    const { token } = counter.clerk;
    const refused = await app.call('POST /staff/purchases', { token, body });
    expect([refused.status, refused.body.code]).toEqual([409, 'quote_changed']);
    const wrongly = await app.call('POST /staff/purchases', {
      token,
      body: { ...body, expected: { paid_fen: 8_999, points: 180 } },
    });
    expect(wrongly.body.code).toBe('quote_changed');
    // the ticket is still good, and the new quote is what is booked
    const done = await app.call('POST /staff/purchases', {
      token,
      body: { ...body, expected: { paid_fen: 9_000, points: 180 } },
    });
    expect([done.status, done.body.balance_after]).toEqual([201, 180]);
  });

  it('C7a: holds for a redemption too', async () => {
    const counter = await openCounter(app);
    const customer = await joinCustomer(app);
    const coupon = await claim(app, customer, await listedTemplate(app, counter));
    nextStep(app);
    const scanId = await ticket(app, counter, customer);
    const body = { scan_id: scanId, coupon_ids: [coupon.id], bill: { amount_fen: 2_500 } };
    const redeem = (expected: { paid_fen: number; points: number }) =>
      app.call('POST /staff/redemptions', { token: counter.clerk.token, body: { ...body, expected } });
    expect((await redeem({ paid_fen: 2_500, points: 25 })).body.code).toBe('quote_changed');
    expect((await redeem({ paid_fen: 2_000, points: 20 })).status).toBe(201);
  });
});
