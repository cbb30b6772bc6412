import { DAY_MS, HOUR_MS, instant, MINUTE_MS } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import {
  buyToday,
  claimAll,
  daysLater,
  doDue,
  inviteRow,
  leftOf,
  loseEvents,
  newFriend,
  openReferral,
  pointsOf,
  redeemToday,
  refundToday,
  settle,
  standing,
  standsAt,
  undoToday,
  useAppOfDays,
} from './lifecycle.support';

let app: TestApp;

useAppOfDays((opened) => {
  app = opened;
});

describe('a friend who buys', () => {
  it('R4 R6: qualifies, rests, and both claim; each step by its time to the millisecond', async () => {
    const referral = await openReferral(app);
    const friend = await newFriend(app, referral);
    expect(await standsAt(app, friend)).toBe('bound: promised promised');
    expect(await leftOf(app, referral)).toBe(99);
    await buyToday(app, referral.counter, friend, 2_000);
    const at = app.clock.now();
    await settle(app);
    expect(await standsAt(app, friend)).toBe('qualified: resting resting');
    expect(await inviteRow(app, friend)).toMatchObject({
      act_store_id: referral.counter.shop.store_id,
      review: 'none',
    });
    app.clock.set(instant(at + DAY_MS - 1));
    await doDue(app);
    expect(await standsAt(app, friend)).toBe('qualified: resting resting');
    app.clock.set(instant(at + DAY_MS));
    await doDue(app);
    expect(await standsAt(app, friend)).toBe('confirmed: claimable claimable');
    expect(await claimAll(app, friend)).toBe(1);
    expect(await claimAll(app, referral.inviter)).toBe(1);
    expect(await standsAt(app, friend)).toBe('confirmed: claimed claimed');
    expect(await pointsOf(app, friend)).toEqual({ balance: 70, debt: 0 });
    expect(await pointsOf(app, referral.inviter)).toEqual({ balance: 100, debt: 0 });
    expect(await leftOf(app, referral)).toBe(99);
    const { inviter } = referral;
    const { items } = await app.ok('GET /me/invites', { token: await app.asPerson(inviter.openid) });
    expect(items).toMatchObject([{ state: 'confirmed', reward: { state: 'claimed' } }]);
    daysLater(app, 3);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('confirmed: claimed claimed');
    expect((await inviteRow(app, friend))['due_at']).toBeNull();
  });

  it('R4: in the last millisecond is in time', async () => {
    const referral = await openReferral(app);
    const friend = await newFriend(app, referral);
    const until = instant(Number((await inviteRow(app, friend))['qualify_until_at']));
    await buyToday(app, referral.counter, friend, 2_000, { at: until });
    app.clock.advance(10 * DAY_MS);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('confirmed: claimable claimable');
  });

  it('R4: a millisecond later is too late, and the unit of the budget is free again', async () => {
    const referral = await openReferral(app);
    const friend = await newFriend(app, referral);
    const until = Number((await inviteRow(app, friend))['qualify_until_at']);
    await buyToday(app, referral.counter, friend, 2_000, { at: instant(until + 1) });
    await settle(app);
    expect(await standsAt(app, friend)).toBe('expired: voided voided');
    expect(await leftOf(app, referral)).toBe(100);
  });

  it('R6: refunds within the protection void what rests', async () => {
    const referral = await openReferral(app);
    const friend = await newFriend(app, referral);
    const id = await buyToday(app, referral.counter, friend, 3_000);
    await settle(app);
    await refundToday(app, referral.counter, id, 1_000);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('qualified: resting resting');
    await refundToday(app, referral.counter, id, 1);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('voided: voided voided');
    expect(await inviteRow(app, friend)).toMatchObject({ ended_reason: 'refunded' });
    expect(await leftOf(app, referral)).toBe(100);
  });

  it('R6: the purchase undone within the protection voids what rests', async () => {
    const referral = await openReferral(app);
    const friend = await newFriend(app, referral);
    const { redemption, purchase } = await redeemToday(app, referral.counter, friend);
    await settle(app);
    expect(await inviteRow(app, friend)).toMatchObject({ state: 'qualified', act_id: purchase });
    await undoToday(app, referral.counter, redemption);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('voided: voided voided');
    expect(await inviteRow(app, friend)).toMatchObject({ ended_reason: 'undone' });
    expect(await leftOf(app, referral)).toBe(100);
  });

  it('R4: too small a purchase is none, and the first that is large enough counts', async () => {
    const referral = await openReferral(app);
    const friend = await newFriend(app, referral);
    await buyToday(app, referral.counter, friend, 1_999);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('bound: promised promised');
    const first = await buyToday(app, referral.counter, friend, 2_000);
    await buyToday(app, referral.counter, friend, 9_000);
    await settle(app);
    expect(await inviteRow(app, friend)).toMatchObject({ state: 'qualified', act_id: first });
  });

  it('R4: of a receipt that is collected later the time of collecting counts', async () => {
    const referral = await openReferral(app);
    const { counter } = referral;
    const token = await app.asPerson(counter.clerk.openid);
    const body = { store_id: counter.shop.store_id, amount_fen: 2_500 };
    const { receipt, purchase_id } = await app.ok('POST /staff/purchases', { token, body });
    app.clock.advance(HOUR_MS);
    const friend = await newFriend(app, referral);
    app.clock.advance(HOUR_MS);
    await app.ok('POST /me/receipts', { token: friend.token, body: { code: receipt?.code ?? '' } });
    await settle(app);
    const row = await inviteRow(app, friend);
    expect(row).toMatchObject({ state: 'qualified', act_id: purchase_id });
    expect(Number(row['qualified_at'])).toBe(app.clock.now());
  });

  it('R4 R6: what nobody told us of is found when its time comes', async () => {
    const referral = await openReferral(app);
    const [bought, returned] = [await newFriend(app, referral), await newFriend(app, referral)];
    await buyToday(app, referral.counter, bought, 2_000);
    await settle(app);
    const id = await buyToday(app, referral.counter, returned, 2_000);
    await settle(app);
    const silent = await newFriend(app, referral);
    await buyToday(app, referral.counter, silent, 2_000);
    await loseEvents(app);
    await refundToday(app, referral.counter, id, 1);
    await loseEvents(app);
    daysLater(app, 1);
    await doDue(app);
    expect(await standsAt(app, returned)).toBe('voided: voided voided');
    expect(await standsAt(app, bought)).toBe('confirmed: claimable claimable');
    expect(await standsAt(app, silent)).toBe('bound: promised promised');
    daysLater(app, 2);
    await doDue(app);
    expect(await standsAt(app, silent)).toBe('confirmed: claimable claimable');
  });

  it('R6: what is not claimed in time is over, to the millisecond, and its unit is free again', async () => {
    const referral = await openReferral(app);
    const friend = await newFriend(app, referral);
    await buyToday(app, referral.counter, friend, 2_000);
    daysLater(app, 1);
    await settle(app);
    const { items } = await app.ok('GET /me/rewards', { token: await app.asPerson(friend.openid) });
    const until = instant(Date.parse(items[0]?.claim_until_at ?? ''));
    expect(until - app.clock.now()).toBe(2 * DAY_MS);
    app.clock.set(until);
    await doDue(app);
    expect(await standsAt(app, friend)).toBe('confirmed: claimable claimable');
    expect(await claimAll(app, friend)).toBe(1);
    app.clock.advance(1);
    await doDue(app);
    expect(await standsAt(app, friend)).toBe('confirmed: expired claimed');
    // the friend has theirs: the unit is spent
    expect(await leftOf(app, referral)).toBe(99);
    const other = await newFriend(app, referral);
    await buyToday(app, referral.counter, other, 2_000);
    daysLater(app, 1);
    await settle(app);
    daysLater(app, 3);
    await doDue(app);
    expect(await standsAt(app, other)).toBe('confirmed: expired expired');
    expect(await leftOf(app, referral)).toBe(99);
  });

  it('R6: a day of rest is 24 hours, and a program without rest still waits a minute', async () => {
    const referral = await openReferral(app, { protect_days: 0 });
    const friend = await newFriend(app, referral);
    await buyToday(app, referral.counter, friend, 2_000);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('qualified: resting resting');
    app.clock.advance(MINUTE_MS);
    await doDue(app);
    expect(await standsAt(app, friend)).toBe('confirmed: claimable claimable');
  });

  it('R4 R6: steps are taken once, whichever process looks at the same moment', async () => {
    const referral = await openReferral(app);
    const friend = await newFriend(app, referral);
    const other = testDatabase === 'mariadb' ? await app.second() : app;
    await buyToday(app, referral.counter, friend, 2_000);
    await Promise.all([settle(app), settle(other), doDue(app), doDue(other)]);
    daysLater(app, 1);
    await Promise.all([doDue(app), settle(other), doDue(other), settle(app)]);
    expect(await standsAt(app, friend)).toBe('confirmed: claimable claimable');
    expect(await standing(app, referral)).toEqual({ joined: 1, resting: 0, confirmed: 1, rewarded: 1 });
    daysLater(app, 3);
    await Promise.all([doDue(app), doDue(other), settle(app), settle(other)]);
    expect(await standsAt(app, friend)).toBe('confirmed: expired expired');
    expect(await leftOf(app, referral)).toBe(100);
    if (other !== app) await other.close();
  });
});

describe('a friend who uses a coupon', () => {
  const byRedemption = () => openReferral(app, { qualify: { kind: 'redemption' } });

  it('R4: qualifies by it, and not by buying', async () => {
    const referral = await byRedemption();
    const friend = await newFriend(app, referral);
    await buyToday(app, referral.counter, friend, 9_000);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('bound: promised promised');
    const { redemption } = await redeemToday(app, referral.counter, friend);
    await settle(app);
    expect(await inviteRow(app, friend)).toMatchObject({
      state: 'qualified',
      act_id: redemption,
      act_store_id: referral.counter.shop.store_id,
    });
    daysLater(app, 1);
    await doDue(app);
    expect(await standsAt(app, friend)).toBe('confirmed: claimable claimable');
  });

  it('R6: and no more when that is undone', async () => {
    const referral = await byRedemption();
    const friend = await newFriend(app, referral);
    const { redemption } = await redeemToday(app, referral.counter, friend);
    await settle(app);
    await undoToday(app, referral.counter, redemption);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('voided: voided voided');
    expect(await inviteRow(app, friend)).toMatchObject({ ended_reason: 'undone' });
    expect(await leftOf(app, referral)).toBe(100);
  });
});
