import { instant, MINUTE_MS, toRfc3339, type Id } from '../../shared/kernel';
import { createTestApp, freshKey, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import { rowsOf } from './console.support';
import { claim as claimCoupon, joinCustomer, type Customer } from './counter.support';
import { createShop, listed, type Shop } from './coupons.support';
import { claimOne, createOffer, createSale, shownOffer } from './flash-sales.support';
import { countRows } from './joins.support';
import {
  atWechat,
  balanceOf,
  cancelFor,
  couponState,
  deliver,
  givePoints,
  OFF,
  orderOf,
  payAt,
  payFor,
  PRICE,
  settleAll,
  tradeOf,
} from './order-payments.support';

/** Goal: whatever meets at an order at once, on however many servers, one thing happens, and no fen is lost or made. */

const PEOPLE = 16;

let app: TestApp;
/** A second server process on MariaDB; on SQLite there is one only. */
let other: TestApp;
let shop: Shop;
let people: Customer[];
let sale: Id<'sale'>;

beforeAll(async () => {
  app = await createTestApp({ pay: true });
  other = testDatabase === 'mariadb' ? { ...(await app.second()), asConsole: app.asConsole } : app;
  shop = await createShop(app);
  people = await Promise.all(Array.from({ length: PEOPLE }, () => joinCustomer(app)));
});
afterAll(async () => {
  if (other !== app) await other.close();
  await app.close();
});
beforeEach(async () => {
  const from = app.clock.now();
  sale = await createSale(app, shop, {
    starts_at: toRfc3339(from),
    ends_at: toRfc3339(instant(from + 600 * MINUTE_MS)),
  });
});
afterEach(() => app.audit());

const serverOf = (n: number): TestApp => (n % 2 ? other : app);
const here = () => ({ pickup_store_id: shop.store_id });
const codesOf = (replies: readonly { status: number; body: { code?: string | undefined } }[]) =>
  replies.filter(({ status }) => status >= 400).map(({ body }) => body.code);

/** Everybody's order, with its payment open at WeChat Pay. */
async function allPaying() {
  const offer = await createOffer(app, sale, { price_fen: PRICE, price_points: 10, stock: PEOPLE });
  return {
    offer,
    all: await Promise.all(
      people.map(async (who, n) => {
        await givePoints(app, who, 10);
        const order = await claimOne(app, who, sale, offer);
        const expected = { pay_fen: PRICE, pay_points: 10 };
        expect((await payFor(serverOf(n), who, order, { ...here(), expected })).status).toBe(201);
        return { who, order, trade: await tradeOf(app, order) };
      }),
    ),
  };
}

describe('what meets at one order', () => {
  it.each([0, 1, 2])(
    'F5: F6: money, cancellation, another choice and the deadline at once, round %d',
    async (round) => {
      const { offer, all } = await allPaying();
      // in the last round money that was held back is there at once, unless the close is faster
      app.clock.advance([0, 15 * MINUTE_MS, 15 * MINUTE_MS + 10_000][round]!);
      const acts = all.flatMap(({ who, order, trade }, n) => [
        // begun in time, and let through after the close; refused where it is closed by then
        () => (n % 3 === 0 ? Promise.resolve() : payAt(app, trade, 'pay_late').catch(() => null)),
        () => cancelFor(serverOf(n), who, order),
        () =>
          payFor(serverOf(n + 1), who, order, {
            ...here(),
            way: 'counter',
            expected: { pay_fen: PRICE, pay_points: 10 },
          }),
        () => deliver(app),
        () => settleAll(serverOf(n)),
      ]);
      const turned = acts
        .map((act, n) => ({ act, at: (n * 7 + round * 3) % acts.length }))
        .sort((a, b) => a.at - b.at);
      await Promise.all(turned.map(({ act }) => act()));
      app.clock.advance(180 * MINUTE_MS);
      for (const server of [app, other, app]) {
        await deliver(app);
        await settleAll(server);
      }
      let sold = 0;
      for (const { who, order, trade } of all) {
        const { state } = await orderOf(app, who, order);
        const { state: there, total_fen, refunds } = await atWechat(app, trade);
        const came = there === 'SUCCESS' || there === 'REFUND' ? total_fen : 0;
        const back = refunds.reduce((sum, { refund_fen }) => sum + refund_fen, 0);
        expect(['paid', 'cancelled', 'lapsed']).toContain(state);
        expect(came - back).toBe(state === 'paid' ? PRICE : 0);
        expect(await balanceOf(app, who)).toBe(state === 'paid' ? 0 : 10);
        if (state === 'paid') sold += 1;
        // what is left of it is spent, so that the next round begins at nothing
        else await givePoints(app, who, -10);
      }
      expect(await shownOffer(app, sale, offer)).toMatchObject({ stock_left: PEOPLE - sold });
    },
  );

  it('F6: P3: of twenty orders paid at once with points that suffice for one, one is paid', async () => {
    const who = await joinCustomer(app);
    await givePoints(app, who, 100);
    const offer = await createOffer(app, sale, { price_fen: 0, price_points: 100, per_member: 20 });
    const mine: Id<'order'>[] = [];
    for (let n = 0; n < 20; n += 1) mine.push(await claimOne(app, who, sale, offer));
    const body = { ...here(), way: 'none', expected: { pay_fen: 0, pay_points: 100 } } as const;
    const replies = await Promise.all(mine.map((order, n) => payFor(serverOf(n), who, order, body)));
    expect(codesOf(replies)).toEqual(Array.from({ length: 19 }, () => 'points_insufficient'));
    expect(await balanceOf(app, who)).toBe(0);
  });

  it('C5: of ten orders paid at once with one coupon, one gets it', async () => {
    const who = await joinCustomer(app);
    const { id: coupon_id } = await claimCoupon(app, who, await listed(app, shop));
    const offer = await createOffer(app, sale, { price_fen: PRICE, per_member: 10 });
    const mine: Id<'order'>[] = [];
    for (let n = 0; n < 10; n += 1) mine.push(await claimOne(app, who, sale, offer));
    const body = { ...here(), coupon_id, expected: { pay_fen: PRICE - OFF, pay_points: 0 } };
    const replies = await Promise.all(mine.map((order, n) => payFor(serverOf(n), who, order, body)));
    expect(codesOf(replies)).toEqual(Array.from({ length: 9 }, () => 'coupon_locked'));
    expect(await couponState(app, who, coupon_id)).toBe('locked');
  });

  it('L5: F6: one press that comes ten times opens one payment, and ten presses do too', async () => {
    const [who] = people as [Customer];
    const offer = await createOffer(app, sale, { price_fen: PRICE, per_member: 10 });
    for (const keyOf of [() => 'one-press-of-many', freshKey]) {
      const order = await claimOne(app, who, sale, offer);
      const replies = await Promise.all(
        Array.from({ length: 10 }, (_, n) => payFor(serverOf(n), who, order, here(), keyOf())),
      );
      expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
      expect(await countRows(app, 'SELECT COUNT(*) AS n FROM payments WHERE order_id = ?', [order])).toBe(1);
      if (keyOf === freshKey) break;
      expect((await cancelFor(app, who, order)).status).toBe(201);
    }
  });

  it('F6: one notice that comes ten times, and a query beside each, books the money once', async () => {
    const [who] = people as [Customer];
    const offer = await createOffer(app, sale, { price_fen: PRICE });
    const order = await claimOne(app, who, sale, offer);
    await payFor(app, who, order, here());
    const trade = await tradeOf(app, order);
    for (let n = 0; n < 10; n += 1) await payAt(app, trade, n === 0 ? 'pay_twice' : 'cancel');
    app.clock.advance(5_000);
    await Promise.all(
      Array.from({ length: 10 }, async (_, n) => {
        await deliver(app, MINUTE_MS);
        await settleAll(serverOf(n));
      }),
    );
    const events = "SELECT to_state FROM order_events WHERE order_id = ? AND to_state = 'paid'";
    expect(await rowsOf(app, events, [order])).toHaveLength(1);
    expect((await orderOf(app, who, order)).returned).toEqual([]);
  });
});
