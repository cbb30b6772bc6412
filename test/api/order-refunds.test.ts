import * as fc from 'fast-check';
import type { Id } from '../../shared/kernel';
import { useTestApp, type TestApp } from '../support/app';
import { claim, joinCustomer } from './counter.support';
import { listed } from './coupons.support';
import { claimOne, createOffer, shownOffer } from './flash-sales.support';
import { balanceOf, couponState, OFF } from './order-payments.support';
import {
  askBack,
  buy,
  followRefunds,
  handOut,
  openMarket,
  refundByHand,
  seenOrder,
  sentBack,
  type Market,
} from './order-refunds.support';
import { toldTo } from './payments.support';

let app: TestApp;
let market: Market;

useTestApp(
  async (started) => {
    app = started;
    // rounds are the test's own
    await app.app.background.stop();
    market = await openMarket(app);
  },
  { pay: true },
);
afterEach(() => app.audit());

describe('F8: a member asks for money back', () => {
  it('gets all of it back the way it came, and the piece is on sale again', async () => {
    const bought = await buy(market, { price_fen: 990, price_points: 30, stock: 1 });
    expect(await balanceOf(app, bought.buyer)).toBe(0);
    const { status, body } = await askBack(app, bought, 1, { fen: 990, points: 30 });
    expect(status).toBe(201);
    expect(body).toMatchObject({ fen: 990, points: 30, order: { state: 'refunded', pieces_refunded: 1 } });
    expect(await balanceOf(app, bought.buyer)).toBe(30);
    expect(await sentBack(app, bought)).toEqual([990]);
    expect(await toldTo(app, bought.buyer, 'order.refunded')).toMatchObject([
      { order_id: bought.order, pieces: 1, fen: 990, points: 30, why: 'member' },
    ]);
    expect(await shownOffer(app, market.sale, bought.offer)).toMatchObject({ stock_left: 1 });
    const seen = await seenOrder(app, bought);
    expect(seen).toMatchObject({
      refundable_pieces: 0,
      refunds: [{ pieces: 1, fen: 990, points: 30, why: 'member', progress: 'on_its_way' }],
    });
    await followRefunds(app);
    app.clock.advance(30_000);
    await followRefunds(app);
    expect((await seenOrder(app, bought)).refunds).toMatchObject([{ progress: 'arrived' }]);
  });

  it('gets back what pieces cost, one by one or several, to the fen and the point', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 2_000 }),
        fc.integer({ min: 0, max: 50 }),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 7, maxLength: 7 }),
        async (pieces, fen, points, steps) => {
          fc.pre(fen + points > 0);
          const price = { price_fen: fen, price_points: points, list_price_fen: 3_000 };
          const bought = await buy(market, { ...price, pieces });
          let left = pieces;
          const back = { fen: 0, points: 0 };
          for (const step of steps) {
            if (left === 0) break;
            const asked = Math.min(step, left);
            const wrong = await askBack(app, bought, asked, { fen: fen + 1, points });
            expect([wrong.status, wrong.body.code]).toEqual([409, 'quote_changed']);
            const share = (total: number): number =>
              Math.floor((total * (pieces - left + asked)) / pieces) -
              Math.floor((total * (pieces - left)) / pieces);
            const expected = { fen: share(fen), points: share(points) };
            expect((await askBack(app, bought, asked, expected)).status).toBe(201);
            back.fen += expected.fen;
            back.points += expected.points;
            left -= asked;
          }
          expect(left).toBe(0);
          expect(back).toEqual({ fen, points });
          expect(await balanceOf(app, bought.buyer)).toBe(points);
          expect((await sentBack(app, bought)).reduce((sum, one) => sum + one, 0)).toBe(fen);
          expect((await seenOrder(app, bought)).state).toBe('refunded');
        },
      ),
      { numRuns: 12, seed: 20261122 },
    );
  });

  it('is answered once', async () => {
    const bought = await buy(market, { pieces: 2 });
    const first = await askBack(app, bought, 1, { fen: 495, points: 0 }, 'refund-key-1');
    const again = await askBack(app, bought, 1, { fen: 495, points: 0 }, 'refund-key-1');
    expect(again).toMatchObject({ status: 201, replayed: true, body: { refund_id: first.body.refund_id } });
    expect(await sentBack(app, bought)).toEqual([495]);
  });

  it('never gets back more than was paid, however many ask at once', async () => {
    const bought = await buy(market, { pieces: 3 });
    const replies = await Promise.all(
      [1, 2, 3, 4, 5].map(() => askBack(app, bought, 1, { fen: 330, points: 0 })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409]);
    expect(await sentBack(app, bought)).toEqual([330, 330, 330]);
  });

  it('keeps what is picked up: the rest goes back, and nothing more', async () => {
    const bought = await buy(market, { pieces: 3 });
    await handOut(market, bought, 1);
    const reply = await askBack(app, bought, 3, { fen: 990, points: 0 });
    expect(reply.body).toMatchObject({ code: 'pieces_left' });
    const back = await askBack(app, bought, 2, { fen: 660, points: 0 });
    expect(back.body).toMatchObject({ order: { state: 'picked_up', pieces_refunded: 2 } });
    // nothing is left to hand over: WeChat may let go of the rest of the money
    const reports = await app.db.database.read.query(
      'SELECT state FROM shipping_reports WHERE payment_id = ?',
      [bought.payment],
    );
    expect(reports).toEqual([{ state: 'due' }]);
    expect((await askBack(app, bought, 1, { fen: 330, points: 0 })).body.code).toBe('order_not_refundable');
    expect(await shownOffer(app, market.sale, bought.offer)).toMatchObject({ stock_left: 19 });
  });

  it('goes to the store for money that was paid there', async () => {
    const bought = await buy(market, {}, { way: 'counter' });
    expect((await askBack(app, bought, 1, { fen: 990, points: 0 })).body.code).toBe('refund_at_counter');
  });

  it('gets points alone back without WeChat Pay', async () => {
    const bought = await buy(market, { price_fen: 0, price_points: 40 });
    expect((await askBack(app, bought, 1, { fen: 0, points: 40 })).status).toBe(201);
    expect(await balanceOf(app, bought.buyer)).toBe(40);
    expect((await seenOrder(app, bought)).refunds).toMatchObject([{ progress: 'none' }]);
  });

  it('is refused for what is not paid, not theirs or over', async () => {
    const ann = await joinCustomer(app);
    const offer = await createOffer(app, market.sale);
    const order = await claimOne(app, ann, market.sale, offer);
    const held = { buyer: ann, order, offer, payment: null };
    expect((await askBack(app, held, 1, { fen: 990, points: 0 })).body.code).toBe('order_not_paid');
    const bought = await buy(market);
    const theirs = await askBack(app, { ...bought, buyer: ann }, 1, { fen: 990, points: 0 });
    expect(theirs.body.code).toBe('not_found');
    await askBack(app, bought, 1, { fen: 990, points: 0 });
    expect((await askBack(app, bought, 1, { fen: 990, points: 0 })).body.code).toBe('order_closed');
  });
});

describe('F8: an operator refunds', () => {
  it('also what was handed over, with a reason; the piece does not go on sale again', async () => {
    const bought = await buy(market, { pieces: 2 });
    await handOut(market, bought, 2);
    const done = await refundByHand(app, bought, 2, { fen: 990, points: 0 });
    expect(done).toMatchObject({ status: 201, body: { fen: 990, points: 0 } });
    const token = await app.asConsole();
    const params = { id: bought.order };
    const seen = await app.ok('GET /console/orders/{id}', { token, params });
    expect(seen).toMatchObject({
      state: 'refunded',
      member_id: bought.buyer.id,
      refunds: [{ why: 'operator', pieces: 2 }],
    });
    expect(seen).not.toHaveProperty('number');
    expect(await shownOffer(app, market.sale, bought.offer)).toMatchObject({ stock_left: 19 });
    const { items } = await app.ok('GET /console/orders', { token, query: { offer_id: bought.offer } });
    expect(items.map(({ id }) => id)).toEqual([bought.order]);
    const paid = await app.ok('GET /console/orders', {
      token,
      query: { offer_id: bought.offer, state: 'paid' },
    });
    expect(paid.items).toEqual([]);
  });

  it('not what was paid at a counter', async () => {
    const bought = await buy(market, {}, { way: 'counter' });
    const reply = await refundByHand(app, bought, 1, { fen: 990, points: 0 });
    expect(reply.body.code).toBe('refund_at_counter');
  });

  it('a coupon that was bought, while it is not used: it is taken back', async () => {
    const template_id = await listed(app, market.counter.shop);
    const goods = { kind: 'coupon' as const, template_id };
    const bought = await buy(market, { goods, price_fen: 300, stock: 5 });
    const [coupon] = await app.db.database.read.query<{ id: Id<'coupon'> }>(
      'SELECT id FROM coupons WHERE source_id = ?',
      [bought.order],
    );
    expect((await askBack(app, bought, 1, { fen: 300, points: 0 })).body.code).toBe('order_not_refundable');
    expect((await refundByHand(app, bought, 1, { fen: 300, points: 0 })).status).toBe(201);
    expect(await couponState(app, bought.buyer, coupon!.id)).toBe('revoked');
    expect(await sentBack(app, bought)).toEqual([300]);
    expect(await shownOffer(app, market.sale, bought.offer)).toMatchObject({ stock_left: 5 });
  });
});

describe('F8: the coupon of an order', () => {
  const price = { price_fen: 2_500, pieces: 2 };

  it('comes back with the last piece of an order that nobody picked up', async () => {
    const buyer = await joinCustomer(app);
    const { id } = await claim(app, buyer, await listed(app, market.counter.shop));
    const bought = await buy(market, price, { buyer, coupon: { id, fen: OFF } });
    expect(await couponState(app, buyer, id)).toBe('redeemed');
    await askBack(app, bought, 1, { fen: 1_000, points: 0 });
    expect(await couponState(app, buyer, id)).toBe('redeemed');
    await askBack(app, bought, 1, { fen: 1_000, points: 0 });
    expect(await couponState(app, buyer, id)).toBe('issued');
    expect((await seenOrder(app, bought)).refunds.map((one) => one.coupon_returned).sort()).toEqual([
      false,
      true,
    ]);
  });

  it('stays used when a piece was handed over', async () => {
    const buyer = await joinCustomer(app);
    const { id } = await claim(app, buyer, await listed(app, market.counter.shop));
    const bought = await buy(market, price, { buyer, coupon: { id, fen: OFF } });
    await handOut(market, bought, 1);
    expect((await refundByHand(app, bought, 2, { fen: 2_000, points: 0 })).status).toBe(201);
    expect(await couponState(app, buyer, id)).toBe('redeemed');
  });
});
