import type { Id } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import { joinCustomer, type Assistant } from './counter.support';
import { countRows } from './joins.support';
import {
  giveBack,
  handOver,
  openPickups,
  orderSeen,
  paidHere,
  pickedUp,
  PIECES,
  PRICE_FEN,
  scanHere,
  takeMoney,
  toPayHere,
  undoPickup,
  type PickupCounter,
} from './pickups.support';

let app: TestApp;
let at: PickupCounter;
let clerk: Assistant;
let colleague: Assistant;

useTestApp(async (started) => {
  app = started;
  at = await openPickups(app);
  ({ clerk, colleague } = at.counter);
});

const codesOf = (replies: readonly { readonly status: number; readonly body: { code?: string } }[]) =>
  replies.map(({ status, body }) => (status === 201 ? 'done' : String(body.code))).sort();

const standing = (order: Id<'order'>): Promise<number> =>
  countRows(
    app,
    'SELECT COALESCE(SUM(pieces), 0) AS n FROM handovers WHERE order_id = ? AND undone_at IS NULL',
    [order],
  );

describe('at the same moment', () => {
  it('F6: of two assistants who take the money of an order one has taken it', async () => {
    const customer = await joinCustomer(app);
    const order = await toPayHere(app, at, customer);
    const one = await scanHere(app, at, customer, order, clerk);
    const other = await scanHere(app, at, customer, order, colleague);
    const replies = await Promise.all([
      takeMoney(app, clerk, one.scan_id),
      takeMoney(app, colleague, other.scan_id),
      takeMoney(app, clerk, one.scan_id),
    ]);
    const [done, ...others] = codesOf(replies);
    expect(done).toBe('done');
    for (const code of others) expect(['order_paid', 'scan_used']).toContain(code);
    const paid = "SELECT COUNT(*) AS n FROM payments WHERE order_id = ? AND state = 'paid'";
    expect(await countRows(app, paid, [order])).toBe(1);
  });

  it('F7: two tills with one order hand out each piece once', async () => {
    const { customer, order } = await paidHere(app, at);
    const one = await scanHere(app, at, customer, order, clerk);
    const other = await scanHere(app, at, customer, order, colleague);
    const replies = await Promise.all([
      handOver(app, clerk, one.scan_id, 2),
      handOver(app, colleague, other.scan_id, 2),
      handOver(app, clerk, one.scan_id, 2),
      handOver(app, colleague, other.scan_id, 2),
    ]);
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await standing(order)).toBe(2);
    expect(await orderSeen(app, customer, order)).toMatchObject({ state: 'paid', pieces_handed: 2 });
  });

  it('L5: ten confirms with one key are one handover', async () => {
    const { order, scan_id } = await paidHere(app, at);
    const key = freshKey();
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => handOver(app, clerk, scan_id, 1, key)),
    );
    expect(new Set(replies.map(({ body }) => body.handover_id)).size).toBe(1);
    expect(await standing(order)).toBe(1);
  });

  it('F7: F8: a pickup, a refund and an undo leave books that fit, whichever comes first', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { customer, order, handover } = await pickedUp(app, at, 1);
      const one = await scanHere(app, at, customer, order, clerk);
      const other = await scanHere(app, at, customer, order, colleague);
      const third = await scanHere(app, at, customer, order, at.counter.manager);
      const expected = { fen: Math.floor((PRICE_FEN * 2) / PIECES), points: 0 };
      const acts = [
        () => handOver(app, clerk, one.scan_id, 2),
        () => undoPickup(app, at.counter.manager, handover.handover_id),
        () => giveBack(app, at.counter.manager, third.scan_id, 2, expected),
        () => handOver(app, colleague, other.scan_id, 2),
      ];
      const turned = [...acts.slice(round % acts.length), ...acts.slice(0, round % acts.length)];
      await Promise.all(turned.map((act) => act()));
      const seen = await orderSeen(app, customer, order);
      expect(await standing(order)).toBe(seen.pieces_handed);
      const refunded = 'SELECT COALESCE(SUM(pieces), 0) AS n FROM order_refunds WHERE order_id = ?';
      expect(await countRows(app, refunded, [order])).toBe(seen.pieces_refunded);
      const left = seen.pieces - seen.pieces_handed - seen.pieces_refunded;
      expect(seen.state).toBe(left > 0 ? 'paid' : 'picked_up');
    }
    await app.audit();
  });

  it('C7: of ten who undo one handover one does', async () => {
    const { order, handover } = await pickedUp(app, at, 2);
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        undoPickup(app, n % 2 === 0 ? clerk : at.counter.manager, handover.handover_id),
      ),
    );
    const [done, ...others] = codesOf(replies).sort((one, two) =>
      two === 'done' ? 1 : one === 'done' ? -1 : 0,
    );
    expect([done, ...new Set(others)]).toEqual(['done', 'already_undone']);
    expect(await standing(order)).toBe(0);
  });

  if (testDatabase === 'mariadb') {
    it('F7: through two processes too', async () => {
      const second = await app.second();
      try {
        for (let round = 0; round < 4; round += 1) {
          const { customer, order } = await paidHere(app, at);
          const one = await scanHere(app, at, customer, order, clerk);
          const other = await scanHere(app, at, customer, order, colleague);
          const replies = await Promise.all([
            handOver(app, clerk, one.scan_id, 3),
            handOver(second, colleague, other.scan_id, 3),
          ]);
          expect(codesOf(replies).filter((code) => code === 'done')).toHaveLength(1);
          expect(await standing(order)).toBe(3);
        }
      } finally {
        await second.close();
      }
    });
  }
});
