import type { Id } from '../../shared/kernel';
import { mergeParts, mergeRefs, owner, rowsBy, type Command, type Parts, type Refs } from '../ledger';
import type { PointPolicy } from '../points';
import { budgetRefs } from './budget.parts';
import { keptRefs, NOTHING, releasedParts, unitBack, unitRefs } from './endings.parts';
import { inviteById, rewardById } from './invites.queries';
import { changeReward, type ReferralsContext } from './invites.states';
import { milestoneUnitBack } from './milestones.parts';
import { referralRewards, type InviteRow, type RewardRow } from './referrals.entity';
import { isOver } from './rewards.rules';

interface OfReward {
  readonly reward_id: Id<'reward'>;
}

interface Seen {
  /** Null for a milestone. */
  readonly invite: InviteRow | null;
}

/**
 * Ends a reward that was not claimed in time. Once nothing of its invite or milestone is or can be claimed any more, the
 * unit of the budget is free again.
 * @rule R6 @rule R5
 */
export function expireReward(policy: PointPolicy): Command<OfReward, Seen, OfReward> {
  return {
    kind: 'referral.expire',
    lane: 'low',
    async prepare({ reward_id: rewardId }, { read }) {
      const reward = await rewardById(read, rewardId);
      if (!reward) return { code: 'not_found' };
      const invite = reward.invite_id === null ? null : await inviteById(read, reward.invite_id);
      const place = { merchant_id: null, store_id: null, timezone: policy.timezone };
      return { ...refsOf(reward, invite), subject: owner.member(reward.member_id), place, seen: { invite } };
    },
    decide(ctx) {
      const { input, loaded, seen, at } = ctx;
      const reward = loaded.get(referralRewards, input.reward_id);
      if (!reward) return { refuse: 'not_found' };
      // refused, so that the key stays free for the time when it is due
      if (reward.state !== 'claimable') return { refuse: 'ended' };
      if (!isOver(reward, at)) return { refuse: 'not_started' };
      const expired: Parts = { ...NOTHING, writes: [changeReward(ctx, reward, 'expired')] };
      const unit = unitOf(ctx, { ...reward, state: 'expired' }, seen.invite);
      return { accept: { reward_id: reward.id }, ...mergeParts(expired, releasedParts(reward), unit) };
    },
  };
}

/** Both members are locked: the other's reward decides about the unit, too. */
function refsOf(
  reward: RewardRow,
  invite: InviteRow | null,
): Omit<Refs<unknown>, 'subject' | 'seen' | 'place'> {
  const { id, member_id, program_id, friends, hold_id } = reward;
  const own: Partial<Refs<unknown>> = {
    owners: [owner.member(member_id)],
    rows: [rowsBy(referralRewards, 'id', [id])],
  };
  const unit: Partial<Refs<unknown>> =
    invite === null
      ? {
          ...budgetRefs(program_id, friends === null ? [] : [friends]),
          holds: hold_id === null ? [] : [hold_id],
        }
      : mergeRefs(unitRefs(invite), {
          owners: [owner.member(invite.inviter_id), owner.member(invite.invitee_id)],
          rows: [rowsBy(referralRewards, 'invite_id', [invite.id])],
        });
  return mergeRefs(own, keptRefs(reward), unit);
}

/** @param reward as it is now */
function unitOf(ctx: ReferralsContext, reward: RewardRow, invite: InviteRow | null): Parts {
  if (invite === null) return milestoneUnitBack(ctx, reward);
  const others = ctx.loaded
    .find(referralRewards, 'invite_id', invite.id)
    .filter(({ id }) => id !== reward.id);
  return unitBack(ctx, invite, [...others, reward]);
}
