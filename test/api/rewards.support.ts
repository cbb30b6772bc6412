import type { TestApp } from '../support/app';
import { rowsOf } from './console.support';
import type { Customer } from './counter.support';
import {
  appOfDays,
  buyToday,
  daysLater,
  newFriend,
  rewardsShown,
  settle,
  type Friend,
  type Referral,
} from './lifecycle.support';

/** An app in which days pass, and whose events and deadlines wait until a test asks for them. */
export async function quietApp(): Promise<TestApp> {
  const app = await appOfDays();
  await app.app.background.stop();
  return app;
}

/** A friend who has bought for ¥30, after which everything rested: the rewards can be claimed. */
export async function earnedFriend(
  app: TestApp,
  referral: Referral,
): Promise<Friend & { readonly purchase: string }> {
  const friend = await newFriend(app, referral);
  const purchase = await buyToday(app, referral.counter, friend, 3_000);
  await settle(app);
  await rest(app);
  return { ...friend, purchase };
}

/** Lets the day pass for which rewards rest. */
export async function rest(app: TestApp): Promise<void> {
  daysLater(app, 1);
  await settle(app);
}

/** The newest reward of a member. */
export async function rewardOf(app: TestApp, of: Pick<Customer, 'openid'>) {
  const [reward] = await rewardsShown(app, of);
  if (!reward) throw new Error('there is no reward');
  return reward;
}

/** Claims a reward, whatever comes of it. */
export function tap(app: TestApp, token: string, id: string, key?: string) {
  return app.call('POST /me/rewards/{id}/claims', {
    token,
    params: { id },
    ...(key === undefined ? {} : { key }),
  });
}

/** The same by somebody who opens the app for it. */
export async function claimReward(app: TestApp, { openid }: Pick<Customer, 'openid'>, id: string) {
  return tap(app, await app.asPerson(openid), id);
}

/** Claims the newest reward of a member. */
export async function claimNewest(app: TestApp, of: Pick<Customer, 'openid'>) {
  return claimReward(app, of, (await rewardOf(app, of)).id);
}

/** Lines about referral in a member's statement, newest first. */
export async function linesOf(app: TestApp, { openid }: Pick<Customer, 'openid'>) {
  const token = await app.asPerson(openid);
  const { items } = await app.ok('GET /me/points/transfers', { token });
  return items.filter(({ reason }) => reason.startsWith('referral'));
}

/** Rewards of a member that are kept for good. */
export async function claimedOf(app: TestApp, { id }: Pick<Customer, 'id'>) {
  return rowsOf(app, "SELECT id FROM referral_rewards WHERE member_id = ? AND state = 'claimed'", [id]);
}

/** The manager takes all or part of a purchase back, on whatever day. */
export async function giveBack(
  app: TestApp,
  { counter }: Pick<Referral, 'counter'>,
  id: string,
  fen: number,
) {
  const token = await app.asPerson(counter.manager.openid);
  return () =>
    app.call('POST /staff/purchases/{id}/refunds', {
      token,
      params: { id },
      body: { amount_fen: fen, reason: '顾客退货' },
    });
}
