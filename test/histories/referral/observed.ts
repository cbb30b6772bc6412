import { instant, toRfc3339 } from '../../../shared/kernel';
import type { Guest, History, Running } from './history';
import type { Referrals } from './model';
import { untilOf, type Invite, type Reward } from './people';
import * as town from './town';

const time = (at: number | null): string | null => (at === null ? null : toRfc3339(instant(at)));
/** Written as a person reads it: points, or which coupon. */
const gives = (reward: { kind: string; points?: number; template_id?: string }): string | number =>
  reward.kind === 'points' ? reward.points! : reward.template_id!;

/** What the console and these people can see says what the model says. */
export async function compare(history: History, guests: readonly Guest[]): Promise<void> {
  for (const guest of guests) await compareMember(history, guest);
  await compareConsole(history);
}

async function compareMember(history: History, guest: Guest): Promise<void> {
  const { model, now } = history;
  const { phone, person } = guest;
  const friends = await town.friendsOf(history.town, phone);
  expect([person.name, friends.map(friendShown)]).toEqual([
    person.name,
    newest(model.invitesOf(person)).map((invite) => friendOf(model, invite)),
  ]);
  const rewards = await town.rewardsOf(history.town, phone);
  const own = newest(model.rewards.filter(({ member }) => member === person));
  expect([person.name, inOrder(rewards.map(rewardShown))]).toEqual([person.name, inOrder(own.map(rewardOf))]);
  expect(rewards.map(({ at }) => at)).toEqual(own.map(({ at }) => time(at)));
  const token = await town.tokenOf(history.town, phone.openid);
  const { balance, debt } = await history.town.app.ok('GET /me/points', { token });
  expect([person.name, balance, debt]).toEqual([person.name, person.balance, person.debt]);
  const { counts } = await history.town.app.ok('GET /me/coupons', { token });
  const used = person.coupons.filter(({ state }) => state === 'redeemed').length;
  const usable = person.coupons.filter(({ state, until }) => state === 'issued' && now < until).length;
  expect([person.name, counts.usable, counts.used]).toEqual([person.name, usable, used]);
  await comparePrograms(history, guest, token);
}

function newest<T extends { readonly at: number }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => b.at - a.at);
}

/** What came in one moment has no order that anybody could see. */
function inOrder(list: readonly object[]): string[] {
  return list.map((one) => JSON.stringify(one)).sort();
}

type Friend = Awaited<ReturnType<typeof town.friendsOf>>[number];

function friendShown(friend: Friend) {
  const { state, in_review, joined_at, qualify_until_at, qualified_at, rests_until_at, unrewarded } = friend;
  const { reward } = friend;
  return {
    ...{ state, in_review, joined_at, qualify_until_at, unrewarded, qualified_at },
    rests_until_at: state === 'qualified' ? rests_until_at : null,
    reward: reward && [gives(reward.reward), reward.state],
    claim_until_at: reward?.state === 'claimable' ? reward.claim_until_at : null,
  };
}

function friendOf(model: Referrals, invite: Invite) {
  const reward = model.rewardsOf(invite).find(({ side }) => side === 'inviter');
  return {
    state: invite.state,
    in_review: invite.review === 'waiting',
    joined_at: time(invite.at),
    qualify_until_at: time(untilOf(invite)),
    unrewarded: invite.unrewarded,
    qualified_at: time(invite.act?.at ?? null),
    rests_until_at: invite.state === 'qualified' ? time(invite.restsUntil) : null,
    reward: reward ? [gives(reward.gives), reward.state] : null,
    claim_until_at: reward?.state === 'claimable' ? time(reward.until) : null,
  };
}

type Shown = Awaited<ReturnType<typeof town.rewardsOf>>[number];

function rewardShown(reward: Shown) {
  const { state } = reward;
  return {
    ...{ at: reward.at, program: reward.program_name, side: reward.side, friends: reward.friends },
    ...{ gives: gives(reward.reward), state, in_review: reward.in_review, coupon: reward.coupon_id },
    ...{ hasFriend: reward.friend_masked !== null, claimed_at: reward.claimed_at },
    qualify_until_at: state === 'promised' ? reward.qualify_until_at : null,
    rests_until_at: state === 'resting' ? reward.rests_until_at : null,
    claim_until_at: state === 'claimable' ? reward.claim_until_at : null,
  };
}

function rewardOf(reward: Reward): ReturnType<typeof rewardShown> {
  const { at, program, side, friends, state, invite, until } = reward;
  return {
    ...{ at: time(at)!, program: program.name, side, friends },
    ...{ gives: gives(reward.gives), state, in_review: invite?.review === 'waiting' },
    coupon: (reward.coupon?.id ?? null) as Shown['coupon_id'],
    ...{ hasFriend: side === 'inviter', claimed_at: time(reward.claimedAt) },
    qualify_until_at: state === 'promised' ? time(untilOf(invite!)) : null,
    rests_until_at: state === 'resting' ? time(invite!.restsUntil) : null,
    claim_until_at: state === 'claimable' ? time(until) : null,
  };
}

/** What a member reads before sharing, and the leaderboard. */
async function comparePrograms(history: History, { person }: Guest, token: string): Promise<void> {
  const { model, now } = history;
  const { items } = await history.town.app.ok('GET /referral-programs', { token });
  const open = history.programs.filter(({ program }) => model.isRunning(program, now));
  expect(items.map(({ id }) => id).sort()).toEqual(open.map(({ id }) => id).sort());
  for (const { id, program } of open) {
    const { friends_left, sharing, milestones, my } = items.find((one) => one.id === id)!;
    const terms = model.termsOf(program);
    const count = (state: Invite['state']): number =>
      model.invitesOf(person, program).filter((one) => one.state === state).length;
    const mine = model.rewards.filter((one) => one.member === person && one.program === program);
    expect([person.name, { friends_left, sharing, milestones, my }]).toEqual([
      person.name,
      {
        friends_left: model.friendsLeft(program),
        sharing: model.sharing(program, person, now),
        milestones: terms.milestones.map(({ friends }) =>
          expect.objectContaining({
            ...{ friends, left: model.leftOf(program, friends) },
            state: model.milestone(program, person, friends),
          }),
        ),
        my: {
          joined: model.invitesOf(person, program).length,
          resting: count('qualified'),
          confirmed: count('confirmed'),
          to_claim: mine.filter(({ state }) => state === 'claimable').length,
        },
      },
    ]);
    await compareBoard(history, { id, program }, person, token);
  }
}

async function compareBoard(
  { town: { app }, model }: History,
  { id, program }: Running,
  person: Guest['person'],
  token: string,
): Promise<void> {
  const board = model.board(program);
  const { items, mine } = await app.ok('GET /referral-programs/{id}/leaderboard', { token, params: { id } });
  const rank = board.findIndex((one) => one.person === person) + 1;
  expect([items.map((one) => [one.rank, one.friends, one.mine]), mine]).toEqual([
    board.map((one, i) => [i + 1, one.friends, one.person === person]),
    { rank: rank === 0 ? null : rank, friends: model.confirmed(program, person) },
  ]);
}

async function compareConsole(history: History): Promise<void> {
  const { model } = history;
  const shown = await town.programsOf(history.town);
  for (const { id, program } of history.programs) {
    const { milestones, ...one } = shown.find((found) => found.id === id)!;
    const own = model.invites.filter((invite) => invite.program === program);
    const count = (state: Invite['state']): number => own.filter((invite) => invite.state === state).length;
    expect(one).toMatchObject({
      ...{ state: program.paused ? 'paused' : 'active', terms_no: program.terms.length },
      ...{ budget_total: program.granted, budget_left: model.left(program) },
      ...{ joined: own.length, resting: count('qualified'), confirmed: count('confirmed') },
      in_review: own.filter(({ review }) => review === 'waiting').length,
    });
    expect(milestones.map(({ friends, budget_left: left }) => [friends, left])).toEqual(
      model.termsOf(program).milestones.map(({ friends }) => [friends, model.leftOf(program, friends)]),
    );
    for (const { budget_left: left } of [one, ...milestones]) expect(left).toBeGreaterThanOrEqual(0);
  }
  const invites = await town.consoleInvites(history.town);
  expect(
    invites.map(({ joined_at, state, ended_reason, review, lost, act_id }) => [
      joined_at,
      state,
      ended_reason,
      review.state,
      lost,
      act_id,
    ]),
  ).toEqual(
    newest(model.invites).map((invite) => [
      time(invite.at),
      invite.state,
      invite.ended,
      invite.review,
      model.rewards.some((one) => one.state === 'lost' && (one.invite ?? one.fellWith) === invite),
      model.actId(invite),
    ]),
  );
  const token = await town.operator(history.town);
  const { items } = await history.town.app.ok('GET /console/coupon-templates', { token });
  const left = items.find(({ id }) => id === history.town.prize)!.stock_left;
  expect(left).toBe(model.stock(history.town.prize));
}
