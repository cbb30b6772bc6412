import type { TestApp } from '../support/app';
import { joinCustomer, openCounter } from './counter.support';
import {
  claimAll,
  daysLater,
  inviteRow,
  leftOf,
  loseEvents,
  newFriend,
  openReferral,
  pointsOf,
  redeemToday,
  settle,
  standsAt,
  useAppOfDays,
  type Friend,
  type Referral,
} from './lifecycle.support';
import {
  giveBack,
  handOver,
  openPickups,
  paidBy,
  PRICE_FEN,
  scanHere,
  undoPickup,
  type PickupCounter,
} from './pickups.support';
import { listedInvites, inviterAtCounter } from './reviews.support';

let app: TestApp;

useAppOfDays((opened) => {
  app = opened;
});

const redemption = { qualify: { kind: 'redemption' } } as const;

/** A friend who has paid for three pieces at the counter. */
async function friendWithOrder(referral: Referral) {
  const at = await openPickups(app, {}, referral.counter);
  const friend = await newFriend(app, referral);
  return { at, friend, ...(await paidBy(app, at, friend)) };
}

type Bought = Awaited<ReturnType<typeof friendWithOrder>>;

async function pickUp({ at, scan_id }: Pick<Bought, 'at' | 'scan_id'>, pieces: number): Promise<string> {
  const reply = await handOver(app, at.counter.clerk, scan_id, pieces);
  expect([reply.status, reply.status < 300 ? null : reply.body]).toEqual([201, null]);
  await settle(app);
  return reply.body.handover_id;
}

/** Staff give the money of pieces back, handed over or not. */
async function refund({ at, friend, order }: Bought, pieces: number, fen: number): Promise<void> {
  const assistant = { ...at.counter.manager, token: await app.asPerson(at.counter.manager.openid) };
  const signedIn = { ...friend, token: await app.asPerson(friend.openid) };
  const { scan_id } = await scanHere(app, at, signedIn, order, assistant);
  const reply = await giveBack(app, assistant, scan_id, pieces, { fen, points: 0 });
  expect([reply.status, reply.status < 300 ? null : reply.body]).toEqual([201, null]);
  await settle(app);
}

describe('pieces of an order that are handed over', () => {
  it('R4 F7: are a redemption, and paying for them is none', async () => {
    const referral = await openReferral(app, redemption);
    const bought = await friendWithOrder(referral);
    await settle(app);
    expect(await standsAt(app, bought.friend)).toBe('bound: promised promised');
    const handover = await pickUp(bought, 1);
    expect(await standsAt(app, bought.friend)).toBe('qualified: resting resting');
    expect(await inviteRow(app, bought.friend)).toMatchObject({
      act_id: handover,
      act_order_id: bought.order,
      act_coupon_id: null,
      act_store_id: referral.counter.shop.store_id,
    });
    daysLater(app, 1);
    await settle(app);
    expect([await claimAll(app, referral.inviter), await claimAll(app, bought.friend)]).toEqual([1, 1]);
    expect(await standsAt(app, bought.friend)).toBe('confirmed: claimed claimed');
  });

  it('R4: are no purchase, and neither is paying for them', async () => {
    const referral = await openReferral(app, { qualify: { kind: 'purchase', min_fen: 0 } });
    const bought = await friendWithOrder(referral);
    await pickUp(bought, 3);
    expect(await standsAt(app, bought.friend)).toBe('bound: promised promised');
    daysLater(app, 3);
    await settle(app);
    expect(await standsAt(app, bought.friend)).toBe('expired: voided voided');
  });

  it('R6 F8: count while any piece is kept; given back whole the reward is void, or taken back', async () => {
    const referral = await openReferral(app, redemption);
    const early = await friendWithOrder(referral);
    await pickUp(early, 3);
    await refund(early, 2, 1_993);
    expect(await standsAt(app, early.friend)).toBe('qualified: resting resting');
    await refund(early, 1, PRICE_FEN - 1_993);
    expect(await standsAt(app, early.friend)).toBe('voided: voided voided');
    expect(await inviteRow(app, early.friend)).toMatchObject({ ended_reason: 'refunded' });

    const late = await friendWithOrder(referral);
    await pickUp(late, 1);
    daysLater(app, 1);
    await settle(app);
    await claimAll(app, referral.inviter);
    await refund(late, 3, PRICE_FEN);
    expect(await standsAt(app, late.friend)).toBe('taken_back: taken_back voided');
    expect(await pointsOf(app, referral.inviter)).toEqual({ balance: 0, debt: 0 });
    expect(await leftOf(app, referral)).toBe(100);
  });

  it('R6 C7: count no more when that is undone, also where nobody was told', async () => {
    const referral = await openReferral(app, redemption);
    const bought = await friendWithOrder(referral);
    const handover = await pickUp(bought, 2);
    expect((await undoPickup(app, bought.at.counter.clerk, handover)).status).toBe(201);
    await loseEvents(app);
    daysLater(app, 1);
    await settle(app);
    expect(await standsAt(app, bought.friend)).toBe('voided: voided voided');
    expect(await inviteRow(app, bought.friend)).toMatchObject({ ended_reason: 'undone' });
  });

  it('R6: are looked at by the claim itself', async () => {
    const milestones = [{ friends: 2, reward: { kind: 'points', points: 500 } as const }];
    const referral = await openReferral(app, { ...redemption, milestones }, { milestone_budgets: [9] });
    const bought = [await friendWithOrder(referral), await friendWithOrder(referral)] as const;
    const handovers = [await pickUp(bought[0], 1), await pickUp(bought[1], 1)];
    daysLater(app, 1);
    await settle(app);
    const token = await app.asPerson(referral.inviter.openid);
    const { items } = await app.ok('GET /me/rewards', { token, query: { state: 'claimable' } });
    expect(items.map(({ side }) => side).sort()).toEqual(['inviter', 'inviter', 'milestone']);
    const { openid } = referral.counter.manager;
    const manager = { ...referral.counter.manager, token: await app.asPerson(openid) };
    expect((await undoPickup(app, manager, handovers[0]!)).status).toBe(201);
    const answers = [];
    for (const { id, side } of items) {
      const { status } = await app.call('POST /me/rewards/{id}/claims', { token, params: { id } });
      answers.push(`${side} ${status}`);
    }
    expect(answers.sort()).toEqual(['inviter 201', 'inviter 409', 'milestone 409']);
  });

  it('R4: the first of coupon and handover counts, at the program’s merchant alone', async () => {
    const referral = await openReferral(app, redemption);
    const elsewhere = await openPickups(app, {}, await openCounter(app));
    const bob = await newFriend(app, referral);
    const other = await paidBy(app, elsewhere, bob);
    await pickUp({ at: elsewhere, ...other }, 1);
    expect(await standsAt(app, bob)).toBe('bound: promised promised');
    const both = await friendWithOrder(referral);
    const first = await handOver(app, both.at.counter.clerk, both.scan_id, 1);
    app.clock.advance(60_000);
    await redeemToday(app, referral.counter, both.friend);
    await settle(app);
    expect(await inviteRow(app, both.friend)).toMatchObject({ act_id: first.body.handover_id });
    const carl = await friendWithOrder(referral);
    const { redemption: used } = await redeemToday(app, referral.counter, carl.friend);
    app.clock.advance(60_000);
    const { scan_id } = await scanHere(app, carl.at, carl.friend, carl.order);
    await pickUp({ at: carl.at, scan_id }, 3);
    expect(await inviteRow(app, carl.friend)).toMatchObject({ act_id: used, act_order_id: null });
  });

  it('R7: by the inviter wait for a person', async () => {
    const referral = await openReferral(app, redemption);
    const assistant = await inviterAtCounter(app, referral);
    const at: PickupCounter = await openPickups(app, {}, referral.counter);
    const friend: Friend = await newFriend(app, referral);
    const { scan_id } = await paidBy(app, at, friend, assistant);
    expect((await handOver(app, assistant, scan_id, 1)).status).toBe(201);
    await settle(app);
    const found = await listedInvites(app, { review: 'waiting', limit: 100 });
    expect(
      found.find(({ id }) => id === friend.invite_id)?.review.reasons.map(({ reason }) => reason),
    ).toEqual(['recorded_by_inviter', 'inviter_works_there']);
  });

  it('R4: of somebody whom nobody invited are nobody’s', async () => {
    const referral = await openReferral(app, redemption);
    const at = await openPickups(app, {}, referral.counter);
    const guest = await joinCustomer(app);
    await pickUp({ at, ...(await paidBy(app, at, guest)) }, 1);
    expect(await leftOf(app, referral)).toBe(100);
  });
});
