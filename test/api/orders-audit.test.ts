import { MINUTE_MS, type Id } from '../../shared/kernel';
import { flashSalesAuditChecks } from '../../server/flash-sales';
import { audit } from '../../server/ledger';
import { lapseDue, ordersAuditChecks } from '../../server/orders';
import { createTestApp, useTestApp, type TestApp } from '../support/app';
import { claim as claimCoupon, joinCustomer } from './counter.support';
import { claimer, createShop, listed } from './coupons.support';
import { claimOne, createOffer, createSale } from './flash-sales.support';
import { payFor, PRICE } from './order-payments.support';

const CHECKS = [...flashSalesAuditChecks, ...ordersAuditChecks];

let app: TestApp;
let lapsed: Id<'order'>;
let held: Id<'order'>;

/** A member with an order that lapsed and one that is held. */
useTestApp(async (started) => {
  app = started;
  const sale = await createSale(app, await createShop(app));
  const offer = await createOffer(app, sale);
  const ann = await claimer(app);
  lapsed = await claimOne(app, ann, sale, offer);
  app.clock.advance(15 * MINUTE_MS);
  await lapseDue(app.db.database, app.app.core.ledger, app.clock, app.app.core.config.program);
  held = await claimOne(app, ann, sale, offer);
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

describe('the audit of payments', () => {
  let pay: TestApp;
  let order: Id<'order'>;
  let coupon: Id<'coupon'>;

  /** A member with an order that is paid at once with a coupon, and one that is to be paid at the counter. */
  beforeAll(async () => {
    pay = await createTestApp();
    const shop = await createShop(pay);
    const sale = await createSale(pay, shop);
    const offer = await createOffer(pay, sale, { price_fen: PRICE });
    const ann = await joinCustomer(pay);
    const template = await listed(pay, shop, {
      value: { kind: 'amount_off', threshold_fen: 0, amount_fen: PRICE },
    });
    coupon = (await claimCoupon(pay, ann, template)).id;
    order = await claimOne(pay, ann, sale, offer);
    const here = { pickup_store_id: shop.store_id };
    const free = {
      ...here,
      way: 'none',
      coupon_id: coupon,
      expected: { pay_fen: 0, pay_points: 0 },
    } as const;
    expect((await payFor(pay, ann, order, free)).status).toBe(201);
    const other = await claimOne(pay, ann, sale, offer);
    expect((await payFor(pay, ann, other, { ...here, way: 'counter' })).status).toBe(201);
  });
  afterAll(async () => {
    await pay.audit();
    await pay.close();
  });

  const change = (sql: string): Promise<number> =>
    pay.db.database.transaction((session) =>
      session.execute(sql.replace(':order', `'${order}'`).replace(':coupon', `'${coupon}'`), []),
    );
  const PAID =
    'an order that is paid was paid what it cost, and only one that is to be paid has a payment under way';
  const USED = 'an order that is to be paid keeps its coupon, and one that is paid has used it up';

  it.each([
    [
      'money that nobody paid',
      'UPDATE orders SET pay_fen = 1 WHERE id = :order',
      'UPDATE orders SET pay_fen = 0 WHERE id = :order',
      [PAID],
    ],
    [
      'an order to be paid without its payment',
      "UPDATE payments SET order_id = :order WHERE state = 'open'",
      "UPDATE payments SET order_id = (SELECT id FROM orders WHERE state = 'paying') WHERE state = 'open'",
      [PAID],
    ],
    [
      'a coupon that another order has used',
      "UPDATE coupons SET redeemed_by = 'ord_other' WHERE id = :coupon",
      'UPDATE coupons SET redeemed_by = :order WHERE id = :coupon',
      [USED],
    ],
    [
      'a coupon that no order keeps',
      'UPDATE coupons SET locked_by = :order WHERE id = :coupon',
      'UPDATE coupons SET locked_by = NULL WHERE id = :coupon',
      [USED],
    ],
    [
      'a limit that nobody used up',
      "UPDATE accounts SET debits_posted = debits_posted - 1 WHERE kind = 'quota.offer_member'",
      "UPDATE accounts SET debits_posted = debits_posted + 1 WHERE kind = 'quota.offer_member'",
      ['what a member paid of an offer counts against the limit'],
    ],
    [
      'a piece that nobody bought',
      "UPDATE accounts SET credits_posted = credits_posted + 1 WHERE kind = 'stock.sold' AND credits_posted > 0",
      "UPDATE accounts SET credits_posted = credits_posted - 1 WHERE kind = 'stock.sold' AND credits_posted > 0",
      [
        'the stock of an offer is what was ever put on sale',
        'what of an offer is sold is what was paid and not put on sale again',
      ],
    ],
  ])('L7: finds %s', async (_name, damage, repair, names) => {
    expect((await audit(pay.db.database, CHECKS)).drift).toEqual([]);
    expect(await change(damage)).toBe(1);
    const { drift } = await audit(pay.db.database, CHECKS);
    expect(await change(repair)).toBe(1);
    expect([...new Set(drift.map(({ check }) => check))]).toEqual(names);
  });
});
