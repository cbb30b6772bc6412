import { DAY_MS, instant } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import {
  appOfDays,
  buyToday,
  claimAll,
  daysLater,
  doDue,
  inviteRow,
  leftOf,
  newFriend,
  openReferral,
  pointsOf,
  refundToday,
  settle,
  standsAt,
} from './lifecycle.support';

let app: TestApp;

beforeAll(async () => {
  app = await appOfDays();
});

afterAll(async () => {
  await app.audit();
  await app.close();
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
});
