import * as fc from 'fast-check';
import { PaymentRefunds } from '../../server/payments';
import { createTestApp, type TestApp } from '../support/app';
import { claimer, createShop } from './coupons.support';
import { claimOne, createOffer, createSale, shownOffer } from './flash-sales.support';
import { askBack, buy, pointsOf, seenOrder, type Market } from './order-refunds.support';
import { plantHandedOver, toldTo } from './payments.support';

let app: TestApp;
let market: Market;

beforeAll(async () => {
  app = await createTestApp({ pay: true });
  const shop = await createShop(app);
  market = { app, shop, sale: await createSale(app, shop) };
});
afterEach(() => app.audit());
afterAll(() => app.close());

/** What is on its way back through WeChat Pay, or has arrived. */
async function sentBack(order: string): Promise<number[]> {
  const rows = await app.db.database.read.query<{ fen: number | string }>(
    'SELECT amount_fen AS fen FROM payment_refunds WHERE order_id = ? ORDER BY id',
    [order],
  );
  return rows.map(({ fen }) => Number(fen));
}

describe('F8: a member asks for money back', () => {
  it('gets all of it back the way it came, and the piece is on sale again', async () => {
    const bought = await buy(market, { price_fen: 990, price_points: 30, stock: 1 });
    expect(await pointsOf(app, bought.buyer)).toBe(0);
    const { status, body } = await askBack(app, bought, 1, { fen: 990, points: 30 });
    expect(status).toBe(201);
    expect(body).toMatchObject({ fen: 990, points: 30, order: { state: 'refunded', pieces_refunded: 1 } });
    expect(await pointsOf(app, bought.buyer)).toBe(30);
    expect(await sentBack(bought.order)).toEqual([990]);
    expect(await toldTo(app, bought.buyer, 'order.refunded')).toMatchObject([
      { order_id: bought.order, pieces: 1, fen: 990, points: 30, why: 'member' },
    ]);
    expect(await shownOffer(app, market.sale, bought.offer)).toMatchObject({ stock_left: 1 });
    const seen = await seenOrder(app, bought);
    expect(seen).toMatchObject({
      refundable_pieces: 0,
      refunds: [{ pieces: 1, fen: 990, points: 30, why: 'member', progress: 'on_its_way' }],
    });
    await app.app.nest.get(PaymentRefunds).tick();
    app.clock.advance(30_000);
    await app.app.nest.get(PaymentRefunds).tick();
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
          expect(await pointsOf(app, bought.buyer)).toBe(points);
          expect((await sentBack(bought.order)).reduce((sum, one) => sum + one, 0)).toBe(fen);
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
    expect(await sentBack(bought.order)).toEqual([495]);
  });

  it('never gets back more than was paid, however many ask at once', async () => {
    const bought = await buy(market, { pieces: 3 });
    const replies = await Promise.all(
      [1, 2, 3, 4, 5].map(() => askBack(app, bought, 1, { fen: 330, points: 0 })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409, 409]);
    expect(await sentBack(bought.order)).toEqual([330, 330, 330]);
  });

  it('keeps what is picked up: the rest goes back, and nothing more', async () => {
    const bought = await buy(market, { pieces: 3 });
    await plantHandedOver(app, bought.order, 1);
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
    const bought = await buy(market, {}, 'counter');
    expect((await askBack(app, bought, 1, { fen: 990, points: 0 })).body.code).toBe('refund_at_counter');
  });

  it('gets points alone back without WeChat Pay', async () => {
    const bought = await buy(market, { price_fen: 0, price_points: 40 });
    expect((await askBack(app, bought, 1, { fen: 0, points: 40 })).status).toBe(201);
    expect(await pointsOf(app, bought.buyer)).toBe(40);
    expect((await seenOrder(app, bought)).refunds).toMatchObject([{ progress: 'none' }]);
  });

  it('is refused for what is not paid, not theirs or over', async () => {
    const ann = await claimer(app);
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
    await plantHandedOver(app, bought.order, 2);
    const token = await app.asConsole();
    const params = { id: bought.order };
    const body = { pieces: 2, reason: '做坏了', expected: { fen: 990, points: 0 } };
    const done = await app.ok('POST /console/orders/{id}/refunds', { token, params, body });
    expect(done).toMatchObject({ fen: 990, points: 0 });
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
    const bought = await buy(market, {}, 'counter');
    const reply = await app.call('POST /console/orders/{id}/refunds', {
      token: await app.asConsole(),
      params: { id: bought.order },
      body: { pieces: 1, reason: '不要了', expected: { fen: 990, points: 0 } },
    });
    expect(reply.body.code).toBe('refund_at_counter');
  });
});
