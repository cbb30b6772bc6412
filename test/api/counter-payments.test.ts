import { HOUR_MS } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { joinCustomer, MINUTE_MS, scanAt, type Assistant } from './counter.support';
import { createTemplate } from './joins.support';
import { claimOne, createOffer } from './flash-sales.support';
import { payAt, payFor, settleAll, tradeOf } from './order-payments.support';
import {
  handOver,
  openPickups,
  orderSeen,
  pickupCode,
  PIECES,
  PRICE_FEN,
  scanHere,
  scanOrder,
  takeMoney,
  toPayHere,
  type PickupCounter,
} from './pickups.support';

let app: TestApp;
let at: PickupCounter;
let clerk: Assistant;

useTestApp(
  async (started) => {
    app = started;
    at = await openPickups(app);
    clerk = at.counter.clerk;
  },
  { pay: true },
);

const records = (assistant: Assistant) =>
  app.ok('GET /staff/records', { token: assistant.token, query: { store_id: at.counter.shop.store_id } });

describe('money of an order at the counter', () => {
  it('F6: is confirmed once, and the order can be handed over with the same scan', async () => {
    const customer = await joinCustomer(app);
    const order = await toPayHere(app, at, customer);
    const { scan_id } = await scanHere(app, at, customer, order);
    const before = await records(clerk);
    const key = freshKey();
    const paid = await takeMoney(app, clerk, scan_id, key);
    expect(paid).toMatchObject({
      status: 201,
      body: { order_id: order, title: '招牌奶茶', paid_fen: PRICE_FEN, pieces: PIECES },
    });
    expect(await takeMoney(app, clerk, scan_id, key)).toMatchObject({ replayed: true, body: paid.body });
    expect((await takeMoney(app, clerk, scan_id)).body.code).toBe('scan_used');
    expect(await orderSeen(app, customer, order)).toMatchObject({
      state: 'paid',
      way: 'counter',
      pickup_until_at: paid.body.pickup_until_at,
    });
    const again = await scanHere(app, at, customer, order);
    expect((await takeMoney(app, clerk, again.scan_id)).body.code).toBe('order_paid');
    const { items, totals } = await records(clerk);
    expect(items[0]).toMatchObject({
      ...{ kind: 'order_payment', title: '订单收款 · 招牌奶茶', paid_fen: PRICE_FEN, points: 0 },
      ...{ mine: true, undone: null, undo_until_at: null },
    });
    expect(totals.order_payments).toBe(before.totals.order_payments + 1);
    expect(totals.paid_fen).toBe(before.totals.paid_fen + PRICE_FEN);
    expect((await records(at.counter.colleague)).totals.order_payments).toBe(0);
    expect((await handOver(app, clerk, scan_id, PIECES)).status).toBe(201);
  });

  it('C7a: nothing is booked when the amount is not the one that was shown', async () => {
    const customer = await joinCustomer(app);
    const order = await toPayHere(app, at, customer);
    const { scan_id } = await scanHere(app, at, customer, order);
    expect((await takeMoney(app, clerk, scan_id, freshKey(), PRICE_FEN - 1)).body.code).toBe('quote_changed');
    expect(await orderSeen(app, customer, order)).toMatchObject({ state: 'paying', paid_at: null });
  });

  it('F5: not after its two hours, not in another store', async () => {
    const customer = await joinCustomer(app);
    const order = await toPayHere(app, at, customer);
    const far = await scanOrder(app, at.counter.elsewhere, at.counter.other_store_id, customer, order);
    expect(far.preview).toMatchObject({ usable_here: false, obstacle: { code: 'pickup_elsewhere' } });
    expect((await takeMoney(app, at.counter.elsewhere, far.scan_id)).body.code).toBe('pickup_elsewhere');
    const { hold_until_at: until } = await orderSeen(app, customer, order);
    expect(Date.parse(until)).toBeLessThanOrEqual(app.clock.now() + 2 * HOUR_MS);
    app.clock.advance(Date.parse(until) - app.clock.now() - 3 * MINUTE_MS);
    const { scan_id } = await scanHere(app, at, customer, order);
    app.clock.advance(MINUTE_MS);
    const code = await pickupCode(app, customer, order);
    app.clock.advance(MINUTE_MS);
    // over, whether the background has noticed or not
    expect((await takeMoney(app, clerk, scan_id)).body.code).toBe('order_closed');
    const late = await scanAt(app, clerk, at.counter.shop.store_id, code);
    expect(late.preview).toMatchObject({
      kind: 'pickup',
      usable_here: false,
      obstacle: { code: 'order_closed' },
      order: { due_fen: 0 },
    });
    await settleAll(app);
    expect(await orderSeen(app, customer, order)).toMatchObject({ state: 'lapsed' });
  });

  it('F6: not what is to be paid through WeChat Pay; what was is handed over, and WeChat told once', async () => {
    const customer = await joinCustomer(app);
    const order = await claimOne(app, customer, at.sale, at.offer);
    const choice = {
      pickup_store_id: at.counter.shop.store_id,
      expected: { pay_fen: PRICE_FEN, pay_points: 0 },
    };
    expect((await payFor(app, customer, order, { way: 'counter', ...choice })).status).toBe(201);
    const { scan_id } = await scanHere(app, at, customer, order);
    expect((await payFor(app, customer, order, { way: 'wechat', ...choice })).status).toBe(201);
    expect((await takeMoney(app, clerk, scan_id)).body.code).toBe('order_not_payable');
    expect(
      (await app.call('GET /me/orders/{id}/code', { token: customer.token, params: { id: order } })).body
        .code,
    ).toBe('order_not_paid');
    await payAt(app, await tradeOf(app, order), 'pay');
    app.clock.advance(5_000);
    await settleAll(app);
    expect(await orderSeen(app, customer, order)).toMatchObject({ state: 'paid', way: 'wechat' });
    // the background tells WeChat of them whenever it likes
    const reports = async () =>
      app.db.database.read.query('SELECT description FROM shipping_reports WHERE order_id = ?', [order]);
    expect((await handOver(app, clerk, scan_id, 2)).status).toBe(201);
    expect(await reports()).toEqual([]);
    const last = await scanHere(app, at, customer, order);
    const whole = await handOver(app, clerk, last.scan_id, 1);
    expect(whole.body.pieces_left).toBe(0);
    expect(await reports()).toEqual([{ description: '招牌奶茶' }]);
    await app.ok('POST /staff/pickups/{id}/undo', {
      token: clerk.token,
      params: { id: whole.body.handover_id },
      body: { reason: '扫错了码' },
    });
    const again = await scanHere(app, at, customer, order);
    expect((await handOver(app, clerk, again.scan_id, 1)).status).toBe(201);
    expect(await reports()).toHaveLength(1);
  });

  it('F1: F6: a coupon that is paid at the counter is in the wallet at once', async () => {
    const template_id = await createTemplate(app, at.counter.shop, { listed: false });
    const offer = await createOffer(app, at.sale, {
      ...{ goods: { kind: 'coupon', template_id }, title: '满减券', price_fen: 100, list_price_fen: 500 },
      counter_allowed: true,
    });
    const customer = await joinCustomer(app);
    const order = await claimOne(app, customer, at.sale, offer);
    const choice = { way: 'counter', expected: { pay_fen: 100, pay_points: 0 } } as const;
    expect((await payFor(app, customer, order, choice)).status).toBe(201);
    const { scan_id, preview } = await scanHere(app, at, customer, order);
    expect(preview.order).toMatchObject({ due_fen: 100, pickup_store_name: null });
    const paid = await takeMoney(app, clerk, scan_id, freshKey(), 100);
    expect(paid.body).toMatchObject({ paid_fen: 100, pickup_until_at: null });
    expect(await orderSeen(app, customer, order)).toMatchObject({ state: 'picked_up', handovers: [] });
    const { items } = await app.ok('GET /me/coupons', { token: customer.token });
    expect(items.map(({ template_id: of }) => of)).toEqual([template_id]);
    expect((await handOver(app, clerk, scan_id, 1)).body.code).toBe('pickup_over');
    expect(await pickupCode(app, customer, order)).toMatch(/^68/);
  });
});
