import { DAY_MS } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { joinCustomer, type Assistant } from './counter.support';
import {
  giveBack,
  handOver,
  openPickups,
  orderSeen,
  paidHere,
  pickedUp,
  PRICE_FEN,
  scanHere,
  scanOrder,
  takeMoney,
  toPayHere,
  undoPickup,
  type PickupCounter,
} from './pickups.support';

/** A third of the price, as the first piece that goes back is worth it. */
const ONE = { fen: Math.floor(PRICE_FEN / 3), points: 0 };
const TWO = { fen: Math.floor((PRICE_FEN * 2) / 3), points: 0 };
const ALL = { fen: PRICE_FEN, points: 0 };

let app: TestApp;
let at: PickupCounter;
let clerk: Assistant;
let colleague: Assistant;
let manager: Assistant;

useTestApp(async (started) => {
  app = started;
  at = await openPickups(app);
  ({ clerk, colleague, manager } = at.counter);
});

const records = (assistant: Assistant) =>
  app.ok('GET /staff/records', { token: assistant.token, query: { store_id: at.counter.shop.store_id } });

describe('refunding an order at the counter', () => {
  it('F8: gives money back for pieces, handed over or not, out of the till it went into', async () => {
    const { customer, order } = await pickedUp(app, at, 2);
    const before = await records(clerk);
    const { scan_id, preview } = await scanHere(app, at, customer, order);
    expect(preview.order).toMatchObject({ refundable_pieces: 3, refund_obstacle: null });
    const key = freshKey();
    const done = await giveBack(app, clerk, scan_id, 2, TWO, key);
    expect(done).toMatchObject({
      status: 201,
      body: { order_id: order, fen: TWO.fen, points: 0, at_counter: true },
    });
    expect(await giveBack(app, clerk, scan_id, 2, TWO, key)).toMatchObject({
      replayed: true,
      body: done.body,
    });
    expect((await giveBack(app, clerk, scan_id, 1, ONE)).body.code).toBe('scan_used');
    expect(await orderSeen(app, customer, order)).toMatchObject({
      ...{ state: 'picked_up', pieces_handed: 2, pieces_refunded: 2 },
      refunds: [{ pieces: 2, fen: TWO.fen, why: 'staff', progress: 'at_counter' }],
    });
    const { items, totals } = await records(clerk);
    expect(items[0]).toMatchObject({
      ...{ kind: 'order_refund', title: '订单退款 2 份 · 招牌奶茶', paid_fen: TWO.fen },
      undo_until_at: null,
    });
    expect(totals.refunded_fen).toBe(before.totals.refunded_fen + TWO.fen);
    const rest = await scanHere(app, at, customer, order);
    expect((await giveBack(app, clerk, rest.scan_id, 2, TWO)).body).toMatchObject({
      code: 'pieces_left',
      params: { left: 1 },
    });
    const last = { fen: PRICE_FEN - TWO.fen, points: 0 };
    // the last piece is worth what is left, a fen more
    expect((await giveBack(app, clerk, rest.scan_id, 1, ONE)).body.code).toBe('quote_changed');
    expect((await giveBack(app, clerk, rest.scan_id, 1, last)).status).toBe(201);
    expect(await orderSeen(app, customer, order)).toMatchObject({ state: 'refunded' });
    const code = app.call('GET /me/orders/{id}/code', { token: customer.token, params: { id: order } });
    expect((await code).body.code).toBe('order_closed');
  });

  it('F8: S4: by a manager, or whoever took the money or handed it over, on the same day', async () => {
    const taken = await paidHere(app, at);
    const stranger = await scanHere(app, at, taken.customer, taken.order, colleague);
    expect(stranger.preview.order.refund_obstacle).toMatchObject({ code: 'refund_not_allowed' });
    expect((await giveBack(app, colleague, stranger.scan_id, 1, ONE)).body.code).toBe('refund_not_allowed');
    const handing = await scanHere(app, at, taken.customer, taken.order, colleague);
    const handed = await handOver(app, colleague, handing.scan_id, 1);
    const allowed = await scanHere(app, at, taken.customer, taken.order, colleague);
    expect(allowed.preview.order.refund_obstacle).toBeNull();
    // what was undone is no reason
    await undoPickup(app, colleague, handed.body.handover_id);
    expect((await giveBack(app, colleague, allowed.scan_id, 1, ONE)).body.code).toBe('refund_not_allowed');
    app.clock.advance(DAY_MS);
    const later = await scanHere(app, at, taken.customer, taken.order, clerk);
    expect((await giveBack(app, clerk, later.scan_id, 1, ONE)).body.code).toBe('refund_not_allowed');
    const boss = await scanHere(app, at, taken.customer, taken.order, manager);
    expect((await giveBack(app, manager, boss.scan_id, 1, ONE)).status).toBe(201);
  });

  it('F8: not before it is paid, not twice, not elsewhere, not for another amount than shown', async () => {
    const customer = await joinCustomer(app);
    const order = await toPayHere(app, at, customer);
    const { scan_id } = await scanHere(app, at, customer, order, manager);
    expect((await giveBack(app, manager, scan_id, 1, ONE)).body.code).toBe('order_not_paid');
    expect((await takeMoney(app, manager, scan_id)).status).toBe(201);
    // the ticket of the payment hands over, and nothing else
    expect((await giveBack(app, manager, scan_id, 1, ONE)).body.code).toBe('scan_used');
    const far = await scanOrder(app, at.counter.elsewhere, at.counter.other_store_id, customer, order);
    expect((await giveBack(app, at.counter.elsewhere, far.scan_id, 1, ONE)).body.code).toBe(
      'pickup_elsewhere',
    );
    const fresh = await scanHere(app, at, customer, order, manager);
    const wrong = { fen: ONE.fen + 1, points: 0 };
    expect((await giveBack(app, manager, fresh.scan_id, 1, wrong)).body.code).toBe('quote_changed');
    const tickets = [fresh, await scanHere(app, at, customer, order, manager)];
    const replies = await Promise.all(tickets.map((one) => giveBack(app, manager, one.scan_id, 3, ALL)));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await orderSeen(app, customer, order)).toMatchObject({ state: 'refunded', pieces_refunded: 3 });
  });

  it('C7: F8: a handover is not undone after a refund', async () => {
    const { customer, order, handover } = await pickedUp(app, at, 3);
    const { scan_id } = await scanHere(app, at, customer, order);
    expect((await giveBack(app, clerk, scan_id, 1, ONE)).status).toBe(201);
    expect((await undoPickup(app, clerk, handover.handover_id)).body.code).toBe('order_refunded');
    const { items } = await records(clerk);
    expect(items.find(({ id }) => id === handover.handover_id)?.undo_until_at).toBeNull();
  });
});
