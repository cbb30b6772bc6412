import { MINUTE_MS, toRfc3339, instant, type Id } from '../../shared/kernel';
import { payments, type PaymentRow } from '../../server/payments';
import { freshKey, type TestApp } from '../support/app';
import { joinCustomer, type Customer } from './counter.support';
import { listed, type Shop } from './coupons.support';
import { claimOne, createOffer, offerSeen } from './flash-sales.support';
import { createStore } from './joins.support';
import {
  atWechat,
  balanceOf,
  cancelFor,
  deliver,
  fault,
  givePoints,
  OFF,
  orderEventsOf,
  orderOf,
  payAt,
  payFor,
  PRICE,
  readInbox,
  settleAll,
  tradeOf,
  watch,
  usePayScene,
} from './order-payments.support';

let app: TestApp;
let shop: Shop;
let ann: Customer;
let sale: Id<'sale'>;

const { held, here, quote, coupon } = usePayScene((scene) => ({ app, shop, ann, sale } = scene));

describe('paying by WeChat Pay', () => {
  it('F6: opens a payment that the phone can pay, and the notice makes the order paid', async () => {
    const { order } = await held();
    const key = freshKey();
    const opened = await payFor(app, ann, order, here(), key);
    expect(opened.status).toBe(201);
    expect(opened.body.order).toMatchObject({
      ...{ id: order, state: 'paying', way: 'wechat', pay_fen: PRICE, pay_points: 0 },
      pickup_store: { id: shop.store_id, name: '一号店' },
    });
    expect(opened.body.wechat).toMatchObject({
      signType: 'RSA',
      package: expect.stringMatching(/^prepay_id=/) as string,
    });
    const again = await payFor(app, ann, order, here(), key);
    expect([again.replayed, again.body.order]).toEqual([true, opened.body.order]);
    await payAt(app, await tradeOf(app, order), 'pay');
    expect(await deliver(app)).toBe(1);
    await readInbox(app);
    const detail = await orderOf(app, ann, order);
    expect(detail).toMatchObject({
      ...{ state: 'paid', paid_at: toRfc3339(app.clock.now()), refundable_pieces: 1, returned: [] },
      number: expect.stringMatching(/^\d{10}$/) as string,
      // seven days and the rest of the last one, in Shanghai
      pickup_until_at: '2026-11-27T15:59:59.999Z',
    });
    expect(await orderEventsOf(app, ann.id)).toEqual(['order.paid']);
    const mine = await app.ok('GET /me/orders', { token: ann.token, query: { show: 'to_pay' } });
    expect([mine.items, mine.counts]).toEqual([[], { to_pay: 0, to_pick_up: 1 }]);
    expect((await payFor(app, ann, order, here())).body.code).toBe('order_paid');
    expect((await cancelFor(app, ann, order)).body.code).toBe('order_paid');
    expect((await quote(order)).body.code).toBe('order_paid');
  });

  it('F6: without a notice the plan of queries finds out', async () => {
    const { order } = await held();
    await payFor(app, ann, order, here());
    await payAt(app, await tradeOf(app, order), 'pay');
    await watch(app);
    expect((await orderOf(app, ann, order)).state).toBe('paying');
    app.clock.advance(5_000);
    await watch(app);
    expect((await orderOf(app, ann, order)).state).toBe('paid');
  });

  it('F5: an order that nobody pays is closed at WeChat Pay before its piece is free', async () => {
    const { order, offer: id } = await held({ stock: 1 });
    await payFor(app, ann, order, here());
    app.clock.advance(15 * MINUTE_MS);
    await fault(app, 'close', 'busy', 9);
    await watch(app);
    const stands = async () => [
      (await orderOf(app, ann, order)).state,
      (await offerSeen(app, ann, sale, id))?.stock_left,
    ];
    expect(await stands()).toEqual(['paying', 0]);
    for (let n = 0; n < 20 && (await stands())[0] === 'paying'; n += 1) {
      app.clock.advance(MINUTE_MS);
      await settleAll(app);
    }
    expect(await stands()).toEqual(['lapsed', 1]);
    expect((await atWechat(app, await tradeOf(app, order))).state).toBe('CLOSED');
    expect(await orderEventsOf(app, ann.id)).toEqual(['order.closed']);
  });

  it('F6: WeChat Pay away is said so, the piece stays held, and pressing again goes on', async () => {
    const { order } = await held();
    await fault(app, 'prepay', 'busy', 5);
    const key = freshKey();
    const away = await payFor(app, ann, order, here(), key);
    expect([away.status, away.body.code]).toEqual([503, 'payment_unavailable']);
    expect((await orderOf(app, ann, order)).state).toBe('paying');
    app.clock.advance(1_000);
    let reply = await payFor(app, ann, order, here(), key);
    for (let n = 0; n < 5 && reply.status === 503; n += 1) reply = await payFor(app, ann, order, here(), key);
    expect([reply.status, reply.replayed]).toEqual([201, true]);
  });

  it('F5: who begins to pay in the last seconds gets a minute and a half, once', async () => {
    const { order } = await held();
    app.clock.advance(15 * MINUTE_MS - 1_000);
    const first = await payFor(app, ann, order, here());
    expect(first.body.order.hold_until_at).toBe(toRfc3339(instant(app.clock.now() + 90_000)));
    app.clock.advance(60_000);
    const id = await coupon();
    const changed = { ...here(), coupon_id: id, expected: { pay_fen: PRICE - OFF, pay_points: 0 } };
    expect((await payFor(app, ann, order, changed)).body.code).toBe('payment_refused');
    expect((await payFor(app, ann, order, here())).status).toBe(201);
  });
});

describe('paying in other ways', () => {
  it('F6: of an order whose member changes their mind again and again, one payment is looked at', async () => {
    const other = await createStore(app, shop.merchant_id, '二号店');
    const { order } = await held();
    const choose = (n: number) =>
      payFor(app, ann, order, {
        way: 'counter',
        pickup_store_id: n % 2 ? other : shop.store_id,
        expected: { pay_fen: PRICE, pay_points: 0 },
      });
    for (let n = 0; n < 20; n += 1) expect((await choose(n)).status).toBe(201);
    const read = jest.spyOn(payments, 'decode');
    expect((await choose(20)).status).toBe(201);
    expect((await cancelFor(app, ann, order)).status).toBe(201);
    expect(new Set(read.mock.results.map(({ value }) => (value as PaymentRow).id)).size).toBeLessThan(4);
    read.mockRestore();
  });

  it('F6: points alone pay at once, and are gone from the balance once', async () => {
    await givePoints(app, ann, 300);
    const { order } = await held({ price_fen: 0, price_points: 120 });
    const body = { ...here(), way: 'none', expected: { pay_fen: 0, pay_points: 120 } } as const;
    const key = freshKey();
    const paid = await payFor(app, ann, order, body, key);
    expect([paid.status, paid.body.order.state, paid.body.wechat]).toEqual([201, 'paid', null]);
    expect((await payFor(app, ann, order, body, key)).body).toEqual(paid.body);
    expect(await balanceOf(app, ann)).toBe(180);
    expect((await orderOf(app, ann, order)).pay_points).toBe(120);
  });

  it('F6: points and money: the points are taken with the first choice and come back when it is given up', async () => {
    await givePoints(app, ann, 100);
    const { order, offer: id } = await held({ price_points: 60 });
    const body = { ...here(), expected: { pay_fen: PRICE, pay_points: 60 } };
    await payFor(app, ann, order, body);
    expect(await balanceOf(app, ann)).toBe(40);
    await payFor(app, ann, order, { ...body, way: 'counter' });
    expect(await balanceOf(app, ann)).toBe(40);
    expect((await cancelFor(app, ann, order)).status).toBe(201);
    expect([await balanceOf(app, ann), (await orderOf(app, ann, order)).state]).toEqual([100, 'cancelled']);
    const reasons = (await app.ok('GET /me/points/transfers', { token: ann.token })).items.map(
      (line) => line.reason,
    );
    expect(reasons).toEqual(['return', 'spend', 'adjust']);
    expect((await offerSeen(app, ann, sale, id))?.taken_by_me).toBe(0);
    const other = await claimOne(app, ann, sale, id);
    await payFor(app, ann, other, body);
    await app.ok('GET /me/orders/{id}', { token: ann.token, params: { id: other } });
    app.clock.advance(15 * MINUTE_MS);
    await settleAll(app);
    expect([await balanceOf(app, ann), (await orderOf(app, ann, other)).state]).toEqual([100, 'lapsed']);
  });

  it('F5: to be paid at the counter it is held for two hours, and lapses then', async () => {
    const { order } = await held();
    const reply = await payFor(app, ann, order, { ...here(), way: 'counter' });
    expect([reply.status, reply.body.wechat, reply.body.order.state]).toEqual([201, null, 'paying']);
    expect(reply.body.order.hold_until_at).toBe(toRfc3339(instant(app.clock.now() + 120 * MINUTE_MS)));
    app.clock.advance(120 * MINUTE_MS - 1);
    await settleAll(app);
    expect((await orderOf(app, ann, order)).state).toBe('paying');
    app.clock.advance(1);
    await settleAll(app);
    expect((await orderOf(app, ann, order)).state).toBe('lapsed');
    expect((await payFor(app, ann, order, here())).body.code).toBe('order_closed');
    expect((await quote(order)).body.code).toBe('order_closed');
  });

  it('F5: changing the way to and fro does not keep a piece for ever', async () => {
    const { order } = await held();
    const until = (await payFor(app, ann, order, { ...here(), way: 'counter' })).body.order.hold_until_at;
    for (const way of ['wechat', 'counter'] as const) {
      app.clock.advance(MINUTE_MS);
      expect((await payFor(app, ann, order, { ...here(), way })).body.order.hold_until_at).toBe(until);
    }
  });

  it('F1: a coupon that is bought is in the wallet as soon as it is paid', async () => {
    const template_id = await listed(app, shop, { listed: false, title: '十元代金券' });
    const id = await createOffer(app, sale, {
      goods: { kind: 'coupon', template_id },
      price_fen: PRICE,
      counter_allowed: false,
    });
    const order = await claimOne(app, ann, sale, id);
    expect((await payFor(app, ann, order, here())).body.code).toBe('pickup_store_wrong');
    expect((await payFor(app, ann, order)).status).toBe(201);
    await payAt(app, await tradeOf(app, order), 'pay');
    await deliver(app);
    await readInbox(app);
    expect(await orderOf(app, ann, order)).toMatchObject({
      ...{ state: 'picked_up', pickup_until_at: null, refundable_pieces: 0 },
    });
    const wallet = await app.ok('GET /me/coupons', { token: ann.token, query: { state: 'usable' } });
    expect(wallet.items.map(({ title }) => title)).toEqual(['十元代金券']);
  });
});

describe('every refusal has its reason', () => {
  it('F6: F2a: store, way, price, points and coupons that cannot be', async () => {
    const elsewhere = await createStore(app, shop.merchant_id, '二号店');
    const { order } = await held({ pickup_store_ids: [shop.store_id], counter_allowed: false });
    const says = async (body: Parameters<typeof payFor>[3]) =>
      (await payFor(app, ann, order, body)).body.code;
    expect(await says({})).toBe('pickup_store_required');
    expect(await says({ pickup_store_id: elsewhere })).toBe('pickup_store_wrong');
    expect(await says({ ...here(), way: 'counter' })).toBe('way_not_offered');
    expect(await says({ ...here(), way: 'none' })).toBe('way_not_offered');
    expect(await says({ ...here(), expected: { pay_fen: PRICE, pay_points: 1 } })).toBe('quote_changed');
    const only = async (change: Parameters<typeof listed>[2]) => ({
      ...here(),
      coupon_id: await coupon(change),
      expected: { pay_fen: PRICE - OFF, pay_points: 0 },
    });
    expect(await says(await only({ scope: { store_ids: [elsewhere], new_members_only: false } }))).toBe(
      'coupon_wrong_store',
    );
    expect(await says(await only({ times: { weekdays: [1], from_minute: null, to_minute: null } }))).toBe(
      'coupon_wrong_time',
    );
    expect(await says(await only({ validity: { kind: 'relative', days: 7, start_after_days: 1 } }))).toBe(
      'coupon_not_started',
    );
    expect(await says(await only({ value: { kind: 'exchange', item: '奶茶', value_fen: 500 } }))).toBe(
      'coupon_not_usable',
    );
    expect(
      await says(await only({ value: { kind: 'amount_off', threshold_fen: 5_000, amount_fen: 500 } })),
    ).toBe('coupon_below_threshold');
    const stranger = await joinCustomer(app);
    expect((await payFor(app, stranger, order, here())).body.code).toBe('not_found');
    const pricey = await held({ price_points: 5 });
    const short = await payFor(app, ann, pricey.order, {
      ...here(),
      expected: { pay_fen: PRICE, pay_points: 5 },
    });
    expect([short.body.code, short.body.params]).toEqual(['points_insufficient', { missing: 5 }]);
    expect((await orderOf(app, ann, pricey.order)).state).toBe('held');
  });
});
