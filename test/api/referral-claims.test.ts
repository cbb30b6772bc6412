import { toRfc3339, type Id } from '../../shared/kernel';
import { freshKey, type TestApp } from '../support/app';
import { joinCustomer, listedTemplate, spend, type Counter, type Customer } from './counter.support';
import {
  buyToday,
  daysLater,
  leftOf,
  newFriend,
  openReferral,
  pointsOf,
  refundToday,
  rewardsShown,
  settle,
} from './lifecycle.support';
import { patchProgram } from './programs.support';
import {
  claimedOf,
  claimNewest,
  claimReward,
  earnedFriend,
  giveBack,
  linesOf,
  quietApp,
  rest,
  rewardOf,
  tap,
} from './rewards.support';

let app: TestApp;

beforeAll(async () => {
  app = await quietApp();
});
afterAll(() => app.close());
afterEach(() => app.audit());

const NO_REWARD = `rwd_${'0'.repeat(28)}`;
const couponReward = (template_id: Id<'template'>) => ({ kind: 'coupon', template_id }) as const;

describe('claiming a reward', () => {
  it('R6: waits for the friend, then for the rest, then both claim theirs', async () => {
    const referral = await openReferral(app);
    const ann = referral.inviter;
    const bob = await newFriend(app, referral);
    const [hers, his] = [await rewardOf(app, ann), await rewardOf(app, bob)];
    expect([hers.state, hers.side, his.state, his.side]).toEqual([
      'promised',
      'inviter',
      'promised',
      'invitee',
    ]);
    expect((await claimReward(app, ann, hers.id)).body.code).toBe('reward_not_yet');
    await buyToday(app, referral.counter, bob, 3_000);
    await settle(app);
    expect((await rewardOf(app, bob)).state).toBe('resting');
    expect((await claimReward(app, bob, his.id)).body.code).toBe('reward_not_yet');
    await rest(app);
    const [token, key] = [await app.asPerson(ann.openid), freshKey()];
    const claimed = await tap(app, token, hers.id, key);
    expect([claimed.status, claimed.body]).toEqual([
      201,
      { reward_id: hers.id, points: 100, coupon_id: null, balance_after: 100 },
    ]);
    const { balance } = await pointsOf(app, bob);
    expect((await claimReward(app, bob, his.id)).body).toMatchObject({
      points: 50,
      balance_after: balance + 50,
    });
    const again = await tap(app, token, hers.id, key);
    expect([again.status, again.replayed, again.body]).toEqual([201, true, claimed.body]);
    expect((await claimReward(app, ann, hers.id)).body.code).toBe('reward_claimed');
    expect(await leftOf(app, referral)).toBe(99);
    expect(await linesOf(app, ann)).toMatchObject([{ points: 100, title: '老带新奖励', balance_after: 100 }]);
    expect(await rewardOf(app, ann)).toMatchObject({
      state: 'claimed',
      claimed_at: toRfc3339(app.clock.now()),
    });
  });

  it('R6: is for its member only', async () => {
    const referral = await openReferral(app);
    const bob = await earnedFriend(app, referral);
    const { id } = await rewardOf(app, referral.inviter);
    for (const other of [bob, await joinCustomer(app)])
      expect((await claimReward(app, other, id)).body.code).toBe('not_found');
    expect((await claimReward(app, referral.inviter, NO_REWARD)).body.code).toBe('not_found');
    expect((await claimReward(app, referral.inviter, id)).status).toBe(201);
  });

  it('R6: is given once to twenty taps at once, and both sides can tap at once', async () => {
    const referral = await openReferral(app);
    const ann = referral.inviter;
    const bob = await earnedFriend(app, referral);
    const [hers, his] = [await rewardOf(app, ann), await rewardOf(app, bob)];
    const [annToken, bobToken] = [await app.asPerson(ann.openid), await app.asPerson(bob.openid)];
    const taps = Array.from({ length: 20 }, () => tap(app, annToken, hers.id));
    const key = freshKey();
    const phones = [tap(app, bobToken, his.id, key), tap(app, bobToken, his.id, key)];
    const [tapped, called] = await Promise.all([Promise.all(taps), Promise.all(phones)]);
    expect(tapped.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(tapped.filter(({ body }) => body.code === 'reward_claimed')).toHaveLength(19);
    expect(called.map(({ status }) => status)).toEqual([201, 201]);
    expect(called[0]?.body).toEqual(called[1]?.body);
    expect([(await linesOf(app, ann)).length, (await linesOf(app, bob)).length]).toEqual([1, 1]);
    expect((await pointsOf(app, ann)).balance).toBe(100);
  });

  it('R6: can be claimed in the last millisecond of its time, and not in the next', async () => {
    const referral = await openReferral(app);
    const bob = await earnedFriend(app, referral);
    const hers = await rewardOf(app, referral.inviter);
    const [token, bobToken] = [await app.asPerson(referral.inviter.openid), await app.asPerson(bob.openid)];
    app.clock.advance(Date.parse(hers.claim_until_at ?? '') - app.clock.now());
    expect((await tap(app, token, hers.id)).status).toBe(201);
    const claimable = async () =>
      (await app.ok('GET /me/rewards', { token: bobToken, query: { state: 'claimable' } })).items;
    expect(await claimable()).toHaveLength(1);
    app.clock.advance(1);
    expect(await claimable()).toEqual([]);
    // nobody has looked yet, and it is over all the same
    const late = await rewardOf(app, bob);
    expect(late.state).toBe('expired');
    expect((await tap(app, bobToken, late.id)).body.code).toBe('reward_over');
    await settle(app);
    expect((await tap(app, bobToken, late.id)).body.code).toBe('reward_over');
    expect(await leftOf(app, referral)).toBe(99);
  });

  it('O2: is claimed also when the program is paused by then', async () => {
    const referral = await openReferral(app);
    const bob = await earnedFriend(app, referral);
    await patchProgram(app, referral.program, { state: 'paused' });
    for (const member of [referral.inviter, bob]) expect((await claimNewest(app, member)).status).toBe(201);
  });

  it('P4: pays a debt first', async () => {
    const referral = await openReferral(app);
    const ann = referral.inviter;
    const purchase = await buyToday(app, referral.counter, ann, 3_000);
    await spend(app, ann, 30);
    await refundToday(app, referral.counter, purchase, 3_000);
    expect(await pointsOf(app, ann)).toEqual({ balance: 0, debt: 30 });
    await earnedFriend(app, referral);
    expect((await claimNewest(app, ann)).body).toMatchObject({ points: 100, balance_after: 70 });
    expect((await linesOf(app, ann))[0]?.title).toBe('老带新奖励（30 分已抵欠分）');
  });
});

describe('claiming a coupon', () => {
  const shownTemplate = async (id: Id<'template'>) => {
    const token = await app.asConsole();
    const { items } = await app.ok('GET /console/coupon-templates', { token, query: { limit: 100 } });
    return items.find((template) => template.id === id);
  };
  const change = async (id: Id<'template'>, body: object) =>
    app.call('PATCH /console/coupon-templates/{id}', {
      token: await app.asConsole(),
      params: { id },
      body: { version: 1, ...body },
    });
  const withdraw = async (id: Id<'template'>, delta: number) =>
    app.call('POST /console/coupon-templates/{id}/stock-changes', {
      token: await app.asConsole(),
      params: { id },
      body: { delta, reason: '停发' },
    });
  const claimCoupon = async ({ openid }: Customer, id: Id<'template'>) =>
    app.call('POST /coupon-templates/{id}/claims', { token: await app.asPerson(openid), params: { id } });

  it('R6: gives the coupon that was kept, whatever its template allows by then', async () => {
    const [limits, kept] = [
      { per_member: 1, per_member_day: null, per_day: 1, per_phone: null },
      {} as { template: Id<'template'> },
    ];
    const referral = await openReferral(app, async (counter: Counter) => {
      kept.template = await listedTemplate(app, counter, { stock: 3, limits });
      return {
        inviter_reward: couponReward(kept.template),
        invitee_reward: couponReward(kept.template),
      };
    });
    const { template } = kept;
    const bob = await earnedFriend(app, referral);
    expect(await shownTemplate(template)).toMatchObject({
      stock_total: 3,
      stock_left: 1,
      reserved: 2,
      issued: 0,
    });
    // what was promised can neither become less nor be withdrawn
    const less = { value: { kind: 'amount_off', threshold_fen: 9_000, amount_fen: 1 } };
    expect((await change(template, less)).body.code).toBe('template_promised');
    expect((await withdraw(template, -2)).body.code).toBe('stock_below_claimed');
    expect((await withdraw(template, -1)).status).toBe(201);
    const closed = { state: 'paused', claim_to_at: '2026-11-20T03:00:00.000Z' };
    expect((await change(template, closed)).status).toBe(200);
    const replies = [await claimNewest(app, referral.inviter), await claimNewest(app, bob)];
    expect(replies.map(({ status }) => status)).toEqual([201, 201]);
    expect(await shownTemplate(template)).toMatchObject({
      stock_total: 2,
      stock_left: 0,
      reserved: 0,
      issued: 2,
    });
    const coupon = await app.ok('GET /me/coupons/{id}', {
      token: await app.asPerson(referral.inviter.openid),
      params: { id: replies[0]?.body.coupon_id ?? '' },
    });
    expect(coupon).toMatchObject({ template_id: template, state: 'issued', shown_as: 'usable' });
    expect(await rewardOf(app, referral.inviter)).toMatchObject({ state: 'claimed', coupon_id: coupon.id });
    expect((await pointsOf(app, referral.inviter)).balance).toBe(0);
  });

  it('C4: gives back the piece that was kept for a reward nobody earned', async () => {
    const kept = {} as { template: Id<'template'> };
    const referral = await openReferral(app, async (counter) => {
      kept.template = await listedTemplate(app, counter, { stock: 1 });
      return { inviter_reward: couponReward(kept.template), invitee_reward: null };
    });
    await newFriend(app, referral);
    const carl = await joinCustomer(app);
    expect((await claimCoupon(carl, kept.template)).body.code).toBe('sold_out');
    daysLater(app, 3);
    await settle(app);
    expect((await rewardOf(app, referral.inviter)).state).toBe('voided');
    expect((await claimNewest(app, referral.inviter)).body.code).toBe('reward_void');
    expect((await claimCoupon(carl, kept.template)).status).toBe(201);
  });
});

describe('a claim and a refund', () => {
  it('R6: a refund that nobody has looked at yet voids the claim', async () => {
    const referral = await openReferral(app);
    const bob = await earnedFriend(app, referral);
    expect((await (await giveBack(app, referral, bob.purchase, 1_500))()).status).toBe(201);
    for (const member of [referral.inviter, bob])
      expect((await claimNewest(app, member)).body.code).toBe('reward_void');
    await settle(app);
    for (const member of [referral.inviter, bob]) expect((await rewardOf(app, member)).state).toBe('voided');
    expect(await leftOf(app, referral)).toBe(100);
  });

  it('R6: at the same time never leave the reward with a purchase that was given back', async () => {
    const referral = await openReferral(app);
    const ann = referral.inviter;
    for (let round = 0; round < 6; round += 1) {
      const bob = await earnedFriend(app, referral);
      const [{ id }, token] = [await rewardOf(app, ann), await app.asPerson(ann.openid)];
      const refund = await giveBack(app, referral, bob.purchase, 3_000);
      const claims = [() => tap(app, token, id), () => tap(app, token, id)];
      const asked = round % 2 === 0 ? [...claims, refund] : [refund, ...claims];
      const replies = await Promise.all<{ readonly status: number }>(asked.map((ask) => ask()));
      expect(replies[round % 2 === 0 ? 2 : 0]?.status).toBe(201);
      await settle(app);
      expect(['voided', 'taken_back']).toContain((await rewardOf(app, ann)).state);
    }
    expect(await pointsOf(app, ann)).toEqual({ balance: 0, debt: 0 });
    expect(await claimedOf(app, ann)).toEqual([]);
    expect(await leftOf(app, referral)).toBe(100);
  });

  it('R6: a milestone is claimed once, and goes with the friend whose purchase is given back', async () => {
    const reward = { kind: 'points', points: 500 } as const;
    const referral = await openReferral(
      app,
      { milestones: [{ friends: 2, reward }], claim_days: 10 },
      { milestone_budgets: [1] },
    );
    const ann = referral.inviter;
    await earnedFriend(app, referral);
    const bob = await earnedFriend(app, referral);
    const all = await rewardsShown(app, ann);
    const milestone = all.find(({ side }) => side === 'milestone');
    expect(milestone).toMatchObject({ friends: 2, state: 'claimable', friend_masked: null, reward });
    expect(await leftOf(app, referral, 2)).toBe(0);
    const token = await app.asPerson(ann.openid);
    const replies = await Promise.all(all.flatMap(({ id }) => [tap(app, token, id), tap(app, token, id)]));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(3);
    expect((await pointsOf(app, ann)).balance).toBe(700);
    expect((await (await giveBack(app, referral, bob.purchase, 3_000))()).status).toBe(201);
    await settle(app);
    // a friend's 100 and the 500 by one command, out of one balance
    expect(await pointsOf(app, ann)).toEqual({ balance: 100, debt: 0 });
    expect(await leftOf(app, referral, 2)).toBe(1);
    const [back, other] = (await linesOf(app, ann)).map(({ points }) => points).sort((a, b) => a - b);
    expect([back, other]).toEqual([-500, -100]);
  });
});
