import { DAY_MS, HOUR_MS, MINUTE_MS, startOfDay, type Day, instant } from '../../shared/kernel';
import { pickupJobs } from '../../server/orders';
import type { JobContext } from '../../server/platform/jobs';
import { useTestApp, type TestApp } from '../support/app';
import {
  buy,
  handOut,
  openMarket,
  seenOrder,
  sentBack,
  type BoughtOrder,
  type Market,
} from './order-refunds.support';
import { toldTo } from './payments.support';

const ZONE = 'Asia/Shanghai';
/** Three days from the day of the tests' clock. */
const TERMS = { pieces: 2, pickup_days: 3 } as const;
const LAST = '2026-11-23' as Day;

let app: TestApp;
let market: Market;

useTestApp(
  async (started) => {
    app = started;
    // jobs are the test's own
    await app.app.background.stop();
    market = await openMarket(app);
  },
  { pay: true, life: 'test' },
);

/** Runs a job to its end, a page after the other. */
async function work(kind: 'orders.remind_pickups' | 'orders.missed_pickups'): Promise<number> {
  const { database, ledger, config } = app.app.core;
  const job = pickupJobs({ database, ledger, policy: config.program }).find((one) => one.kind === kind)!;
  const context = { now: app.clock.now() } as JobContext;
  let done = 0;
  for (let cursor: Parameters<typeof job.step>[0] = null; ;) {
    const step = await job.step(cursor, context);
    expect(step.failed).toBe(0);
    done += step.done;
    cursor = step.cursor;
    if (step.finished) return done;
  }
}

const at = (day: Day, hours: number) => app.clock.set(instant(startOfDay(day, ZONE) + hours * HOUR_MS));
const until = async (bought: BoughtOrder) => (await seenOrder(app, bought)).pickup_until_at;
const EXTENDED = '2026-11-26T15:59:59.999Z';

describe('F7: an order that nobody picks up', () => {
  it('is reminded of once, on the day before its last', async () => {
    const bought = await buy(market, TERMS);
    expect(await until(bought)).toBe('2026-11-23T15:59:59.999Z');
    at('2026-11-21' as Day, 9.5);
    expect(await work('orders.remind_pickups')).toBe(0);
    at('2026-11-22' as Day, 9.5);
    expect(await work('orders.remind_pickups')).toBe(1);
    await work('orders.remind_pickups');
    at(LAST, 9.5);
    await work('orders.remind_pickups');
    expect(await toldTo(app, bought.buyer, 'order.pickup_due')).toMatchObject([{ order_id: bought.order }]);
  });

  it('is refunded after the last moment of its last day, and not before', async () => {
    const bought = await buy(market, TERMS);
    at(LAST, 24);
    app.clock.set(instant(app.clock.now() - 1));
    expect(await work('orders.missed_pickups')).toBe(0);
    app.clock.advance(1);
    expect(await work('orders.missed_pickups')).toBe(1);
    const seen = await seenOrder(app, bought);
    expect(seen).toMatchObject({
      state: 'refunded',
      refunds: [{ why: 'not_picked_up', pieces: 2, fen: 990 }],
    });
    expect(await sentBack(app, bought)).toEqual([990]);
    expect(await work('orders.missed_pickups')).toBe(0);
  });

  it('keeps what was picked up of it', async () => {
    const bought = await buy(market, TERMS);
    await handOut(market, bought, 1);
    at(LAST, 25);
    await work('orders.missed_pickups');
    expect(await seenOrder(app, bought)).toMatchObject({ state: 'picked_up', pieces_refunded: 1 });
    expect(await sentBack(app, bought)).toEqual([495]);
  });

  it('is extended once where the offer says so, then refunded', async () => {
    const bought = await buy(market, { ...TERMS, on_missed: 'extend' });
    at(LAST, 24.5);
    await work('orders.missed_pickups');
    expect(await until(bought)).toBe(EXTENDED);
    expect(await toldTo(app, bought.buyer, 'order.pickup_due')).toHaveLength(1);
    at('2026-11-25' as Day, 9.5);
    await work('orders.remind_pickups');
    expect(await toldTo(app, bought.buyer, 'order.pickup_due')).toHaveLength(2);
    at('2026-11-27' as Day, 0.5);
    await work('orders.missed_pickups');
    expect((await seenOrder(app, bought)).state).toBe('refunded');
  });

  it('waits on where it was paid at the counter: cash cannot be sent', async () => {
    const bought = await buy(market, TERMS, { way: 'counter' });
    at(LAST, 24.5);
    await work('orders.missed_pickups');
    expect(await until(bought)).toBe(EXTENDED);
    at('2026-11-27' as Day, 0.4);
    await work('orders.missed_pickups');
    const again = '2026-11-29T15:59:59.999Z';
    const waits = { state: 'paid', refunds: [], pickup_until_at: again };
    expect(await seenOrder(app, bought)).toMatchObject(waits);
  });

  it('is ended once, whoever works and however late', async () => {
    const bought = [await buy(market, TERMS), await buy(market, TERMS), await buy(market, TERMS)];
    at(LAST, 30 * 24);
    await Promise.all([work('orders.missed_pickups'), work('orders.missed_pickups')]);
    for (const one of bought) expect(await sentBack(app, one)).toEqual([990]);
    app.clock.advance(DAY_MS + MINUTE_MS);
    expect(await work('orders.missed_pickups')).toBe(0);
  });
});
