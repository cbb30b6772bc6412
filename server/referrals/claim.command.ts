import type { ErrorCode, Qualification } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { couponNumbers, issueReserved, issueReservedRefs } from '../coupons';
import {
  mergeParts,
  mergeRefs,
  owner,
  rowsBy,
  type Command,
  type DecideContext,
  type Parts,
  type Refs,
} from '../ledger';
import { creditPoints, pointsRefs, pointsUnderLock, type PointPolicy } from '../points';
import { actFallen, actRefs } from './acts';
import { budgetRefs, spendHeld } from './budget.parts';
import { namesOf } from './endings.parts';
import { allStand, friendsActs, friendsActsRefs } from './friends-acts';
import { changeReward } from './invites.states';
import { inviteById, rewardById } from './invites.queries';
import { termsOf } from './programs.queries';
import { isOver } from './rewards.rules';
import { invites, referralRewards, type InviteRow, type RewardRow } from './referrals.entity';

export interface ClaimReward {
  readonly reward_id: Id<'reward'>;
  readonly member_id: Id<'member'>;
}

export interface RewardClaimed {
  readonly reward_id: Id<'reward'>;
  readonly points: number;
  readonly coupon_id: Id<'coupon'> | null;
  readonly balance_after: number;
}

interface Seen {
  /** As it was before it was locked; null of a milestone. */
  readonly invite: InviteRow | null;
  /** What the friend had to do by the terms that were promised. */
  readonly qualify: Qualification | null;
  /** Of a milestone: as many friends as it is for, as far as there are; null of a friend's. */
  readonly friends: Awaited<ReturnType<typeof friendsActs>> | null;
  readonly numbers: readonly string[];
}

type Context = DecideContext<ClaimReward, Seen>;

/**
 * Claims one reward, exactly once and until the millisecond of its deadline. What it is for is looked at under the same
 * locks that a refund needs: of a refund and a claim at the same time one sees the other.
 * @param policy when points expire, and the program's zone
 * @rule R6 @rule P4
 */
export function claimReward(policy: PointPolicy): Command<ClaimReward, Seen, RewardClaimed> {
  return {
    kind: 'referral.claim',
    async prepare({ reward_id, member_id }, { read, random }) {
      const reward = await rewardById(read, reward_id);
      if (reward?.member_id !== member_id) return { code: 'not_found' };
      const invite = reward.invite_id === null ? null : await inviteById(read, reward.invite_id);
      const terms = invite && (await termsOf(read, invite.program_id, invite.terms_no));
      const friends = reward.side === 'milestone' ? await friendsActs(read, reward) : null;
      const numbers = couponNumbers(random);
      return {
        ...mergeRefs(claimRefs(reward, invite, numbers), friends === null ? {} : friendsActsRefs(friends)),
        subject: owner.member(member_id),
        seen: { invite, qualify: terms?.terms.qualify ?? null, friends, numbers },
      };
    },
    decide(ctx) {
      const reward = ctx.loaded.get(referralRewards, ctx.input.reward_id);
      if (!reward) return { refuse: 'not_found' };
      if (isMoved(ctx)) return { stale: true };
      const problem = obstacle(ctx, reward);
      if (problem) return { refuse: problem };
      const given =
        reward.kind === 'points' ? givePoints(ctx, reward, policy) : giveCoupon(ctx, reward, policy);
      if (given === 'stale') return { stale: true };
      const { coupon_id } = given.answer;
      const own: Parts = {
        transfers: spendHeld(ctx, heldBy(reward, ctx.seen.invite)).transfers,
        writes: [changeReward(ctx, reward, 'claimed', { claimed_at: ctx.at, coupon_id })],
        events: [
          {
            type: 'reward.claimed',
            data: { ...namesOf(reward), coupon_id },
          },
        ],
      };
      return { accept: given.answer, ...mergeParts(given.parts, own) };
    },
  };
}

/** What must be locked and loaded to claim a reward. */
function claimRefs(
  reward: RewardRow,
  invite: InviteRow | null,
  numbers: readonly string[],
): Omit<Refs<unknown>, 'subject' | 'seen' | 'place'> {
  const { program_id, member_id, friends, template_id, stock_hold_id } = reward;
  const isCoupon = template_id !== null && stock_hold_id !== null;
  return mergeRefs(
    { rows: [rowsBy(referralRewards, 'id', [reward.id])], holds: [heldBy(reward, invite)] },
    invite ? mergeRefs({ rows: [rowsBy(invites, 'id', [invite.id])] }, actRefs(invite)) : {},
    pointsRefs(member_id),
    budgetRefs(program_id, friends === null ? [] : [friends]),
    isCoupon ? issueReservedRefs({ template_id, member_id, hold_id: stock_hold_id, numbers }) : {},
  );
}

/** The hold of the budget that a reward comes out of: a friend's is the invite's. */
function heldBy(reward: RewardRow, invite: InviteRow | null): Id<'transfer'> {
  const hold = reward.hold_id ?? invite?.hold_id;
  if (!hold) throw new Error(`reward ${reward.id} is held by nothing`);
  return hold;
}

/** Whether it came to be about other acts than were seen before they were locked. */
function isMoved({ loaded, seen }: Context): boolean {
  if (seen.invite === null) return seen.friends !== null && !allStand(loaded, seen.friends);
  return loaded.get(invites, seen.invite.id)?.act_id !== seen.invite.act_id;
}

/** Why a reward cannot be claimed, or null. Later than its deadline is too late, whether a job has run or not. */
function obstacle({ loaded, seen, at }: Context, reward: RewardRow): ErrorCode | null {
  switch (reward.state) {
    case 'promised':
    case 'resting':
      return 'reward_not_yet';
    case 'claimed':
      return 'reward_claimed';
    case 'expired':
      return 'reward_over';
    case 'lost':
      return 'reward_lost';
    case 'voided':
    case 'taken_back':
      return 'reward_void';
    case 'claimable':
      if (isOver(reward, at)) return 'reward_over';
      if (seen.friends !== null && seen.friends.length < (reward.friends ?? 0)) return 'reward_void';
      // a refund that nobody has told us of yet
      return seen.invite && seen.qualify && actFallen(loaded, seen.invite, seen.qualify) !== null
        ? 'reward_void'
        : null;
  }
}

interface Given {
  readonly parts: Parts;
  readonly answer: RewardClaimed;
}

/** @rule P4 A debt is paid first. */
function givePoints(ctx: Context, reward: RewardRow, policy: PointPolicy): Given {
  const { id, member_id, points } = reward;
  const act = { member_id, points, reason: 'referral', reference: id, store_id: null, policy } as const;
  const { parts, balance_after } = creditPoints(ctx, act);
  return { parts, answer: { reward_id: id, points, coupon_id: null, balance_after } };
}

function giveCoupon(ctx: Context, reward: RewardRow, policy: PointPolicy): Given | 'stale' {
  const { id, member_id, template_id, stock_hold_id } = reward;
  if (template_id === null || stock_hold_id === null) throw new Error(`reward ${id} keeps no coupon`);
  const issued = issueReserved(ctx, {
    template_id,
    member_id,
    hold_id: stock_hold_id,
    source: 'referral',
    source_id: id,
    numbers: ctx.seen.numbers,
    timezone: policy.timezone,
  });
  if (issued === 'stale') return 'stale';
  const { balance } = pointsUnderLock(ctx, member_id, policy);
  const answer = { reward_id: id, points: 0, coupon_id: issued.coupon.id, balance_after: balance };
  return { parts: issued.parts, answer };
}
