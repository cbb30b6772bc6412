import { MINUTE_MS, type Id } from '../../shared/kernel';
import { flashSalesAuditChecks } from '../../server/flash-sales';
import { audit } from '../../server/ledger';
import { lapseDue, ordersAuditChecks } from '../../server/orders';
import { createTestApp, type TestApp } from '../support/app';
import { claimer, createShop } from './coupons.support';
import { claimOne, createOffer, createSale } from './flash-sales.support';

const CHECKS = [...flashSalesAuditChecks, ...ordersAuditChecks];

let app: TestApp;
let lapsed: Id<'order'>;
let held: Id<'order'>;

/** A member with an order that lapsed and one that is held. */
beforeAll(async () => {
  app = await createTestApp();
  const sale = await createSale(app, await createShop(app));
  const offer = await createOffer(app, sale);
  const ann = await claimer(app);
  lapsed = await claimOne(app, ann, sale, offer);
  app.clock.advance(15 * MINUTE_MS);
  await lapseDue(app.db.database, app.app.core.ledger, app.clock, app.app.core.config.program);
  held = await claimOne(app, ann, sale, offer);
});
afterAll(async () => {
  await app.audit();
  await app.close();
});

const run = (sql: string): Promise<number> =>
  app.db.database.transaction((session) =>
    session.execute(sql.replace(':held', `'${held}'`).replace(':lapsed', `'${lapsed}'`), []),
  );

describe('the audit of orders', () => {
  it.each([
    [
      'stock that nobody put on sale',
      'UPDATE offers SET stock_total = stock_total + 1',
      'UPDATE offers SET stock_total = stock_total - 1',
      ['the stock of an offer is what was ever put on sale'],
    ],
    [
      'a state that no event led to, and what it would hold',
      "UPDATE orders SET state = 'paying' WHERE id = :held",
      "UPDATE orders SET state = 'held' WHERE id = :held",
      ['an order is in the state its last event left it in'],
    ],
    [
      'an order without its hold',
      "UPDATE orders SET state = 'held', closed_at = NULL WHERE id = :lapsed",
      "UPDATE orders SET state = 'lapsed', closed_at = hold_until_at WHERE id = :lapsed",
      [
        'an order is in the state its last event left it in',
        'what open orders and waits hold of an offer is what the ledger holds',
        'what open orders of a member hold of a limit is what the ledger holds',
        'the lapses of a member in a sale are counted',
      ],
    ],
    [
      'an event that does not follow from the one before',
      "UPDATE order_events SET from_state = 'paying' WHERE order_id = :lapsed AND to_state = 'lapsed'",
      "UPDATE order_events SET from_state = 'held' WHERE order_id = :lapsed AND to_state = 'lapsed'",
      ['the events of an order form a legal chain'],
    ],
    [
      'a lapse that was not',
      'UPDATE sale_lapses SET lapsed = lapsed + 1',
      'UPDATE sale_lapses SET lapsed = lapsed - 1',
      ['the lapses of a member in a sale are counted'],
    ],
  ])('L7: finds %s', async (_name, damage, repair, names) => {
    expect((await audit(app.db.database, CHECKS)).drift).toEqual([]);
    expect(await run(damage)).toBe(1);
    const { drift } = await audit(app.db.database, CHECKS);
    expect(await run(repair)).toBe(1);
    expect([...new Set(drift.map(({ check }) => check))]).toEqual(names);
  });
});
