import type { ProgramTerms } from '../../shared/contract';
import type { TestApp } from '../support/app';
import { claimOne, createOffer, createSale } from './flash-sales.support';
import { couponCode, listedTemplate, scanAt, spend, type Counter, type Customer } from './counter.support';
import { rowsOf } from './console.support';
import {
  buyToday,
  claimAll,
  daysLater,
  inviteRow,
  leftOf,
  newFriend,
  newFriends,
  openReferral,
  pointsOf,
  refundToday,
  rewardsShown,
  settle,
  standing,
  standsAt,
  type Friend,
  type Referral,
  useAppOfDays,
} from './lifecycle.support';
import { shownProgram } from './programs.support';
import { claimNewest } from './rewards.support';

let app: TestApp;

useAppOfDays((opened) => {
  app = opened;
});

/** A friend whose rewards both have claimed, and the purchase it is for. */
async function claimed(referral: Referral): Promise<{ friend: Friend; purchase: string }> {
  const friend = await newFriend(app, referral);
  const purchase = await buyToday(app, referral.counter, friend, 2_000);
  await settle(app);
  daysLater(app, 1);
  await settle(app);
  await claimAll(app, friend);
  await claimAll(app, referral.inviter);
  expect(await standsAt(app, friend)).toBe('confirmed: claimed claimed');
  return { friend, purchase };
}

/** A coupon for the inviter and one for the friend. */
const coupons = async (counter: Counter): Promise<Partial<ProgramTerms>> => {
  const reward = { kind: 'coupon', template_id: await listedTemplate(app, counter) } as const;
  return { inviter_reward: reward, invitee_reward: reward };
};

const couponsOf = async (customer: Customer) =>
  (await rowsOf(app, 'SELECT id, number, state, template_id FROM coupons WHERE member_id = ?', [
    customer.id,
  ])) as {
    id: `cpn_${string}`;
    number: string;
    state: string;
    template_id: `tpl_${string}`;
  }[];

describe('a refund after the rewards were claimed', () => {
  it('R6 P4: takes points back, owed where they are spent, and frees the unit of the budget', async () => {
    const referral = await openReferral(app);
    const { friend, purchase } = await claimed(referral);
    await spend(app, referral.inviter, 80);
    expect(await leftOf(app, referral)).toBe(99);
    await refundToday(app, referral.counter, purchase, 2_000);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('taken_back: taken_back taken_back');
    expect(await pointsOf(app, referral.inviter)).toEqual({ balance: 0, debt: 80 });
    expect(await pointsOf(app, friend)).toEqual({ balance: 0, debt: 0 });
    expect(await leftOf(app, referral)).toBe(100);
    expect(await standing(app, referral)).toEqual({ joined: 1, resting: 0, confirmed: 0, rewarded: 0 });
    const { items } = await app.ok('GET /me/points/transfers', {
      token: await app.asPerson(referral.inviter.openid),
    });
    expect(items.map(({ reason, points }) => [reason, points])).toEqual([
      ['referral_back', -100],
      ['spend', -80],
      ['referral', 100],
    ]);
  });

  it('R6: what was not claimed yet is void, before and after the handler looked', async () => {
    const referral = await openReferral(app);
    const friend = await newFriend(app, referral);
    const purchase = await buyToday(app, referral.counter, friend, 2_000);
    await settle(app);
    daysLater(app, 1);
    await settle(app);
    await refundToday(app, referral.counter, purchase, 1);
    const [reward] = await rewardsShown(app, friend);
    const claim = async () =>
      (
        await app.call('POST /me/rewards/{id}/claims', {
          token: await app.asPerson(friend.openid),
          params: { id: reward?.id ?? '' },
        })
      ).body.code;
    expect(await claim()).toBe('reward_void');
    await settle(app);
    expect(await standsAt(app, friend)).toBe('taken_back: voided voided');
    expect(await claim()).toBe('reward_void');
    expect(await leftOf(app, referral)).toBe(100);
  });

  it('R6: revokes a coupon that is unused, and books one that was used as lost', async () => {
    const referral = await openReferral(app, coupons);
    const { counter, inviter } = referral;
    const { friend, purchase } = await claimed(referral);
    const [own] = await couponsOf(inviter);
    if (!own) throw new Error('the inviter has no coupon');
    app.clock.advance(61_000);
    const token = await app.asPerson(counter.clerk.openid);
    const { scan_id } = await scanAt(
      app,
      { ...counter.clerk, token },
      counter.shop.store_id,
      couponCode(app, inviter, own),
    );
    await app.ok('POST /staff/redemptions', { token, body: { scan_id, bill: { amount_fen: 2_500 } } });
    await refundToday(app, counter, purchase, 2_000);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('taken_back: lost taken_back');
    expect((await couponsOf(inviter)).map(({ state }) => state)).toEqual(['redeemed']);
    expect((await couponsOf(friend)).map(({ state }) => state)).toEqual(['revoked']);
    expect(await leftOf(app, referral)).toBe(99);
    expect((await claimNewest(app, inviter)).body.code).toBe('reward_lost');
    expect((await claimNewest(app, friend)).body.code).toBe('reward_void');
    const { items } = await app.ok('GET /console/invites', {
      token: await app.asConsole(),
      query: { inviter_id: inviter.id },
    });
    expect(items).toMatchObject([
      { id: friend.invite_id, state: 'taken_back', ended_reason: 'refunded', lost: true },
    ]);
  });

  it('R6: waits for an open order that uses the coupon, and looks again in five minutes', async () => {
    const referral = await openReferral(app, coupons);
    const { counter, inviter } = referral;
    const { friend, purchase } = await claimed(referral);
    const [own] = await couponsOf(inviter);
    if (!own) throw new Error('the inviter has no coupon');
    const window = { starts_at: app.clock.now(), ends_at: app.clock.now() + 6 * 3_600_000 };
    const sale = await createSale(app, counter.shop, {
      starts_at: new Date(window.starts_at).toISOString(),
      ends_at: new Date(window.ends_at).toISOString(),
      hold_minutes: 30,
    });
    const offer = await createOffer(app, sale, { price_fen: 3_000, list_price_fen: 5_000 });
    const token = await app.asPerson(inviter.openid);
    const order = await claimOne(app, { ...inviter, token }, sale, offer);
    await app.ok('POST /me/orders/{id}/payments', {
      token,
      params: { id: order },
      body: {
        way: 'counter',
        coupon_id: own.id,
        pickup_store_id: counter.shop.store_id,
        expected: { pay_fen: 2_500, pay_points: 0 },
      },
    });
    expect((await couponsOf(inviter)).map(({ state }) => state)).toEqual(['locked']);
    await refundToday(app, counter, purchase, 2_000);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('confirmed: claimed claimed');
    expect(Number((await inviteRow(app, friend))['due_at'])).toBe(app.clock.now() + 5 * 60_000);
    app.clock.advance(5 * 60_000);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('confirmed: claimed claimed');
    await app.ok('POST /me/orders/{id}/cancellations', { token, params: { id: order } });
    app.clock.advance(5 * 60_000);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('taken_back: taken_back taken_back');
    expect((await couponsOf(inviter)).map(({ state }) => state)).toEqual(['revoked']);
    expect(await leftOf(app, referral)).toBe(100);
  });
});

describe('milestones', () => {
  const milestones = [{ friends: 2, reward: { kind: 'points', points: 500 } as const }];

  /** Friends who have bought and rested. */
  async function confirmed(
    referral: Referral,
    count: number,
  ): Promise<{ friend: Friend; purchase: string }[]> {
    const friends = await newFriends(app, referral, count);
    const all = [];
    for (const friend of friends)
      all.push({ friend, purchase: await buyToday(app, referral.counter, friend, 2_000) });
    await settle(app);
    daysLater(app, 1);
    await settle(app);
    return all;
  }

  const milestoneStates = async ({ inviter }: Referral) =>
    (await rewardsShown(app, inviter)).filter(({ side }) => side === 'milestone').map(({ state }) => state);

  it('R5 R6: are reached, fall with a refund after they were claimed, and are reached again', async () => {
    const referral = await openReferral(app, { milestones }, { milestone_budgets: [3] });
    const [first] = await confirmed(referral, 1);
    expect(await milestoneStates(referral)).toEqual([]);
    await confirmed(referral, 1);
    expect(await milestoneStates(referral)).toEqual(['claimable']);
    expect(await leftOf(app, referral, 2)).toBe(2);
    await claimAll(app, referral.inviter);
    expect(await pointsOf(app, referral.inviter)).toEqual({ balance: 700, debt: 0 });
    await refundToday(app, referral.counter, first?.purchase ?? '', 2_000);
    await settle(app);
    expect(await milestoneStates(referral)).toEqual(['taken_back']);
    expect(await pointsOf(app, referral.inviter)).toEqual({ balance: 100, debt: 0 });
    expect(await leftOf(app, referral, 2)).toBe(3);
    const [third] = await confirmed(referral, 1);
    expect(await milestoneStates(referral)).toEqual(['claimable', 'taken_back']);
    await refundToday(app, referral.counter, third?.purchase ?? '', 2_000);
    await settle(app);
    expect(await milestoneStates(referral)).toEqual(['voided', 'taken_back']);
    expect(await leftOf(app, referral, 2)).toBe(3);
  });

  it('R5: the first N get it; who comes later gets nothing for it', async () => {
    const referral = await openReferral(app, { milestones }, { milestone_budgets: [0] });
    await confirmed(referral, 2);
    expect(await milestoneStates(referral)).toEqual([]);
    expect(await shownProgram(app, referral.program)).toMatchObject({
      confirmed: 2,
      milestones: [{ budget_left: 0, reached: 0 }],
    });
  });

  it('R6: one that is not claimed in time is over, and its unit is free for somebody else', async () => {
    const referral = await openReferral(app, { milestones }, { milestone_budgets: [1] });
    const [one] = await confirmed(referral, 2);
    expect(await leftOf(app, referral, 2)).toBe(0);
    daysLater(app, 3);
    await settle(app);
    expect(await milestoneStates(referral)).toEqual(['expired']);
    expect(await leftOf(app, referral, 2)).toBe(1);
    await refundToday(app, referral.counter, one?.purchase ?? '', 2_000);
    await settle(app);
    await confirmed(referral, 1);
    expect(await milestoneStates(referral)).toEqual(['expired']);
  });
});
