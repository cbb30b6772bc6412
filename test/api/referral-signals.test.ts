import type { Id } from '../../shared/kernel';
import { Keyring } from '../../server/platform/crypto';
import { phoneCode, type TestApp } from '../support/app';
import { rowsOf } from './console.support';
import { memberCode, scanAt } from './counter.support';
import { freshPhone } from './joins.support';
import {
  buyToday,
  daysLater,
  inviteRow,
  newFriend,
  newFriends,
  openReferral,
  redeemToday,
  refundToday,
  settle,
  standsAt,
  type Friend,
  useAppOfDays,
} from './lifecycle.support';
import { inviterAtCounter, listedInvites, waitingInvite } from './reviews.support';

let app: TestApp;

useAppOfDays((opened) => {
  app = opened;
});

/** Why an invite waits; nothing where it does not. */
async function reasonsOf(friend: Friend): Promise<string[]> {
  const row = await inviteRow(app, friend);
  if (row['review'] !== 'waiting') return [];
  const found = await listedInvites(app, { review: 'waiting', limit: 100 });
  return (found.find(({ id }) => id === friend.invite_id)?.review.reasons ?? []).map(({ reason }) => reason);
}

/** As if WeChat had said so when they joined. */
async function plantRank({ invite_id }: Friend, rank: number): Promise<void> {
  await app.db.database.transaction((session) =>
    session.execute('UPDATE invites SET risk_rank = ? WHERE id = ?', [rank, invite_id]),
  );
}

/** What remains of an account with that number. */
async function plantClosed(phone: string): Promise<void> {
  const id = `phone:${app.app.nest.get(Keyring).fingerprint('phone', `+86${phone}`)}`;
  await app.db.database.transaction((session) =>
    session.execute("INSERT INTO closed_identities (id, kind, closed_at) VALUES (?, 'phone', ?)", [
      id,
      app.clock.now(),
    ]),
  );
}

describe('what makes an invite wait', () => {
  it('R7: whoever records the purchase is the inviter', async () => {
    const { friend } = await waitingInvite(app);
    expect(await reasonsOf(friend)).toEqual(['recorded_by_inviter', 'inviter_works_there']);
    daysLater(app, 9);
    await settle(app);
    expect(await standsAt(app, friend)).toBe('qualified: resting resting');
  });

  it('R7: the inviter took the coupon, or works at the store', async () => {
    const referral = await openReferral(app, { qualify: { kind: 'redemption' } });
    const assistant = await inviterAtCounter(app, referral);
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
    await inviterAtCounter(app, referral, true);
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

  it('R7: a number that was another member’s', async () => {
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

  it('R7: a number of an account that was closed', async () => {
    const referral = await openReferral(app);
    const friend = await newFriend(app, referral);
    const phone = freshPhone();
    await plantClosed(phone);
    const token = await app.asPerson(friend.openid);
    const body = { phone_code: await phoneCode(app, friend.openid, phone) };
    await app.ok('POST /me/phone', { token, body });
    await buyToday(app, referral.counter, friend, 2_000);
    await settle(app);
    expect(await reasonsOf(friend)).toEqual(['phone_seen']);
  });

  it('R7: ten friends within ten minutes, whichever of them it is; five with a doubtful rank', async () => {
    const referral = await openReferral(app);
    const friends: Friend[] = [];
    for (let i = 0; i < 10; i += 1) {
      app.clock.advance(50_000);
      friends.push(await newFriend(app, referral));
    }
    for (const i of [0, 5]) {
      const friend = friends[i];
      if (!friend) throw new Error('nobody joined');
      app.clock.advance(120_000);
      await buyToday(app, referral.counter, friend, 2_000);
      await settle(app);
      expect(await reasonsOf(friend)).toEqual(['friends_in_a_row']);
    }
    const other = await openReferral(app);
    const few: Friend[] = [];
    for (let i = 0; i < 5; i += 1) few.push(await newFriend(app, other));
    const [calm, doubtful] = few;
    if (!calm || !doubtful) throw new Error('nobody joined');
    await plantRank(doubtful, 3);
    for (const friend of [calm, doubtful]) {
      app.clock.advance(120_000);
      await buyToday(app, other.counter, friend, 2_000);
      await settle(app);
    }
    expect(await reasonsOf(calm)).toEqual([]);
    expect(await inviteRow(app, calm)).toMatchObject({ review: 'none', state: 'qualified' });
    expect(await reasonsOf(doubtful)).toEqual(['risk_rank', 'friends_in_a_row']);
  });

  it('R7: somebody whom WeChat holds for a risk', async () => {
    const referral = await openReferral(app);
    const friend = await newFriend(app, referral);
    await plantRank(friend, 4);
    await buyToday(app, referral.counter, friend, 2_000);
    await settle(app);
    expect(await reasonsOf(friend)).toEqual(['risk_rank']);
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
