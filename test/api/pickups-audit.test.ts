import type { Id } from '../../shared/kernel';
import { counterAuditChecks } from '../../server/counter';
import { audit } from '../../server/ledger';
import { handoversAuditChecks } from '../../server/orders';
import { useTestApp, type TestApp } from '../support/app';
import { openPickups, paidHere, pickedUp, undoPickup } from './pickups.support';

const CHECKS = [...handoversAuditChecks, ...counterAuditChecks];

let app: TestApp;
/** Handed over in part; handed over whole; handed over and undone; paid only. */
let ids: Readonly<Record<'part' | 'whole' | 'undone' | 'paid', Id<'order'>>>;
let whole: string;
let undone: string;

useTestApp(async (started) => {
  app = started;
  const at = await openPickups(app);
  const [part, all, back] = [
    await pickedUp(app, at, 1),
    await pickedUp(app, at, 3),
    await pickedUp(app, at, 2),
  ];
  await undoPickup(app, at.counter.clerk, back.handover.handover_id);
  const paid = await paidHere(app, at);
  ids = { part: part.order, whole: all.order, undone: back.order, paid: paid.order };
  whole = all.handover.handover_id;
  undone = back.handover.handover_id;
});

const run = (sql: string): Promise<number> =>
  app.db.database.transaction((session) =>
    session.execute(
      sql
        .replace(/:(part|whole|undone|paid)\b/g, (_, name: keyof typeof ids) => `'${ids[name]}'`)
        .replace(':H', `'${whole}'`)
        .replace(':U', `'${undone}'`),
      [],
    ),
  );

const COUNTED = 'an order counts the pieces of its handovers that stand';
const BELONGS = 'a handover is of a paid order, to its member, at its store';
const SAYS = 'what is undone says when, by whom and why';
const OVER = 'an order is picked up exactly when nothing of it is left';
const TICKET = 'a handover used up the ticket of its order, its assistant and its store';
const MONEY = 'money of an order at the counter was taken by somebody, at the store where it is picked up';

describe('the audit of handovers', () => {
  it.each([
    [
      'pieces that nobody handed over',
      'UPDATE orders SET pieces_handed = 2 WHERE id = :part',
      'UPDATE orders SET pieces_handed = 1 WHERE id = :part',
      [COUNTED],
    ],
    [
      'pieces handed over that nobody counted',
      'UPDATE handovers SET pieces = 2 WHERE id = :H',
      'UPDATE handovers SET pieces = 3 WHERE id = :H',
      [COUNTED],
    ],
    [
      'an undo that gave nothing back',
      'UPDATE handovers SET undone_at = NULL, undone_by = NULL, undo_reason = NULL WHERE id = :U',
      "UPDATE handovers SET undone_at = at, undone_by = staff_id, undo_reason = '扫错了码' WHERE id = :U",
      [COUNTED],
    ],
    [
      'a handover at another store',
      "UPDATE handovers SET store_id = 'sto_00000000000000000000000000' WHERE id = :H",
      'UPDATE handovers SET store_id = (SELECT pickup_store_id FROM orders WHERE id = :whole) WHERE id = :H',
      [BELONGS, TICKET],
    ],
    [
      'a handover to somebody else',
      "UPDATE handovers SET member_id = 'mem_00000000000000000000000000' WHERE id = :H",
      'UPDATE handovers SET member_id = (SELECT member_id FROM orders WHERE id = :whole) WHERE id = :H',
      [BELONGS],
    ],
    [
      'a handover undone by nobody',
      'UPDATE handovers SET undone_by = NULL WHERE id = :U',
      'UPDATE handovers SET undone_by = staff_id WHERE id = :U',
      [SAYS],
    ],
    [
      'an order that is over with pieces left',
      "UPDATE orders SET state = 'picked_up' WHERE id = :part",
      "UPDATE orders SET state = 'paid' WHERE id = :part",
      [OVER],
    ],
    [
      'an order that waits with nothing left',
      "UPDATE orders SET state = 'paid' WHERE id = :whole",
      "UPDATE orders SET state = 'picked_up' WHERE id = :whole",
      [OVER],
    ],
    [
      'a ticket that says it was used for something else',
      "UPDATE scans SET used_by = 'hnd_00000000000000000000000000' WHERE used_by = :H",
      "UPDATE scans SET used_by = :H WHERE used_by = 'hnd_00000000000000000000000000'",
      [TICKET],
    ],
    [
      'money that nobody took',
      'UPDATE payments SET staff_id = NULL WHERE order_id = :paid',
      'UPDATE payments SET staff_id = (SELECT staff_id FROM handovers WHERE id = :H) WHERE order_id = :paid',
      [MONEY],
    ],
    [
      'less money than the order costs',
      'UPDATE payments SET received_fen = received_fen - 1 WHERE order_id = :paid',
      'UPDATE payments SET received_fen = received_fen + 1 WHERE order_id = :paid',
      [MONEY],
    ],
  ])('L7: finds %s', async (_name, damage, repair, names) => {
    expect((await audit(app.db.database, CHECKS)).drift).toEqual([]);
    expect(await run(damage)).toBe(1);
    const { drift } = await audit(app.db.database, CHECKS);
    expect(await run(repair)).toBe(1);
    expect([...new Set(drift.map(({ check }) => check))]).toEqual(names);
  });
});
