import type { Id } from '../../shared/kernel';
import { phoneCode, type TestApp } from '../support/app';
import { rowsOf } from './console.support';
import { hire, memberCode, scanAt, type Assistant } from './counter.support';
import { freshPhone } from './joins.support';
import {
  appOfDays,
  buyToday,
  daysLater,
  inviteRow,
  leftOf,
  newFriend,
  newFriends,
  openReferral,
  redeemToday,
  refundToday,
  settle,
  standing,
  standsAt,
  type Friend,
  type Referral,
} from './lifecycle.support';

let app: TestApp;

beforeAll(async () => {
  app = await appOfDays();
});

afterAll(async () => {
  await app.audit();
  await app.close();
});

/** The inviter takes a job at the counter. */
async function inviterAtCounter({ counter, inviter }: Referral, elsewhere = false): Promise<Assistant> {
  const store = elsewhere ? counter.other_store_id : counter.shop.store_id;
  return hire(app, '小孔', 'clerk', [store], inviter.openid);
}

/** An invite that waits: the inviter recorded the purchase. */
async function waiting(): Promise<{ referral: Referral; friend: Friend; purchase: string }> {
  const referral = await openReferral(app);
  const assistant = await inviterAtCounter(referral);
  const friend = await newFriend(app, referral);
  const purchase = await buyToday(app, referral.counter, friend, 2_000, { assistant });
  await settle(app);
  return { referral, friend, purchase };
}

const decide = async (id: string, decision: 'release' | 'refuse', key?: string) =>
  app.call('POST /console/invites/{id}/reviews', {
    token: await app.asConsole(),
    params: { id },
    body: { decision, reason: '和门店核对过' },
    ...(key === undefined ? {} : { key }),
  });

const listed = async (query: Readonly<Record<string, string | number>>) =>
  (await app.ok('GET /console/invites', { token: await app.asConsole(), query })).items;

/** Why an invite waits; nothing where it does not. */
async function reasonsOf(friend: Friend): Promise<string[]> {
  const row = await inviteRow(app, friend);
  if (row['review'] !== 'waiting') return [];
  const found = await listed({ review: 'waiting', limit: 100 });
  return (found.find(({ id }) => id === friend.invite_id)?.review.reasons ?? []).map(({ reason }) => reason);
}

describe('what makes an invite wait', () => {
  it('R7: whoever records the purchase is the inviter', async () => {
    const { friend } = await waiting();
    expect(await reasonsOf(friend)).toEqual(['recorded_by_inviter', 'inviter_works_there']);
    daysLater(app, 9);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('qualified: resting resting');
  });

  it('R7: the inviter took the coupon, or works at the store', async () => {
    const referral = await openReferral(app, { qualify: { kind: 'redemption' } });
    const assistant = await inviterAtCounter(referral);
    const [taken, served] = await newFriends(app, referral, 2);
    if (!taken || !served) throw new Error('nobody joined');
    await redeemToday(app, referral.counter, taken, { assistant });
    await redeemToday(app, referral.counter, served);
    await settle(app);
    expect(await reasonsOf(taken)).toEqual(['recorded_by_inviter', 'inviter_works_there']);
    expect(await reasonsOf(served)).toEqual(['inviter_works_there']);
  });

  it('R7: an honest friend passes, also of an inviter who works at another store', async () => {
    const referral = await openReferral(app);
    await inviterAtCounter(referral, true);
    const friend = await newFriend(app, referral);
    await buyToday(app, referral.counter, friend, 2_000);
    daysLater(app, 1);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('confirmed: claimable claimable');
    expect(await inviteRow(app, friend)).toMatchObject({ review: 'none' });
  });

  it('R7: twenty friends of one till within a minute all wait, those who were first, too', async () => {
    const referral = await openReferral(app, { protect_days: 0 });
    const friends = await newFriends(app, referral, 20);
    const { counter } = referral;
    const token = await app.asPerson(counter.clerk.openid);
    const clerk = { ...counter.clerk, token };
    app.clock.advance(120_000);
    const tickets: Id<'scan'>[] = [];
    for (const friend of friends)
      tickets.push((await scanAt(app, clerk, counter.shop.store_id, memberCode(app, friend))).scan_id);
    for (const scan_id of tickets) {
      app.clock.advance(2_500);
      const body = { scan_id, store_id: counter.shop.store_id, amount_fen: 2_000 };
      await app.ok('POST /staff/purchases', { token, body });
      // each is looked at as soon as it is there
      await settle(app);
    }
    app.clock.advance(120_000);
    await settle(app);
    const rows = await rowsOf(app, 'SELECT state, review FROM invites WHERE program_id = ?', [
      referral.program,
    ]);
    expect(rows).toHaveLength(20);
    expect(rows.filter(({ state, review }) => state === 'qualified' && review === 'waiting')).toHaveLength(
      20,
    );
  });

  it('R7: a number that was another member’s, or that of a closed account', async () => {
    const referral = await openReferral(app);
    const [before, after] = await newFriends(app, referral, 2);
    if (!before || !after) throw new Error('nobody joined');
    const phone = freshPhone();
    const verify = async ({ openid }: Friend, number: string) =>
      app.ok('POST /me/phone', {
        token: await app.asPerson(openid),
        body: { phone_code: await phoneCode(app, openid, number) },
      });
    await verify(before, phone);
    await verify(before, freshPhone());
    await verify(after, phone);
    for (const friend of [before, after]) {
      app.clock.advance(120_000);
      await buyToday(app, referral.counter, friend, 2_000);
    }
    await settle(app);
    expect(await reasonsOf(before)).toEqual([]);
    expect(await reasonsOf(after)).toEqual(['phone_seen']);
  });

  it('R7: friends who keep giving back what they bought', async () => {
    const referral = await openReferral(app);
    for (const friend of await newFriends(app, referral, 3)) {
      const id = await buyToday(app, referral.counter, friend, 2_000);
      await settle(app);
      await refundToday(app, referral.counter, id, 2_000);
      await settle(app);
      expect(await standsAt(app, friend)).toBe('voided: voided voided');
    }
    const [next] = await newFriends(app, referral, 1);
    if (!next) throw new Error('nobody joined');
    await buyToday(app, referral.counter, next, 2_000);
    await settle(app);
    expect(await reasonsOf(next)).toEqual(['refund_pattern']);
  });
});

describe('reviewing', () => {
  it('R7 O2: releases, and the invite goes on at once when its rest is over', async () => {
    const { friend } = await waiting();
    daysLater(app, 2);
    await settle(app);
    const key = `review-${friend.invite_id}`;
    const reply = await decide(friend.invite_id, 'release', key);
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      id: friend.invite_id,
      review: { state: 'released', score: 110, decided_by: 'owner', note: '和门店核对过' },
    });
    expect(reply.body.review.reasons.map(({ says }) => says)).toEqual([
      '这笔消费或核销是邀请人自己经手的',
      '邀请人就在这家门店工作',
    ]);
    expect(await standsAt(app, friend)).toBe('confirmed: claimable claimable');
    const again = await decide(friend.invite_id, 'release', key);
    expect([again.replayed, again.body]).toEqual([true, reply.body]);
    expect((await decide(friend.invite_id, 'refuse')).body.code).toBe('review_closed');
    const changes = await rowsOf(
      app,
      "SELECT * FROM changes WHERE subject_kind = 'invite' AND subject_id = ?",
      [friend.invite_id],
    );
    expect(changes).toMatchObject([{ command_kind: 'referral.review', actor_kind: 'console' }]);
  });

  it('R7: one that is released early rests on', async () => {
    const { friend } = await waiting();
    expect((await decide(friend.invite_id, 'release')).status).toBe(201);
    expect(await standsAt(app, friend)).toBe('qualified: resting resting');
    daysLater(app, 1);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('confirmed: claimable claimable');
  });

  it('R7: refuses, and the unit of the budget is free again', async () => {
    const { referral, friend } = await waiting();
    expect(await leftOf(app, referral)).toBe(99);
    const reply = await decide(friend.invite_id, 'refuse');
    expect(reply.body).toMatchObject({
      state: 'voided',
      ended_reason: 'refused',
      review: { state: 'refused' },
    });
    expect(await standsAt(app, friend)).toBe('voided: voided voided');
    expect(await leftOf(app, referral)).toBe(100);
    expect(await standing(app, referral)).toEqual({ joined: 1, resting: 0, confirmed: 0, rewarded: 0 });
    expect((await decide(friend.invite_id, 'release')).body.code).toBe('review_closed');
  });

  it('R7: there is nothing to review once the purchase was refunded, and nothing where nothing waits', async () => {
    const { referral, friend, purchase } = await waiting();
    await refundToday(app, referral.counter, purchase, 2_000);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('voided: voided voided');
    expect((await decide(friend.invite_id, 'release')).body.code).toBe('review_closed');
    expect(await listed({ review: 'waiting', inviter_id: referral.inviter.id })).toEqual([]);
    const other = await newFriend(app, referral);
    expect((await decide(other.invite_id, 'release')).body.code).toBe('review_closed');
    const nobody = `${friend.invite_id.slice(0, -2)}ZZ`;
    expect((await decide(nobody, 'release')).body.code).toBe('not_found');
  });

  it('R7: two who decide at once: one does', async () => {
    const { friend } = await waiting();
    const both = await Promise.all([decide(friend.invite_id, 'release'), decide(friend.invite_id, 'refuse')]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('R7: the list pages in each of its orders, and the longest wait comes first', async () => {
    const referral = await openReferral(app);
    const friends = await newFriends(app, referral, 3);
    const ids = friends.map(({ invite_id }) => invite_id);
    const token = await app.asConsole();
    const paged = async (query: Readonly<Record<string, string>>): Promise<Id<'invite'>[]> => {
      const all: Id<'invite'>[] = [];
      let after: string | null = null;
      do {
        const page: { items: { id: Id<'invite'> }[]; next: string | null } = await app.ok(
          'GET /console/invites',
          {
            token,
            query: { ...query, limit: 1, ...(after === null ? {} : { after }) },
          },
        );
        all.push(...page.items.map(({ id }) => id));
        after = page.next;
      } while (after !== null);
      return all;
    };
    const newest = [...ids].reverse();
    expect(await paged({ inviter_id: referral.inviter.id })).toEqual(newest);
    expect(await paged({ program_id: referral.program })).toEqual(newest);
    expect((await paged({})).slice(0, 3)).toEqual(newest);
    const waits = await paged({ review: 'waiting' });
    expect(waits.length).toBeGreaterThan(1);
    expect(waits).toEqual([...waits].sort());
    expect(await paged({ review: 'released', program_id: referral.program })).toEqual([]);
  });
});
