import { freshKey, useTestApp, type TestApp } from '../support/app';
import {
  changeStaff,
  hire,
  joinCustomer,
  MINUTE_MS,
  nextStep,
  scanAt,
  wrongCode,
  type Assistant,
} from './counter.support';
import { claimOne } from './flash-sales.support';
import {
  handOver,
  openPickups,
  orderSeen,
  paidHere,
  pickedUp,
  pickupCode,
  PIECES,
  PRICE_FEN,
  scanHere,
  scanOrder,
  takeMoney,
  toPayHere,
  undoPickup,
  type PickupCounter,
} from './pickups.support';

let app: TestApp;
let at: PickupCounter;
let clerk: Assistant;

useTestApp(async (started) => {
  app = started;
  at = await openPickups(app);
  clerk = at.counter.clerk;
});

const tryScan = (assistant: Assistant, code: string, key?: string) =>
  app.call('POST /staff/scans', {
    token: assistant.token,
    body: { code, store_id: at.counter.shop.store_id },
    ...(key === undefined ? {} : { key }),
  });

describe('the pickup code', () => {
  it('M7: F7: shows what is to be paid before anything is handed over, masked', async () => {
    const customer = await joinCustomer(app);
    const order = await toPayHere(app, at, customer);
    const scan = await scanHere(app, at, customer, order);
    expect(scan.kind).toBe('pickup');
    expect(scan.preview).toMatchObject({
      usable_here: true,
      obstacle: null,
      order: {
        ...{
          id: order,
          state: 'paying',
          way: 'counter',
          due_fen: PRICE_FEN,
          pieces: PIECES,
          pieces_handed: 0,
        },
        ...{ paid_at: null, pickup_store_name: '静安店', refundable_pieces: 0 },
        refund_obstacle: { code: 'order_not_paid' },
      },
    });
    expect(scan.preview.member.id).toBe(customer.id);
    expect(JSON.stringify(scan)).not.toContain(customer.openid);
  });

  it('F7: shows what is left of a paid order, also when it is over, and where it belongs', async () => {
    const { customer, order } = await pickedUp(app, at, 1);
    const paid = await scanHere(app, at, customer, order);
    expect(paid.preview).toMatchObject({
      usable_here: true,
      order: { due_fen: 0, pieces_handed: 1, refundable_pieces: PIECES, refund_obstacle: null },
    });
    const elsewhere = await scanOrder(app, at.counter.elsewhere, at.counter.other_store_id, customer, order);
    const detail = '这笔订单的自提门店是静安店。';
    expect(elsewhere.preview).toMatchObject({
      usable_here: false,
      obstacle: { code: 'pickup_elsewhere', detail },
      order: { refund_obstacle: { code: 'pickup_elsewhere' } },
    });
    expect((await handOver(app, clerk, paid.scan_id, 2)).status).toBe(201);
    const over = await scanHere(app, at, customer, order, at.counter.colleague);
    expect(over.preview).toMatchObject({
      usable_here: false,
      obstacle: { code: 'pickup_over' },
      // neither took the money nor handed it over
      order: { refund_obstacle: { code: 'refund_not_allowed' } },
    });
  });

  it('M7: is used up by a scan, guarded against guessing, and nobody’s own', async () => {
    const { customer, order } = await paidHere(app, at);
    nextStep(app);
    const code = await pickupCode(app, customer, order);
    const key = freshKey();
    const first = await tryScan(clerk, code, key);
    expect(first.status).toBe(201);
    expect(await tryScan(clerk, code, key)).toMatchObject({ replayed: true, body: first.body });
    expect((await tryScan(at.counter.colleague, code)).body.code).toBe('code_used');
    app.clock.advance(20 * MINUTE_MS);
    expect((await tryScan(clerk, code)).body.code).toBe('code_expired');
    const own = await hire(app, '自己', 'clerk', [at.counter.shop.store_id], customer.openid);
    expect((await tryScan(own, await pickupCode(app, customer, order))).body.code).toBe('own_subject');
    const guesser = await hire(app, '小赵', 'clerk', [at.counter.shop.store_id]);
    const right = await pickupCode(app, customer, order);
    // the fifth failure of this number: the old code was the first
    for (let n = 1; n <= 4; n += 1)
      expect((await tryScan(guesser, wrongCode(right, n))).body.code).toMatch(/^code_(unknown|expired)$/);
    expect((await tryScan(guesser, right)).body.code).toBe('code_locked');
    app.clock.advance(20 * MINUTE_MS);
  });

  it('M7: is there from the choice of the counter on, until the order is over', async () => {
    const customer = await joinCustomer(app);
    const held = await claimOne(app, customer, at.sale, at.offer);
    const code = (id: string, token = customer.token) =>
      app.call('GET /me/orders/{id}/code', { token, params: { id } });
    expect((await code(held)).body.code).toBe('order_not_paid');
    const order = await toPayHere(app, at, customer);
    expect(await code(order)).toMatchObject({ status: 200, body: { step_seconds: 60 } });
    const stranger = await joinCustomer(app);
    expect((await code(order, stranger.token)).status).toBe(404);
    await app.ok('POST /me/orders/{id}/cancellations', { token: customer.token, params: { id: order } });
    expect((await code(order)).body.code).toBe('order_closed');
    // of a number that no order has
    const nobody = '68' + '0000000000' + '123456';
    expect((await tryScan(clerk, nobody)).body.code).toBe('code_unknown');
  });
});

describe('handing over', () => {
  it('F7: in part, with the ticket of the payment and then another, until nothing is left', async () => {
    const { customer, order, scan_id } = await paidHere(app, at);
    const { next } = await app.ok('GET /me/events', { token: customer.token });
    const first = await handOver(app, clerk, scan_id, 2);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ order_id: order, title: '招牌奶茶', pieces: 2, pieces_left: 1 });
    expect(Date.parse(first.body.undo_until_at)).toBe(app.clock.now() + 10 * MINUTE_MS);
    expect(await orderSeen(app, customer, order)).toMatchObject({
      state: 'paid',
      pieces_handed: 2,
      handovers: [{ pieces: 2, store_name: '静安店' }],
    });
    expect((await handOver(app, clerk, scan_id, 1)).body.code).toBe('scan_used');
    const again = await scanHere(app, at, customer, order, at.counter.colleague);
    const tooMany = await handOver(app, at.counter.colleague, again.scan_id, 2);
    expect(tooMany.body).toMatchObject({ code: 'pieces_left', params: { left: 1 } });
    expect((await handOver(app, at.counter.colleague, again.scan_id, 1)).body.pieces_left).toBe(0);
    expect(await orderSeen(app, customer, order)).toMatchObject({ state: 'picked_up', pieces_handed: 3 });
    const last = await scanHere(app, at, customer, order);
    expect((await handOver(app, clerk, last.scan_id, 1)).body.code).toBe('pickup_over');
    const events = await app.ok('GET /me/events', {
      token: customer.token,
      query: { after: next, wait_ms: 0 },
    });
    const handed = events.items.filter(({ type }) => type === 'order.handed_over');
    expect(handed.map(({ data }) => [data['pieces'], data['pieces_left']])).toEqual([
      [2, 1],
      [1, 0],
    ]);
  });

  it('F7: not before it is paid, not after it was given up', async () => {
    const customer = await joinCustomer(app);
    const order = await toPayHere(app, at, customer);
    const { scan_id } = await scanHere(app, at, customer, order);
    expect((await handOver(app, clerk, scan_id, 1)).body.code).toBe('order_not_paid');
    await app.ok('POST /me/orders/{id}/cancellations', { token: customer.token, params: { id: order } });
    expect((await handOver(app, clerk, scan_id, 1)).body.code).toBe('order_closed');
    expect((await takeMoney(app, clerk, scan_id)).body.code).toBe('order_closed');
  });

  it('F7: past the deadline too, while the order is paid', async () => {
    const { customer, order } = await paidHere(app, at);
    const { pickup_until_at: until } = await orderSeen(app, customer, order);
    const { scan_id } = await scanHere(app, at, customer, order);
    await app.db.database.transaction((session) =>
      session.execute('UPDATE orders SET pickup_until_at = ? WHERE id = ?', [app.clock.now() - 1, order]),
    );
    expect(Date.parse(until ?? '')).toBeGreaterThan(app.clock.now());
    expect((await handOver(app, clerk, scan_id, PIECES)).status).toBe(201);
  });

  it('C6: S4: with the assistant’s own ticket, at their own store, in its ten minutes', async () => {
    const { customer, order } = await paidHere(app, at);
    const { scan_id } = await scanHere(app, at, customer, order);
    expect((await handOver(app, at.counter.colleague, scan_id, 1)).body.code).toBe('not_found');
    expect((await takeMoney(app, at.counter.colleague, scan_id)).body.code).toBe('not_found');
    app.clock.advance(10 * MINUTE_MS);
    expect((await handOver(app, clerk, scan_id, 1)).body.code).toBe('scan_expired');
    const far = await scanOrder(app, at.counter.elsewhere, at.counter.other_store_id, customer, order);
    const elsewhere = await handOver(app, at.counter.elsewhere, far.scan_id, 1);
    expect(elsewhere.body).toMatchObject({ code: 'pickup_elsewhere', params: { store: '静安店' } });
    const mover = await hire(app, '小钱', 'clerk', [at.counter.shop.store_id]);
    const theirs = await scanHere(app, at, customer, order, mover);
    await changeStaff(app, mover, { store_ids: [at.counter.other_store_id] });
    expect((await handOver(app, mover, theirs.scan_id, 1)).body.code).toBe('wrong_store');
    await changeStaff(app, mover, { store_ids: [] });
    expect((await handOver(app, mover, theirs.scan_id, 1)).body.code).toBe('staff_without_store');
  });

  it('C6: S2: a ticket of a member hands over nothing, and nobody hands over their own', async () => {
    const { customer, order } = await paidHere(app, at);
    nextStep(app);
    const { code } = await app.ok('GET /me/code', { token: customer.token });
    const member = await scanAt(app, clerk, at.counter.shop.store_id, code);
    expect((await handOver(app, clerk, member.scan_id, 1)).body.code).toBe('not_found');
    // bound to somebody else after the scan: to its own member
    const bound = await hire(app, '小吴', 'clerk', [at.counter.shop.store_id]);
    const { scan_id } = await scanHere(app, at, customer, order, bound);
    await app.db.database.transaction((session) =>
      session.execute(
        'UPDATE staff SET person_id = (SELECT person_id FROM members WHERE id = ?) WHERE id = ?',
        [customer.id, bound.id],
      ),
    );
    const own = { ...bound, token: customer.token };
    expect((await handOver(app, own, scan_id, 1)).body.code).toBe('own_subject');
  });

  it('L5: is answered once more the same, also after it was undone', async () => {
    const { customer, order, scan_id } = await paidHere(app, at);
    const key = freshKey();
    const first = await handOver(app, clerk, scan_id, 2, key);
    const other = await handOver(app, clerk, scan_id, 1, key);
    expect(other.body.code).toBe('idempotency_key_reused');
    const undoKey = freshKey();
    const undone = await undoPickup(app, clerk, first.body.handover_id, undoKey);
    expect(undone).toMatchObject({ status: 201, body: { order_id: order, pieces: 2 } });
    expect(await handOver(app, clerk, scan_id, 2, key)).toMatchObject({ replayed: true, body: first.body });
    expect(await undoPickup(app, clerk, first.body.handover_id, undoKey)).toMatchObject({
      replayed: true,
      body: undone.body,
    });
    expect(await orderSeen(app, customer, order)).toMatchObject({ pieces_handed: 0, handovers: [] });
  });
});
