import type { BodyInputOf, Routes } from '../../shared/contract';
import { HOUR_MS, type Id } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import {
  balanceOf,
  claim,
  couponCode,
  couponOf,
  joinCustomer,
  listedTemplate,
  memberCode,
  MINUTE_MS,
  nextStep,
  openCounter,
  scanAt,
  scannedCoupon,
  type Assistant,
  type Counter,
  type Customer,
} from './counter.support';
import { createChannel, createShop } from './joins.support';

let app: TestApp;
let counter: Counter;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
});

type Body = Partial<BodyInputOf<Routes['POST /staff/purchases']>>;

const record = (assistant: Assistant, body: Body, key?: string, at: Counter = counter) =>
  app.call('POST /staff/purchases', {
    token: assistant.token,
    body: { store_id: at.shop.store_id, amount_fen: 2_000, ...body },
    ...(key === undefined ? {} : { key }),
  });

async function scanned(customer: Customer, at: Counter = counter) {
  nextStep(app);
  return (await scanAt(app, at.clerk, at.shop.store_id, memberCode(app, customer))).scan_id;
}

describe('recording a purchase', () => {
  it('S3: of a scanned member credits the points at once', async () => {
    const customer = await joinCustomer(app);
    const reply = await record(counter.clerk, { scan_id: await scanned(customer), amount_fen: 3_999 });
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      redemption_ids: [],
      original_fen: 3_999,
      discount_fen: 0,
      paid_fen: 3_999,
      earning: { total: 39, parts: [{ kind: 'base', points: 39 }] },
      balance_after: 39,
      receipt: null,
    });
    expect((await balanceOf(app, customer)).balance).toBe(39);
  });

  it('S3: takes a coupon along, picked or scanned', async () => {
    const customer = await joinCustomer(app);
    const template = await listedTemplate(app, counter);
    const picked = await claim(app, customer, template);
    const reply = await record(counter.clerk, {
      scan_id: await scanned(customer),
      amount_fen: 2_500,
      coupon_ids: [picked.id],
    });
    expect(reply.body).toMatchObject({ discount_fen: 500, paid_fen: 2_000, balance_after: 20 });
    expect(reply.body.redemption_ids).toHaveLength(1);
    expect((await couponOf(app, customer, picked)).state).toBe('redeemed');
    const own = await claim(app, customer, template);
    nextStep(app);
    const scan = await scannedCoupon(app, counter, customer, own);
    const second = await record(counter.clerk, { scan_id: scan.scan_id, amount_fen: 2_500 });
    expect(second.body).toMatchObject({ discount_fen: 500, balance_after: 40 });
    expect((await couponOf(app, customer, own)).state).toBe('redeemed');
  });

  it('C6: another coupon beside a scanned one, or one without a scan, is a mistake', async () => {
    const customer = await joinCustomer(app);
    const template = await listedTemplate(app, counter);
    const [one, other] = [await claim(app, customer, template), await claim(app, customer, template)];
    const { scan_id } = await scanAt(
      app,
      counter.clerk,
      counter.shop.store_id,
      couponCode(app, customer, one),
    );
    expect((await record(counter.clerk, { scan_id, coupon_ids: [other.id] })).status).toBe(404);
    expect((await record(counter.clerk, { coupon_ids: [other.id] })).status).toBe(404);
    expect((await couponOf(app, customer, other)).state).toBe('issued');
  });

  it('S4: only where one works, and only at the store of the scan', async () => {
    const customer = await joinCustomer(app);
    const scan_id = await scanned(customer);
    const away = await record(counter.clerk, { store_id: counter.other_store_id });
    expect([away.status, away.body.code]).toEqual([403, 'wrong_store']);
    const moved = await record(counter.clerk, { scan_id, store_id: counter.other_store_id });
    expect([moved.status, moved.body.code]).toEqual([404, 'not_found']);
    expect((await record(counter.elsewhere, { scan_id })).status).toBe(404);
    const nowhere = await record(counter.clerk, { store_id: `sto_${'0'.repeat(28)}` });
    expect([nowhere.status, nowhere.body.code]).toEqual([403, 'wrong_store']);
  });

  it('C6: a ticket is good once; a channel is no customer', async () => {
    const customer = await joinCustomer(app);
    const scan_id = await scanned(customer);
    expect((await record(counter.clerk, { scan_id })).status).toBe(201);
    expect((await record(counter.clerk, { scan_id })).body.code).toBe('scan_used');
    const late = await scanned(customer);
    app.clock.advance(10 * MINUTE_MS);
    expect((await record(counter.clerk, { scan_id: late })).body.code).toBe('scan_expired');
    const channel = await createChannel(app);
    const scan = await scanAt(app, counter.clerk, counter.shop.store_id, channel.code);
    expect((await record(counter.clerk, { scan_id: scan.scan_id })).status).toBe(404);
  });

  it('S3: of ten purchases with one receipt number at the same moment one is recorded', async () => {
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => record(counter.clerk, { receipt_no: 'R-1' })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of replies) if (status !== 201) expect(body.code).toBe('receipt_no_used');
    const elsewhere = await record(counter.elsewhere, {
      store_id: counter.other_store_id,
      receipt_no: 'R-1',
    });
    expect(elsewhere.status).toBe(201);
  });

  it('L5: a retry records nothing twice and shows the same receipt', async () => {
    const key = freshKey();
    const replies = await Promise.all(Array.from({ length: 5 }, () => record(counter.clerk, {}, key)));
    expect(new Set(replies.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(replies[0]!.body.receipt?.code).toHaveLength(22);
    expect(replies[0]!.body.receipt?.url).toMatch(/\/#\/pages\/landing\/index\?scene=r\.[\w-]{22}$/);
    app.clock.advance(HOUR_MS);
    expect((await record(counter.clerk, {}, key)).body).toEqual(replies[0]!.body);
  });

  it('M6: neither a receipt code nor anything that identifies is stored', async () => {
    const { body } = await record(counter.clerk, {});
    const code = body.receipt?.code ?? '';
    for (const table of ['purchases', 'commands', 'outbox']) {
      const rows = await app.db.database.read.query(`SELECT * FROM ${table}`);
      expect(JSON.stringify(rows)).not.toContain(code);
    }
  });
});

describe('what it earns', () => {
  it('P1: purchases at the same moment do not exceed the cap together', async () => {
    const capped = await openCounter(app, { daily_cap: 50 });
    const customer = await joinCustomer(app);
    const tickets: Id<'scan'>[] = [];
    for (let n = 0; n < 4; n += 1) tickets.push(await scanned(customer, capped));
    const replies = await Promise.all(
      tickets.map((scan_id) => record(capped.clerk, { scan_id, amount_fen: 2_000 }, undefined, capped)),
    );
    const totals = replies.map(({ body }) => body.earning.total).sort((one, other) => one - other);
    expect(totals).toEqual([0, 10, 20, 20]);
    expect((await balanceOf(app, customer)).balance).toBe(50);
  });

  it('C6: the quote before it is what is credited after it', async () => {
    const capped = await openCounter(app, { daily_cap: 30 });
    const customer = await joinCustomer(app);
    await record(
      capped.clerk,
      { scan_id: await scanned(customer, capped), amount_fen: 2_000 },
      undefined,
      capped,
    );
    const scan_id = await scanned(customer, capped);
    const quote = await app.ok('GET /staff/scans/{id}/quote', {
      token: capped.clerk.token,
      params: { id: scan_id },
      query: { amount_fen: 2_000 },
    });
    const { body } = await record(capped.clerk, { scan_id, amount_fen: 2_000 }, undefined, capped);
    expect(body.earning).toEqual(quote.earning);
    expect(body.earning.total).toBe(10);
  });

  it("C3: a coupon of another merchant is no good at this one's counter", async () => {
    const other = await createShop(app, '别家店');
    const customer = await joinCustomer(app);
    const coupon = await claim(app, customer, await listedTemplate(app, { ...counter, shop: other }));
    const reply = await record(counter.clerk, { scan_id: await scanned(customer), coupon_ids: [coupon.id] });
    expect([reply.status, reply.body.code]).toEqual([409, 'coupon_wrong_store']);
  });

  // last, for console sessions do not live that long
  it('P1: at most the daily cap of the merchant, per member and day, and says so', async () => {
    const capped = await openCounter(app, { multiplier_bp: 20_000, daily_cap: 100 });
    const customer = await joinCustomer(app);
    const buy = async (amount: number) =>
      (
        await record(
          capped.clerk,
          { scan_id: await scanned(customer, capped), amount_fen: amount },
          undefined,
          capped,
        )
      ).body;
    expect((await buy(3_000)).earning.total).toBe(60);
    expect((await buy(3_000)).earning).toEqual({
      total: 40,
      resting_until_at: null,
      parts: [
        { kind: 'base', points: 30 },
        { kind: 'multiplier', points: 30 },
        { kind: 'daily_cap', points: -20 },
      ],
    });
    const none = await buy(3_000);
    expect([none.earning.total, none.balance_after]).toEqual([0, 100]);
    // another merchant has a cap of its own, and the next day a new one
    expect(
      (await record(counter.clerk, { scan_id: await scanned(customer), amount_fen: 3_000 })).body.earning
        .total,
    ).toBe(30);
    app.clock.advance(24 * HOUR_MS);
    expect((await buy(3_000)).earning.total).toBe(60);
  });
});
