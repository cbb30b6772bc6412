import type { Id } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import { hire, type Assistant } from './counter.support';
import { buyToday, newFriend, openReferral, settle, type Friend, type Referral } from './lifecycle.support';

/** The inviter takes a job at the counter, or at that of the other store. */
export async function inviterAtCounter(
  app: TestApp,
  { counter, inviter }: Referral,
  elsewhere = false,
): Promise<Assistant> {
  const store = elsewhere ? counter.other_store_id : counter.shop.store_id;
  return hire(app, '小孔', 'clerk', [store], inviter.openid);
}

export interface Waiting {
  readonly referral: Referral;
  readonly friend: Friend;
  readonly purchase: Id<'purchase'>;
}

/** An invite that waits: the inviter recorded the purchase. */
export async function waitingInvite(app: TestApp): Promise<Waiting> {
  const referral = await openReferral(app);
  const assistant = await inviterAtCounter(app, referral);
  const friend = await newFriend(app, referral);
  const purchase = await buyToday(app, referral.counter, friend, 2_000, { assistant });
  await settle(app);
  return { referral, friend, purchase };
}

/** Invites as the console lists them. */
export async function listedInvites(app: TestApp, query: Readonly<Record<string, string | number>>) {
  return (await app.ok('GET /console/invites', { token: await app.asConsole(), query })).items;
}
