import { HOUR_MS, type Id } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import {
  balanceOf,
  changeStaff,
  claim,
  couponOf,
  hire,
  joinCustomer,
  listedTemplate,
  MINUTE_MS,
  nextStep,
  openCounter,
  scannedCoupon,
  SECOND_MS,
  spend,
  type Assistant,
  type Counter,
} from './counter.support';
import { countRows } from './joins.support';

let app: TestApp;
let counter: Counter;
let template: Id<'template'>;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
  template = await listedTemplate(app, counter);
});

/** A coupon redeemed by the clerk on a bill of ¥25, of which ¥20 were paid: 20 points. */
async function redeemed(change?: Parameters<typeof listedTemplate>[2]) {
  const customer = await joinCustomer(app);
  const coupon = await claim(app, customer, change ? await listedTemplate(app, counter, change) : template);
  const { scan_id } = await scannedCoupon(app, counter, customer, coupon);
  const answer = await app.ok('POST /staff/redemptions', {
    token: counter.clerk.token,
    body: { scan_id, bill: { amount_fen: 2_500 } },
  });
  return { customer, coupon, answer };
}

const undo = (assistant: Assistant, id: string, key?: string) =>
  app.call('POST /staff/redemptions/{id}/undo', {
    token: assistant.token,
    params: { id },
    body: { reason: '顾客改单' },
    ...(key === undefined ? {} : { key }),
  });

describe('undoing', () => {
  it('C7: makes the coupon good again and takes purchase and points back, as a record of its own', async () => {
    const { customer, coupon, answer } = await redeemed();
    const before = await couponOf(app, customer, coupon);
    const { next } = await app.ok('GET /me/events', { token: customer.token });
    const reply = await undo(counter.clerk, answer.redemption_id);
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      redemption_id: answer.redemption_id,
      coupon_id: coupon.id,
      coupon_valid_to_at: before.valid_to_at,
      purchase_id: answer.purchase_id,
      points_taken_back: 20,
      points_owed: 0,
    });
    expect(await couponOf(app, customer, coupon)).toMatchObject({
      state: 'issued',
      shown_as: 'usable',
      redeemed: null,
    });
    expect(await balanceOf(app, customer)).toMatchObject({ balance: 0, debt: 0 });
    const { items } = await app.ok('GET /me/points/transfers', { token: customer.token });
    expect(items.map(({ reason, points, balance_after }) => [reason, points, balance_after])).toEqual([
      ['undo', -20, 0],
      ['purchase', 20, 20],
    ]);
    const events = await app.ok('GET /me/events', {
      token: customer.token,
      query: { after: next, wait_ms: 0 },
    });
    expect(events.items.map(({ type }) => type)).toEqual(['coupon.redemption_undone', 'purchase.undone']);
    // the redemption itself stays as it was
    expect(
      await countRows(app, 'SELECT COUNT(*) AS n FROM redemptions WHERE id = ?', [answer.redemption_id]),
    ).toBe(1);
  });

  it('C7: happens once, and the coupon can then be redeemed anew', async () => {
    const { customer, coupon, answer } = await redeemed();
    const key = freshKey();
    const first = await undo(counter.clerk, answer.redemption_id, key);
    const replay = await undo(counter.clerk, answer.redemption_id, key);
    expect([replay.status, replay.replayed, replay.body]).toEqual([201, true, first.body]);
    const second = await undo(counter.manager, answer.redemption_id);
    expect([second.status, second.body.code]).toEqual([409, 'already_undone']);
    nextStep(app);
    const { scan_id } = await scannedCoupon(app, counter, customer, coupon);
    const again = await app.ok('POST /staff/redemptions', {
      token: counter.clerk.token,
      body: { scan_id, bill: { amount_fen: 2_500 } },
    });
    expect(again.balance_after).toBe(20);
    expect((await undo(counter.clerk, answer.redemption_id)).body.code).toBe('already_undone');
    expect((await undo(counter.clerk, again.redemption_id)).status).toBe(201);
  });

  it('C7: of ten at the same moment one takes effect', async () => {
    const { customer, answer } = await redeemed();
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        undo(n % 2 ? counter.clerk : counter.manager, answer.redemption_id),
      ),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of replies) if (status !== 201) expect(body.code).toBe('already_undone');
    expect((await balanceOf(app, customer)).balance).toBe(0);
  });

  it('C7: a coupon that ended in between is good for another 24 hours', async () => {
    const end = app.clock.now() + 5 * MINUTE_MS;
    const { customer, coupon, answer } = await redeemed({
      validity: {
        kind: 'fixed',
        from_at: new Date(app.clock.now() - SECOND_MS).toISOString(),
        to_at: new Date(end).toISOString(),
      },
    });
    app.clock.advance(6 * MINUTE_MS);
    const reply = await undo(counter.clerk, answer.redemption_id);
    const until = new Date(app.clock.now() + 24 * HOUR_MS).toISOString();
    expect(reply.body.coupon_valid_to_at).toBe(until);
    expect(await couponOf(app, customer, coupon)).toMatchObject({ shown_as: 'usable', valid_to_at: until });
  });

  it('P4: points that were spent meanwhile become a debt, which the next purchase pays first', async () => {
    const { customer, coupon, answer } = await redeemed();
    await spend(app, customer, 15);
    const reply = await undo(counter.clerk, answer.redemption_id);
    expect(reply.body).toMatchObject({ points_taken_back: 5, points_owed: 15 });
    expect(await balanceOf(app, customer)).toMatchObject({ balance: 0, debt: 15 });
    nextStep(app);
    const { scan_id } = await scannedCoupon(app, counter, customer, coupon);
    const again = await app.ok('POST /staff/redemptions', {
      token: counter.clerk.token,
      body: { scan_id, bill: { amount_fen: 2_500 } },
    });
    expect(again.earning).toEqual({
      total: 5,
      resting_until_at: null,
      parts: [
        { kind: 'base', points: 20 },
        { kind: 'debt', points: -15 },
      ],
    });
    expect(again.balance_after).toBe(5);
    expect(await balanceOf(app, customer)).toMatchObject({ balance: 5, debt: 0 });
    const { items } = await app.ok('GET /me/points/transfers', { token: customer.token });
    expect(items[0]).toMatchObject({ reason: 'purchase', balance_after: 5 });
  });
});

describe('who may undo, and for how long', () => {
  it('C7: the assistant who did it, for ten minutes', async () => {
    const { answer } = await redeemed();
    const other = await undo(counter.colleague, answer.redemption_id);
    expect([other.status, other.body.code]).toEqual([403, 'undo_not_allowed']);
    app.clock.advance(10 * MINUTE_MS);
    const late = await undo(counter.clerk, answer.redemption_id);
    expect([late.status, late.body.code]).toEqual([409, 'undo_too_late']);
    const next = await redeemed();
    app.clock.advance(10 * MINUTE_MS - 1);
    expect((await undo(counter.clerk, next.answer.redemption_id)).status).toBe(201);
  });

  it('S4: to anybody of another store it does not exist', async () => {
    const { answer } = await redeemed();
    const manager = await hire(app, '徐店长', 'manager', [counter.other_store_id]);
    for (const stranger of [counter.elsewhere, manager]) {
      const reply = await undo(stranger, answer.redemption_id);
      expect([reply.status, reply.body.code]).toEqual([404, 'not_found']);
    }
  });

  it('C6: nobody gets their own coupon back by their own hand', async () => {
    const { customer, answer } = await redeemed();
    const manager = await hire(app, '李店长', 'manager', [counter.shop.store_id], customer.openid);
    const own = await undo(manager, answer.redemption_id);
    expect([own.status, own.body.code]).toEqual([403, 'undo_not_allowed']);
    const records = await app.ok('GET /staff/records', {
      token: manager.token,
      query: { store_id: counter.shop.store_id },
    });
    expect(records.items.find(({ id }) => id === answer.redemption_id)?.undo_until_at).toBeNull();
    expect((await undo(counter.manager, answer.redemption_id)).status).toBe(201);
  });

  it('S1: not whoever has moved to another store meanwhile', async () => {
    const clerk = await hire(app, '小冯', 'clerk', [counter.shop.store_id]);
    const { answer } = await redeemed();
    await changeStaff(app, clerk, { store_ids: [counter.other_store_id] });
    expect((await undo(clerk, answer.redemption_id)).body.code).toBe('not_found');
  });

  // last, for console sessions do not live that long
  it('C7: a manager of the store, for 48 hours', async () => {
    const { answer } = await redeemed();
    app.clock.advance(48 * HOUR_MS - 1);
    const { answer: later } = await redeemed();
    app.clock.advance(1);
    expect((await undo(counter.manager, answer.redemption_id)).body.code).toBe('undo_too_late');
    expect((await undo(counter.manager, later.redemption_id)).status).toBe(201);
  });
});
