import type { ProgramTerms } from '../../shared/contract';
import { DAY_MS, instant, toRfc3339, type Id } from '../../shared/kernel';
import { passMilestonesOn } from '../../server/referrals';
import type { TestApp } from '../support/app';
import { rowsOf } from './console.support';
import { couponCode, listedTemplate, scanAt, type Counter, type Customer } from './counter.support';
import { createSale } from './flash-sales.support';
import {
  appOfDays,
  claimAll,
  leftOf,
  openReferral,
  refundToday,
  rewardsShown,
  settle,
  standing,
  standsAt,
  undoToday,
  type Referral,
} from './lifecycle.support';
import { buy, refundByHand } from './order-refunds.support';
import { earnedFriend } from './rewards.support';

let app: TestApp;

beforeAll(async () => {
  app = await appOfDays({ pay: true });
});
afterAll(() => app.close());
afterEach(() => app.audit());

/** A coupon for the inviter and one for the friend, or at two friends. */
const coupons =
  (milestone = false) =>
  async (counter: Counter): Promise<Partial<ProgramTerms>> => {
    const reward = { kind: 'coupon', template_id: await listedTemplate(app, counter) } as const;
    return milestone
      ? { milestones: [{ friends: 2, reward }], claim_days: 30 }
      : { inviter_reward: reward, invitee_reward: reward, cap_total: 1 };
  };

async function couponOf({ id }: Pick<Customer, 'id'>) {
  const rows = await rowsOf(
    app,
    "SELECT id, number, state FROM coupons WHERE member_id = ? AND source = 'referral'",
    [id],
  );
  const [row] = rows as unknown as { id: Id<'coupon'>; number: string; state: string }[];
  if (!row || rows.length > 1) throw new Error(`${id} has ${rows.length} coupons`);
  return row;
}

/** The inviter's coupon is used up on a bill of ¥25. */
async function useUp({ counter, inviter }: Referral): Promise<Id<'redemption'>> {
  const { number } = await couponOf(inviter);
  app.clock.advance(61_000);
  const clerk = { ...counter.clerk, token: await app.asPerson(counter.clerk.openid) };
  const { scan_id } = await scanAt(app, clerk, counter.shop.store_id, couponCode(app, inviter, { number }));
  const body = { scan_id, bill: { amount_fen: 2_500 } };
  return (await app.ok('POST /staff/redemptions', { token: clerk.token, body })).redemption_id;
}

const isLost = async ({ inviter }: Referral): Promise<boolean> => {
  const query = { inviter_id: inviter.id };
  const { items } = await app.ok('GET /console/invites', { token: await app.asConsole(), query });
  return items.some(({ lost }) => lost);
};

describe('a coupon that was used before it could be taken back', () => {
  it('R6 C7: is taken back when that use is undone, and its unit is free', async () => {
    const referral = await openReferral(app, coupons());
    const bob = await earnedFriend(app, referral);
    await claimAll(app, referral.inviter);
    const redemption = await useUp(referral);
    await refundToday(app, referral.counter, bob.purchase, 3_000);
    await settle(app);
    expect(await standsAt(app, bob)).toBe('taken_back: lost voided');
    expect([await leftOf(app, referral), await isLost(referral)]).toEqual([99, true]);
    await undoToday(app, referral.counter, redemption);
    expect((await couponOf(referral.inviter)).state).toBe('issued');
    await settle(app);
    expect((await couponOf(referral.inviter)).state).toBe('revoked');
    expect(await standsAt(app, bob)).toBe('taken_back: taken_back voided');
    expect([await leftOf(app, referral), await isLost(referral)]).toEqual([100, false]);
    // it no longer counts for the limit
    expect(await standing(app, referral)).toMatchObject({ confirmed: 0, rewarded: 0 });
    await settle(app);
    expect((await rewardsShown(app, referral.inviter)).map(({ state }) => state)).toEqual(['taken_back']);
  });

  it('R6 F8: is taken back when the order that used it is given back', async () => {
    const referral = await openReferral(app, coupons());
    const { counter, inviter } = referral;
    const bob = await earnedFriend(app, referral);
    await claimAll(app, inviter);
    const from = app.clock.now();
    const ends_at = toRfc3339(instant(from + 5 * DAY_MS));
    const sale = await createSale(app, counter.shop, { starts_at: toRfc3339(from), ends_at });
    const buyer = { ...inviter, token: await app.asPerson(inviter.openid) };
    const { id } = await couponOf(inviter);
    const terms = { buyer, coupon: { id, fen: 500 } };
    const bought = await buy({ app, counter, sale }, { price_fen: 2_500, list_price_fen: 5_000 }, terms);
    await refundToday(app, counter, bob.purchase, 3_000);
    await settle(app);
    expect(await standsAt(app, bob)).toBe('taken_back: lost voided');
    expect((await refundByHand(app, bought, 1, { fen: 2_000, points: 0 })).status).toBe(201);
    expect((await couponOf(inviter)).state).toBe('issued');
    await settle(app);
    expect((await couponOf(inviter)).state).toBe('revoked');
    expect(await standsAt(app, bob)).toBe('taken_back: taken_back voided');
  });

  it('R6: of a milestone it makes room for the next, who may be the same member', async () => {
    const referral = await openReferral(app, coupons(true), { milestone_budgets: [1] });
    const { inviter } = referral;
    const bob = await earnedFriend(app, referral);
    await earnedFriend(app, referral);
    await claimAll(app, inviter);
    const redemption = await useUp(referral);
    await refundToday(app, referral.counter, bob.purchase, 3_000);
    await settle(app);
    expect(await isLost(referral)).toBe(true);
    await earnedFriend(app, referral);
    const milestones = async () =>
      (await rewardsShown(app, inviter)).filter(({ side }) => side === 'milestone').map(({ state }) => state);
    const { database, ledger, config } = app.app.core;
    const passOn = () => passMilestonesOn(database, ledger, config.program);
    expect([await passOn(), await milestones(), await leftOf(app, referral, 2)]).toEqual([0, ['lost'], 0]);
    await undoToday(app, referral.counter, redemption);
    await settle(app);
    expect([await milestones(), await leftOf(app, referral, 2)]).toEqual([['taken_back'], 1]);
    expect(await isLost(referral)).toBe(false);
    expect([await passOn(), await milestones()]).toEqual([1, ['claimable', 'taken_back']]);
  });
});
