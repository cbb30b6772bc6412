import { DAY_MS, daysBetween, type Day } from '../../shared/kernel';
import { useTestApp, type TestApp } from '../support/app';
import { analyticsHandlers, milestones, type MilestoneRow } from '../../server/analytics';
import { outbox, type OutboxRow } from '../../server/ledger';
import {
  claim,
  customerOf,
  joinCustomer,
  listedTemplate,
  memberCode,
  MINUTE_MS,
  nextStep,
  openCounter,
  scanAt,
  scannedCoupon,
  type Assistant,
  type Counter,
  type Customer,
} from './counter.support';
import { createChannel, joinNew } from './joins.support';

let app: TestApp;
let counter: Counter;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
});

const records = (
  assistant: Assistant,
  query: { limit?: number; after?: string; day?: string } = {},
  at = counter,
) =>
  app.call('GET /staff/records', { token: assistant.token, query: { store_id: at.shop.store_id, ...query } });

async function buy(customer: Customer | null, assistant: Assistant, amount: number, at = counter) {
  app.clock.advance(1_000);
  nextStep(app);
  const scan = customer && (await scanAt(app, assistant, at.shop.store_id, memberCode(app, customer)));
  return app.ok('POST /staff/purchases', {
    token: assistant.token,
    body: { store_id: at.shop.store_id, amount_fen: amount, ...(scan ? { scan_id: scan.scan_id } : {}) },
  });
}

async function redeem(customer: Customer, at = counter) {
  nextStep(app);
  const coupon = await claim(app, customer, await listedTemplate(app, at));
  const { scan_id } = await scannedCoupon(app, at, customer, coupon);
  return app.ok('POST /staff/redemptions', {
    token: at.clerk.token,
    body: { scan_id, bill: { amount_fen: 2_500 } },
  });
}

const undo = (assistant: Assistant, id: string) =>
  app.ok('POST /staff/redemptions/{id}/undo', {
    token: assistant.token,
    params: { id },
    body: { reason: '点错了' },
  });

describe('what was done', () => {
  it('S4: a clerk sees their own records, a manager those of the store, with the totals of what stands', async () => {
    const customer = await joinCustomer(app);
    const kept = await redeem(customer);
    const undone = await redeem(customer);
    const plain = await buy(customer, counter.colleague, 1_000);
    const unknown = await buy(null, counter.clerk, 700);
    await undo(counter.manager, undone.redemption_id);
    const store = await records(counter.manager);
    expect(store.body.items.map(({ id }) => id)).toEqual([
      unknown.purchase_id,
      plain.purchase_id,
      undone.redemption_id,
      kept.redemption_id,
    ]);
    expect(store.body.totals).toEqual({
      redemptions: 1,
      purchases: 3,
      handovers: 0,
      order_payments: 0,
      paid_fen: 3_700,
      refunded_fen: 0,
      points: 30,
      joins: 0,
    });
    const own = await records(counter.clerk);
    expect(own.body.items.map(({ id }) => id)).toEqual([
      unknown.purchase_id,
      undone.redemption_id,
      kept.redemption_id,
    ]);
    expect(own.body.totals).toEqual({
      redemptions: 1,
      purchases: 2,
      handovers: 0,
      order_payments: 0,
      paid_fen: 2_700,
      refunded_fen: 0,
      points: 20,
      joins: 0,
    });
    expect(own.body.items[2]).toMatchObject({
      kind: 'redemption',
      title: '新人立减 5 元',
      member_name_masked: '会员',
      staff_name: '小陈',
      mine: true,
      original_fen: 2_500,
      discount_fen: 500,
      paid_fen: 2_000,
      points: 20,
      undone: null,
    });
    expect(own.body.items[1]?.undone).toMatchObject({ staff_name: '王店长', reason: '点错了' });
    expect(own.body.items[0]).toMatchObject({
      kind: 'purchase',
      title: '消费登记',
      member_name_masked: null,
    });
  });

  it('C7: says until when the caller may undo each', async () => {
    const at = await openCounter(app);
    const answer = await redeem(await joinCustomer(app), at);
    const done = app.clock.now();
    const until = async (assistant: Assistant) =>
      (await records(assistant, {}, at)).body.items[0]?.undo_until_at ?? null;
    expect(await until(at.clerk)).toBe(new Date(done + 10 * MINUTE_MS).toISOString());
    expect(answer.undo_until_at).toBe(await until(at.clerk));
    expect(await until(at.manager)).toBe(new Date(done + 48 * 60 * MINUTE_MS).toISOString());
    app.clock.advance(10 * MINUTE_MS);
    expect(await until(at.clerk)).toBeNull();
    await undo(at.manager, answer.redemption_id);
    expect(await until(at.manager)).toBeNull();
  });

  it('S4: pages by key, also where many happened in the same millisecond', async () => {
    const at = await openCounter(app);
    const bodies = { store_id: at.shop.store_id, amount_fen: 100 };
    await Promise.all(
      Array.from({ length: 7 }, () =>
        app.ok('POST /staff/purchases', { token: at.clerk.token, body: bodies }),
      ),
    );
    await redeem(await joinCustomer(app), at);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { body } = await records(at.manager, { limit: 3, ...(after === undefined ? {} : { after }) }, at);
      seen.push(...body.items.map(({ id }) => id));
      after = body.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toHaveLength(8);
    expect(new Set(seen).size).toBe(8);
    const broken = await records(at.manager, { after: 'nonsense' }, at);
    expect([broken.status, broken.body.code]).toEqual([400, 'malformed']);
  });

  it("S4: counts the day in the store's own zone, and joins by where people came in", async () => {
    const at = await openCounter(app);
    const channel = await createChannel(app, { store_id: at.shop.store_id, staff_id: at.clerk.id });
    await joinNew(app, channel.code);
    const today = (await records(at.manager, {}, at)).body;
    expect(today.day).toBe('2026-11-20');
    expect(today.totals.joins).toBe(1);
    expect((await records(at.clerk, {}, at)).body.totals.joins).toBe(1);
    expect((await records(at.colleague, {}, at)).body.totals.joins).toBe(0);
    const other = await records(at.manager, { day: '2026-01-01' }, at);
    expect(other.body).toMatchObject({ day: '2026-01-01', items: [], next: null, totals: { joins: 0 } });
  });

  it('S4: not of a store where one does not work', async () => {
    const reply = await records(counter.elsewhere);
    expect([reply.status, reply.body.code]).toEqual([403, 'wrong_store']);
  });
});

describe('milestones', () => {
  const stored = async (customer: Customer): Promise<MilestoneRow[]> => {
    const rows = await app.db.database.read.query(
      'SELECT * FROM milestones WHERE member_id = ? ORDER BY milestone',
      [customer.id],
    );
    return rows.map((row) => milestones.decode(row));
  };
  const eventsOf = async (customer: Customer): Promise<OutboxRow[]> => {
    const rows = await app.db.database.read.query(
      'SELECT * FROM outbox WHERE owner_key = ? ORDER BY owner_version, ordinal',
      [`1.member:${customer.id}`],
    );
    return rows.map((row) => outbox.decode(row));
  };

  it('A5: joining, the first redemption and the first purchase are kept once, with where and through what', async () => {
    const channel = await createChannel(app, { store_id: counter.shop.store_id });
    const customer = customerOf(await joinNew(app, channel.code));
    const answer = await redeem(customer);
    await redeem(customer);
    await app.app.background.drain();
    const rows = await stored(customer);
    expect(rows.map(({ milestone, reference, store_id }) => [milestone, reference, store_id])).toEqual([
      ['first_purchase', answer.purchase_id, counter.shop.store_id],
      ['first_redemption', answer.redemption_id, counter.shop.store_id],
      ['joined', customer.id, counter.shop.store_id],
    ]);
    expect(rows.every(({ channel_id }) => channel_id === channel.id)).toBe(true);
  });

  it('A5: an event that comes again, or late, changes nothing', async () => {
    const customer = await joinCustomer(app);
    const first = await redeem(customer);
    await undo(counter.clerk, first.redemption_id);
    await redeem(customer);
    await app.app.background.drain();
    const before = await stored(customer);
    const events = await eventsOf(customer);
    for (const handler of analyticsHandlers(app.db.database)) {
      for (const event of [...events, ...[...events].reverse()]) {
        if (handler.types.includes(event.type)) await handler.handle(event);
      }
    }
    expect(await stored(customer)).toEqual(before);
  });

  it('K1: undoing moves a milestone to the next one, or takes it away', async () => {
    const customer = await joinCustomer(app);
    const [first, second] = [await redeem(customer), await redeem(customer)];
    await app.app.background.drain();
    await undo(counter.clerk, first.redemption_id);
    await app.app.background.drain();
    expect((await stored(customer)).map(({ reference }) => reference)).toEqual([
      second.purchase_id,
      second.redemption_id,
      customer.id,
    ]);
    await undo(counter.clerk, second.redemption_id);
    await app.app.background.drain();
    expect((await stored(customer)).map(({ milestone }) => milestone)).toEqual(['joined']);
  });
});

/** Last, as the clock goes on by a day. */
describe('the day after', () => {
  it('C7: what a manager may still undo is found under its day, and listed there as undone', async () => {
    const at = await openCounter(app);
    const { redemption_id: id } = await redeem(await joinCustomer(app), at);
    const { day } = (await records(at.manager, {}, at)).body;
    app.clock.advance(DAY_MS);
    const today = (await records(at.manager, {}, at)).body;
    expect([today.items, daysBetween(day as Day, today.day as Day)]).toEqual([[], 1]);
    const mayUndo = async (assistant: Assistant) =>
      (await records(assistant, { day }, at)).body.items.map((one) => [one.id, one.undo_until_at !== null]);
    expect([await mayUndo(at.manager), await mayUndo(at.clerk)]).toEqual([[[id, true]], [[id, false]]]);
    await undo(at.manager, id);
    const [undone] = (await records(at.manager, { day }, at)).body.items;
    expect(undone).toMatchObject({ id, undone: { reason: '点错了' }, undo_until_at: null });
  });
});
