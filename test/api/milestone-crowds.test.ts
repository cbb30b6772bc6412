import { advanceInvite } from '../../server/referrals/referrals.due';
import type { TestApp } from '../support/app';
import { rowsOf } from './console.support';
import {
  buyToday,
  claimAll,
  daysLater,
  leftOf,
  loseEvents,
  newFriends,
  openReferral,
  pointsOf,
  refundToday,
  settle,
  standing,
  standsAt,
  useAppOfDays,
  type Friend,
  type Referral,
} from './lifecycle.support';

let app: TestApp;

useAppOfDays((opened) => {
  app = opened;
});

const FRIENDS = 9;
const milestones = [2, 3, 4, 5, 6].map((friends) => ({
  friends,
  reward: { kind: 'points', points: 10 } as const,
}));

/** Looks at all of them at the same moment, as the relay and the deadlines do; throws what any of them threw. */
async function lookAtAll(friends: readonly Friend[]): Promise<void> {
  const { database, ledger, config } = app.app.core;
  const of = { database, ledger, policy: config.program };
  const looked = await Promise.allSettled(friends.map(({ invite_id }) => advanceInvite(of, invite_id)));
  expect(looked.filter(({ status }) => status === 'rejected')).toEqual([]);
}

async function milestonesOf({ inviter }: Referral): Promise<string[]> {
  const rows = await rowsOf(
    app,
    "SELECT friends, state FROM referral_rewards WHERE member_id = ? AND side = 'milestone' ORDER BY friends",
    [inviter.id],
  );
  return rows.map(({ friends, state }) => `${Number(friends)} ${String(state)}`);
}

describe('many friends of one inviter at the same moment', () => {
  it('R5 R6: reach every milestone and fall below it again, each at the first try', async () => {
    const referral = await openReferral(
      app,
      { milestones, qualify_days: 9, claim_days: 30 },
      { milestone_budgets: milestones.map(() => 3) },
    );
    const friends = await newFriends(app, referral, FRIENDS);
    const bought: string[] = [];
    for (const friend of friends) bought.push(await buyToday(app, referral.counter, friend, 3_000));
    await settle(app);
    daysLater(app, 1);
    await lookAtAll(friends);
    expect(await milestonesOf(referral)).toEqual(milestones.map(({ friends: n }) => `${n} claimable`));
    expect(await claimAll(app, referral.inviter)).toBe(FRIENDS + milestones.length);
    await settle(app);
    for (const id of bought) await refundToday(app, referral.counter, id, 3_000);
    await loseEvents(app);
    await lookAtAll(friends);
    for (const friend of friends) expect(await standsAt(app, friend)).toBe('taken_back: taken_back voided');
    expect(await milestonesOf(referral)).toEqual(milestones.map(({ friends: n }) => `${n} taken_back`));
    expect(await pointsOf(app, referral.inviter)).toEqual({ balance: 0, debt: 0 });
    expect(await standing(app, referral)).toEqual({ joined: FRIENDS, resting: 0, confirmed: 0, rewarded: 0 });
    expect([
      await leftOf(app, referral),
      await leftOf(app, referral, 2),
      await leftOf(app, referral, 6),
    ]).toEqual([100, 3, 3]);
  });
});
