import type { Id } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import { rowsOf } from './console.support';
import {
  daysLater,
  leftOf,
  newFriend,
  newFriends,
  openReferral,
  refundToday,
  settle,
  standing,
  standsAt,
  useAppOfDays,
} from './lifecycle.support';
import { listedInvites, waitingInvite } from './reviews.support';

let app: TestApp;

useAppOfDays((opened) => {
  app = opened;
});

const decide = async (id: string, decision: 'release' | 'refuse', key?: string) =>
  app.call('POST /console/invites/{id}/reviews', {
    token: await app.asConsole(),
    params: { id },
    body: { decision, reason: '和门店核对过' },
    ...(key === undefined ? {} : { key }),
  });

describe('reviewing', () => {
  it('R7 O2: releases, and the invite goes on at once when its rest is over', async () => {
    const { friend } = await waitingInvite(app);
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
    const { friend } = await waitingInvite(app);
    expect((await decide(friend.invite_id, 'release')).status).toBe(201);
    expect(await standsAt(app, friend)).toBe('qualified: resting resting');
    daysLater(app, 1);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('confirmed: claimable claimable');
  });

  it('R7: refuses, and the unit of the budget is free again', async () => {
    const { referral, friend } = await waitingInvite(app);
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
    const { referral, friend, purchase } = await waitingInvite(app);
    await refundToday(app, referral.counter, purchase, 2_000);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('voided: voided voided');
    expect((await decide(friend.invite_id, 'release')).body.code).toBe('review_closed');
    expect(await listedInvites(app, { review: 'waiting', inviter_id: referral.inviter.id })).toEqual([]);
    const other = await newFriend(app, referral);
    expect((await decide(other.invite_id, 'release')).body.code).toBe('review_closed');
    const nobody = `${friend.invite_id.slice(0, -2)}ZZ`;
    expect((await decide(nobody, 'release')).body.code).toBe('not_found');
  });

  it('R7: two who decide at once: one does', async () => {
    const { friend } = await waitingInvite(app);
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
    await waitingInvite(app);
    await waitingInvite(app);
    const waits = await paged({ review: 'waiting' });
    expect(waits.length).toBeGreaterThan(1);
    expect(waits).toEqual([...waits].sort());
    expect(await paged({ review: 'released', program_id: referral.program })).toEqual([]);
  });
});
