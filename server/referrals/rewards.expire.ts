import type { Id } from '../../shared/kernel';
import { mergeParts, mergeRefs, NOTHING, owner, type Command, type Parts } from '../ledger';
import type { PointPolicy } from '../points';
import { keptRefs, releasedParts } from './endings.parts';
import { inviteById, rewardById } from './invites.queries';
import { changeReward } from './invites.states';
import { referralRewards, type InviteRow } from './referrals.entity';
import { isOver } from './rewards.rules';
import { rewardUnitBack, rewardUnitRefs } from './reward-units.parts';

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
      const refs = mergeRefs(rewardUnitRefs(reward, invite), keptRefs(reward));
      return { ...refs, subject: owner.member(reward.member_id), place, seen: { invite } };
    },
    decide(ctx) {
      const { input, loaded, seen, at } = ctx;
      const reward = loaded.get(referralRewards, input.reward_id);
      if (!reward) return { refuse: 'not_found' };
      // refused, so that the key stays free for the time when it is due
      if (reward.state !== 'claimable') return { refuse: 'ended' };
      if (!isOver(reward, at)) return { refuse: 'not_started' };
      const expired: Parts = { ...NOTHING, writes: [changeReward(ctx, reward, 'expired')] };
      const unit = rewardUnitBack(ctx, { ...reward, state: 'expired' }, seen.invite);
      return { accept: { reward_id: reward.id }, ...mergeParts(expired, releasedParts(reward), unit) };
    },
  };
}
