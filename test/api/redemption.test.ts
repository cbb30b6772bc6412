import type { BodyInputOf, Routes } from '../../shared/contract';
import { useTestApp, type TestApp } from '../support/app';
import {
  balanceOf,
  changeStaff,
  claim,
  couponCode,
  couponOf,
  hire,
  joinCustomer,
  listedTemplate,
  memberCode,
  MINUTE_MS,
  openCounter,
  scanAt,
  scannedCoupon,
  SECOND_MS,
  type Assistant,
  type Counter,
} from './counter.support';
import { countRows } from './joins.support';

let app: TestApp;
let counter: Counter;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
});

type Body = BodyInputOf<Routes['POST /staff/redemptions']>;

const redeem = (assistant: Assistant, body: Body) =>
  app.call('POST /staff/redemptions', { token: assistant.token, body });

/** A customer with one coupon, scanned by the clerk. */
async function ready(change: Parameters<typeof listedTemplate>[2] = {}) {
  const customer = await joinCustomer(app);
  const coupon = await claim(app, customer, await listedTemplate(app, counter, change));
  const scan = await scannedCoupon(app, counter, customer, coupon);
  return { customer, coupon, scan_id: scan.scan_id };
}

const redemptionsOf = (couponId: string): Promise<number> =>
  countRows(app, 'SELECT COUNT(*) AS n FROM redemptions WHERE coupon_id = ?', [couponId]);

describe('redeeming', () => {
  it('C6: uses the coupon up, records the purchase and credits its points in one', async () => {
    const { customer, coupon, scan_id } = await ready();
    const reply = await redeem(counter.clerk, { scan_id, bill: { amount_fen: 3_050, receipt_no: 'A-1' } });
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      coupon_id: coupon.id,
      original_fen: 3_050,
      discount_fen: 500,
      paid_fen: 2_550,
      earning: { total: 25, parts: [{ kind: 'base', points: 25 }] },
      balance_after: 25,
      undo_until_at: new Date(app.clock.now() + 10 * MINUTE_MS).toISOString(),
    });
    expect(await couponOf(app, customer, coupon)).toMatchObject({
      state: 'redeemed',
      shown_as: 'used',
      redeemed: { store_name: '静安店' },
    });
    expect(await balanceOf(app, customer)).toMatchObject({ balance: 25 });
    const statement = await app.ok('GET /me/points/transfers', { token: customer.token });
    expect(statement.items).toMatchObject([
      { reason: 'purchase', points: 25, balance_after: 25, store_name: '静安店' },
    ]);
  });

  it("C6: tells the member's own phone what happened, in ids and numbers", async () => {
    const { customer, coupon, scan_id } = await ready();
    const { next } = await app.ok('GET /me/events', { token: customer.token });
    const { body } = await redeem(counter.clerk, { scan_id, bill: { amount_fen: 3_000 } });
    const { items } = await app.ok('GET /me/events', {
      token: customer.token,
      query: { after: next, wait_ms: 0 },
    });
    expect(items.map(({ type }) => type)).toEqual(['coupon.redeemed', 'purchase.recorded']);
    expect(items[0]?.data).toMatchObject({ coupon_id: coupon.id, redemption_id: body.redemption_id });
    expect(items[1]?.data).toMatchObject({
      purchase_id: body.purchase_id,
      points: 25,
      balance_after: 25,
      paid_fen: 2_500,
    });
  });

  it('C7a: spreads the discount over the lines to the fen', async () => {
    const { scan_id } = await ready();
    const lines = [
      { name: '拿铁', quantity: 1, amount_fen: 2_000 },
      { name: '司康', quantity: 1, amount_fen: 1_000 },
    ];
    const wrong = await redeem(counter.clerk, { scan_id, bill: { amount_fen: 3_001, lines } });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'lines_do_not_add_up']);
    const right = await redeem(counter.clerk, { scan_id, bill: { amount_fen: 3_000, lines } });
    const [row = {}] = await app.db.database.read.query('SELECT * FROM purchases WHERE id = ?', [
      right.body.purchase_id,
    ]);
    const stored = String(Object.values(row).find((value) => String(value).startsWith('[{')));
    const paid = JSON.parse(stored) as { name: string; discount_fen: number }[];
    expect(paid.map(({ name, discount_fen }) => [name, discount_fen])).toEqual([
      ['拿铁', 333],
      ['司康', 167],
    ]);
  });

  it('C1: only an exchange can be redeemed without a bill', async () => {
    const plain = await ready();
    const refused = await redeem(counter.clerk, { scan_id: plain.scan_id });
    expect([refused.status, refused.body.code]).toEqual([409, 'coupon_not_usable']);
    const exchange = await ready({ value: { kind: 'exchange', item: '拿铁', value_fen: 2_800 } });
    const reply = await redeem(counter.clerk, { scan_id: exchange.scan_id });
    expect(reply.body).toMatchObject({
      purchase_id: null,
      paid_fen: 0,
      earning: { total: 0 },
      balance_after: 0,
    });
    const withBill = await ready({ value: { kind: 'exchange', item: '拿铁', value_fen: 2_800 } });
    const missing = await redeem(counter.clerk, {
      scan_id: withBill.scan_id,
      bill: { amount_fen: 900, lines: [{ name: '美式', quantity: 1, amount_fen: 900 }] },
    });
    expect(missing.body.code).toBe('coupon_item_missing');
  });

  it("C6: a scanned member's coupon can be picked; without one there is nothing to redeem", async () => {
    const customer = await joinCustomer(app);
    const coupon = await claim(app, customer, await listedTemplate(app, counter));
    const foreign = await claim(app, await joinCustomer(app), await listedTemplate(app, counter));
    const { scan_id } = await scanAt(app, counter.clerk, counter.shop.store_id, memberCode(app, customer));
    const bill = { amount_fen: 2_000 };
    expect((await redeem(counter.clerk, { scan_id, bill })).status).toBe(404);
    expect((await redeem(counter.clerk, { scan_id, bill, coupon_ids: [foreign.id] })).status).toBe(404);
    const reply = await redeem(counter.clerk, { scan_id, bill, coupon_ids: [coupon.id] });
    expect(reply.body).toMatchObject({ coupon_id: coupon.id, paid_fen: 1_500 });
  });

  it('C6: says why a coupon does not fit the bill, and the ticket stays good', async () => {
    const { scan_id } = await ready();
    const small = await redeem(counter.clerk, { scan_id, bill: { amount_fen: 1_999 } });
    expect(small.status).toBe(409);
    expect(small.body).toMatchObject({
      code: 'coupon_below_threshold',
      params: { threshold: '20', missing: '0.01' },
    });
    expect((await redeem(counter.clerk, { scan_id, bill: { amount_fen: 2_000 } })).status).toBe(201);
  });

  it('S3: a receipt number is good once per store', async () => {
    const [one, other] = [await ready(), await ready()];
    const bill = { amount_fen: 2_000, receipt_no: 'B-7' };
    expect((await redeem(counter.clerk, { scan_id: one.scan_id, bill })).status).toBe(201);
    const again = await redeem(counter.clerk, { scan_id: other.scan_id, bill });
    expect([again.status, again.body.code, again.body.params]).toEqual([
      409,
      'receipt_no_used',
      { receipt_no: 'B-7' },
    ]);
    expect(await redemptionsOf(other.coupon.id)).toBe(0);
  });
});

describe('the ticket', () => {
  it('C6: is good for one assistant, once, for ten minutes', async () => {
    const first = await ready();
    const bill = { amount_fen: 2_000 };
    const stranger = await redeem(counter.colleague, { scan_id: first.scan_id, bill });
    expect([stranger.status, stranger.body.code]).toEqual([404, 'not_found']);
    expect((await redeem(counter.clerk, { scan_id: first.scan_id, bill })).status).toBe(201);
    expect((await redeem(counter.clerk, { scan_id: first.scan_id, bill })).body.code).toBe('scan_used');
    const second = await ready();
    app.clock.advance(10 * MINUTE_MS - 1);
    const third = await ready();
    app.clock.advance(1);
    expect((await redeem(counter.clerk, { scan_id: second.scan_id, bill })).body.code).toBe('scan_expired');
    expect((await redeem(counter.clerk, { scan_id: third.scan_id, bill })).status).toBe(201);
  });

  it('S1: is worth nothing once its assistant has left or moved', async () => {
    const customer = await joinCustomer(app);
    const template = await listedTemplate(app, counter);
    const bill = { amount_fen: 2_000 };
    const leaving = await hire(app, '小吴', 'clerk', [counter.shop.store_id]);
    const moving = await hire(app, '小郑', 'clerk', [counter.shop.store_id]);
    const tickets = [];
    for (const assistant of [leaving, moving]) {
      const coupon = await claim(app, customer, template);
      tickets.push(await scanAt(app, assistant, counter.shop.store_id, couponCode(app, customer, coupon)));
    }
    await changeStaff(app, leaving, { state: 'left' });
    await changeStaff(app, moving, { store_ids: [counter.other_store_id] });
    const left = await redeem(leaving, { scan_id: tickets[0]!.scan_id, bill });
    expect([left.status, left.body.code]).toEqual([403, 'not_staff']);
    const moved = await redeem(moving, { scan_id: tickets[1]!.scan_id, bill });
    expect([moved.status, moved.body.code]).toEqual([403, 'wrong_store']);
  });

  it('C11: does not save a coupon that ends before it is confirmed', async () => {
    const end = app.clock.now() + 2 * MINUTE_MS;
    const validity = {
      kind: 'fixed' as const,
      from_at: new Date(app.clock.now() - SECOND_MS).toISOString(),
      to_at: new Date(end).toISOString(),
    };
    const { scan_id } = await ready({ validity });
    app.clock.set(end as never);
    expect((await redeem(counter.clerk, { scan_id, bill: { amount_fen: 2_000 } })).body.code).toBe(
      'coupon_expired',
    );
  });

  it('C2: does not save a coupon outside its hours', async () => {
    const { scan_id } = await ready({ times: { weekdays: [], from_minute: 0, to_minute: 1 } });
    const reply = await redeem(counter.clerk, { scan_id, bill: { amount_fen: 2_000 } });
    expect(reply.body.code).toBe('coupon_wrong_time');
  });
});
