import { DAY_MS, HOUR_MS } from '../../shared/kernel';
import { useTestApp, type TestApp } from '../support/app';
import { MINUTE_MS, type Assistant } from './counter.support';
import { countRows } from './joins.support';
import {
  handOver,
  openPickups,
  orderSeen,
  pickedUp,
  scanHere,
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

describe('undoing a handover', () => {
  it('C7: F7: its pieces are to be picked up again, once, and the record says who and why', async () => {
    const { customer, order, handover } = await pickedUp(
      app,
      { ...at, counter: { ...at.counter, clerk } },
      3,
    );
    expect(await orderSeen(app, customer, order)).toMatchObject({ state: 'picked_up' });
    expect((await undoPickup(app, clerk, handover.handover_id)).status).toBe(201);
    expect((await undoPickup(app, clerk, handover.handover_id)).body.code).toBe('already_undone');
    expect(await orderSeen(app, customer, order)).toMatchObject({ state: 'paid', pieces_handed: 0 });
    const { items, totals } = await app.ok('GET /staff/records', {
      token: clerk.token,
      query: { store_id: at.counter.shop.store_id },
    });
    expect(items.find(({ id }) => id === handover.handover_id)).toMatchObject({
      kind: 'handover',
      title: '取货 3 份 · 招牌奶茶',
      undone: { staff_name: '小陈', reason: '扫错了码' },
      undo_until_at: null,
    });
    const { scan_id } = await scanHere(app, at, customer, order, clerk);
    expect((await handOver(app, clerk, scan_id, 3)).status).toBe(201);
    const after = await app.ok('GET /staff/records', {
      token: clerk.token,
      query: { store_id: at.counter.shop.store_id },
    });
    expect(after.totals.handovers).toBe(totals.handovers + 1);
    expect(await countRows(app, 'SELECT COUNT(*) AS n FROM handovers WHERE order_id = ?', [order])).toBe(2);
  });

  it('C7: by the assistant for ten minutes, by no colleague; to another store it does not exist', async () => {
    const { handover } = await pickedUp(app, at, 1);
    expect((await undoPickup(app, at.counter.colleague, handover.handover_id)).body.code).toBe(
      'undo_not_allowed',
    );
    expect((await undoPickup(app, at.counter.elsewhere, handover.handover_id)).status).toBe(404);
    app.clock.advance(10 * MINUTE_MS);
    expect((await undoPickup(app, clerk, handover.handover_id)).body.code).toBe('undo_too_late');
    expect((await undoPickup(app, at.counter.manager, handover.handover_id)).status).toBe(201);
  });

  it('C7: F7: leaves at least a day for picking it up again', async () => {
    const { customer, order, handover } = await pickedUp(app, at, 3);
    await app.db.database.transaction((session) =>
      session.execute('UPDATE orders SET pickup_until_at = ? WHERE id = ?', [
        app.clock.now() - HOUR_MS,
        order,
      ]),
    );
    expect((await undoPickup(app, clerk, handover.handover_id)).status).toBe(201);
    const { pickup_until_at: until } = await orderSeen(app, customer, order);
    expect(Date.parse(until ?? '')).toBe(app.clock.now() + DAY_MS);
  });
});
