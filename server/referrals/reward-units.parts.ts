import { mergeRefs, owner, rowsBy, type Parts, type Refs } from '../ledger';
import { budgetRefs } from './budget.parts';
import { unitBack, unitRefs } from './endings.parts';
import type { ReferralsContext } from './invites.states';
import { milestoneUnitBack } from './milestones.parts';
import { referralRewards, type InviteRow, type RewardRow } from './referrals.entity';

/**
 * What must be locked and loaded to change one reward and give its unit of the budget back. Both members are locked: the
 * other's reward decides about the unit, too.
 * @param invite null for a milestone
 */
export function rewardUnitRefs(
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
  return mergeRefs(own, unit);
}

/**
 * Gives the unit of a reward back where nothing of it is or can be claimed any more. Needs `rewardUnitRefs`.
 * @param reward as it is now
 * @rule R5 @rule R6
 */
export function rewardUnitBack(ctx: ReferralsContext, reward: RewardRow, invite: InviteRow | null): Parts {
  if (invite === null) return milestoneUnitBack(ctx, reward);
  const others = ctx.loaded
    .find(referralRewards, 'invite_id', invite.id)
    .filter(({ id }) => id !== reward.id);
  return unitBack(ctx, invite, [...others, reward]);
}
