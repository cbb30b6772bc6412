import { DAY_MS, MINUTE_MS, toRfc3339, instant, type Id } from '../../shared/kernel';
import { type TestApp } from '../support/app';
import { type Customer } from './counter.support';
import { claimOne } from './flash-sales.support';
import {
  atWechat,
  cancelFor,
  couponState,
  deliver,
  fault,
  OFF,
  orderOf,
  payAt,
  payFor,
  PRICE,
  readInbox,
  tradeOf,
  usePayScene,
} from './order-payments.support';

let app: TestApp;
let ann: Customer;
let sale: Id<'sale'>;

const { held, here, quote, coupon } = usePayScene((scene) => ({ app, ann, sale } = scene));

describe('a coupon as part of the price', () => {
  it('C7a: C5: the quote says what is charged; the coupon is locked with the payment and used up by it', async () => {
    const [id, small] = [
      await coupon(),
      await coupon({ value: { kind: 'amount_off', threshold_fen: 9_000, amount_fen: 100 } }),
    ];
    const { order } = await held();
    const shown = await quote(order, { coupon_id: id });
    expect(shown.body).toMatchObject({
      ...{ price_fen: PRICE, pay_fen: PRICE - OFF, ways: ['wechat', 'counter'] },
      coupon: { id, discount_fen: OFF, obstacle: null },
    });
    expect(shown.body.coupons.map((one) => [one.id, one.obstacle?.code])).toEqual([
      [id, undefined],
      [small, 'coupon_below_threshold'],
    ]);
    const body = { ...here(), coupon_id: id, expected: { pay_fen: PRICE - OFF, pay_points: 0 } };
    const stale = await payFor(app, ann, order, { ...body, expected: { pay_fen: PRICE, pay_points: 0 } });
    expect(stale.body.code).toBe('quote_changed');
    expect((await payFor(app, ann, order, body)).status).toBe(201);
    expect(await couponState(app, ann, id)).toBe('locked');
    await payAt(app, await tradeOf(app, order), 'pay');
    await deliver(app);
    await readInbox(app);
    expect(await couponState(app, ann, id)).toBe('redeemed');
    expect((await orderOf(app, ann, order)).coupon).toEqual({
      id,
      title: '新人立减 5 元',
      discount_fen: OFF,
    });
  });

  it('C5: two orders, one coupon: the second hears that it is locked, and gets it when the first is given up', async () => {
    const id = await coupon();
    const { order, offer: on } = await held();
    const other = await claimOne(app, ann, sale, on);
    const body = { ...here(), coupon_id: id, expected: { pay_fen: PRICE - OFF, pay_points: 0 } };
    expect((await payFor(app, ann, order, body)).status).toBe(201);
    expect((await payFor(app, ann, other, body)).body.code).toBe('coupon_locked');
    expect((await quote(other, { coupon_id: id })).body.code).toBe('not_found');
    expect((await cancelFor(app, ann, order)).status).toBe(201);
    expect(await couponState(app, ann, id)).toBe('issued');
    expect((await payFor(app, ann, other, body)).status).toBe(201);
  });

  it('C5: another choice closes the old payment first, frees its coupon and opens another', async () => {
    const id = await coupon();
    const { order } = await held();
    const with_ = { ...here(), coupon_id: id, expected: { pay_fen: PRICE - OFF, pay_points: 0 } };
    await payFor(app, ann, order, with_);
    const first = await tradeOf(app, order);
    await fault(app, 'close', 'busy', 3);
    expect((await payFor(app, ann, order, here())).body.code).toBe('payment_unavailable');
    expect([await couponState(app, ann, id), (await orderOf(app, ann, order)).pay_fen]).toEqual([
      'locked',
      PRICE - OFF,
    ]);
    let reply = await payFor(app, ann, order, here());
    for (let n = 0; n < 3 && reply.status === 503; n += 1) reply = await payFor(app, ann, order, here());
    expect([reply.status, reply.body.order.pay_fen, await couponState(app, ann, id)]).toEqual([
      201,
      PRICE,
      'issued',
    ]);
    expect((await atWechat(app, first)).state).toBe('CLOSED');
    expect(await tradeOf(app, order)).not.toBe(first);
  });

  it('C5: what ended while it was locked still pays, and has expired when the order is given up', async () => {
    const id = await coupon({
      validity: {
        kind: 'fixed',
        from_at: toRfc3339(app.clock.now()),
        to_at: toRfc3339(instant(app.clock.now() + MINUTE_MS)),
      },
    });
    const { order, offer: on } = await held();
    const body = { ...here(), coupon_id: id, expected: { pay_fen: PRICE - OFF, pay_points: 0 } };
    await payFor(app, ann, order, body);
    app.clock.advance(2 * MINUTE_MS);
    expect((await payFor(app, ann, order, body)).status).toBe(201);
    expect((await cancelFor(app, ann, order)).status).toBe(201);
    const card = await app.ok('GET /me/coupons/{id}', { token: ann.token, params: { id } });
    expect([card.state, card.shown_as]).toEqual(['issued', 'expired']);
    const other = await claimOne(app, ann, sale, on);
    expect((await payFor(app, ann, other, body)).body.code).toBe('coupon_expired');
  });

  it('C5: what ended meanwhile is good for a day more when the shop cancels the order, which bars nobody', async () => {
    const id = await coupon({
      validity: {
        kind: 'fixed',
        from_at: toRfc3339(app.clock.now()),
        to_at: toRfc3339(instant(app.clock.now() + MINUTE_MS)),
      },
    });
    const { order } = await held();
    const body = { ...here(), coupon_id: id, expected: { pay_fen: PRICE - OFF, pay_points: 0 } };
    await payFor(app, ann, order, body);
    const trade = await tradeOf(app, order);
    app.clock.advance(2 * MINUTE_MS);
    const token = await app.asConsole();
    const cancel = () =>
      app.call('POST /console/orders/{id}/cancellations', {
        token,
        params: { id: order },
        body: { reason: '门店停电' },
      });
    expect((await cancel()).body).toEqual({ order_id: order, state: 'cancelled' });
    expect((await atWechat(app, trade)).state).toBe('CLOSED');
    const card = await app.ok('GET /me/coupons/{id}', { token: ann.token, params: { id } });
    expect([card.state, card.shown_as]).toEqual(['issued', 'usable']);
    expect(card.valid_to_at).toBe(toRfc3339(instant(app.clock.now() + DAY_MS)));
    expect((await cancel()).body.code).toBe('order_closed');
  });
});
