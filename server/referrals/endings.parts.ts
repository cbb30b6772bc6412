import type { InviteEnd } from '../../shared/rules';
import { releaseReserved, reservedRefs } from '../coupons';
import { mergeParts, mergeRefs, NOTHING, owner, type Parts, type Refs } from '../ledger';
import type { PointPolicy } from '../points';
import { budgetRefs, giveBack } from './budget.parts';
import { changeReward, type ReferralsContext } from './invites.states';
import type { InviteRow, RewardRow } from './referrals.entity';
import { takeBackRefs, takeBackReward } from './take-back.parts';

/** Why rewards end: as their invite did, or because their member fell below a milestone. */
export type RewardEnd = InviteEnd | 'fallen';

/** Whether a reward is promised or on offer and not claimed. */
function isOpen({ state }: Pick<RewardRow, 'state'>): boolean {
  return state === 'promised' || state === 'resting' || state === 'claimable';
}

/** What must be locked and loaded to end rewards, given as they were read while preparing. */
export function endRefs(rewards: readonly RewardRow[]): Partial<Refs<unknown>> {
  return mergeRefs(
    ...rewards.map((reward): Partial<Refs<unknown>> => {
      if (reward.state === 'claimed') return takeBackRefs(reward);
      return isOpen(reward) ? keptRefs(reward) : {};
    }),
  );
}

/** What must be locked and loaded to let go of the coupon that is kept for a reward. */
export function keptRefs({ template_id, stock_hold_id }: RewardRow): Partial<Refs<unknown>> {
  return template_id === null || stock_hold_id === null ? {} : reservedRefs(template_id, stock_hold_id);
}

/** Lets go of the coupon that is kept for a reward nobody claims. */
export function releasedParts({ stock_hold_id }: RewardRow): Parts {
  return stock_hold_id === null ? NOTHING : releaseReserved(stock_hold_id);
}

export interface EndRewards {
  readonly rewards: readonly RewardRow[];
  readonly reason: RewardEnd;
  readonly policy: PointPolicy;
  readonly before?: Parts;
}

export interface Ended {
  readonly parts: Parts;
  /** The same rewards as they are now. */
  readonly rewards: readonly RewardRow[];
}

/**
 * Ends rewards whose reason fell away: what was not claimed is void, what was is taken back; one that ended before stays
 * as it is.
 * @param end.rewards as loaded under their members' locks, with `endRefs`
 * @param end.before what the same command did to points before
 * @returns `locked` while an open order uses one of the coupons
 * @rule R6
 */
export function endRewards(
  ctx: ReferralsContext,
  { rewards, reason, policy, before = NOTHING }: EndRewards,
): Ended | 'locked' {
  const parts: Parts[] = [];
  const after: RewardRow[] = [];
  for (const reward of rewards) {
    const ended = endReward(ctx, reward, policy, [before, ...parts]);
    if (ended === 'locked') return 'locked';
    after.push({ ...reward, state: ended.state });
    if (ended.state === reward.state) continue;
    const told = {
      type: ended.state === 'voided' ? 'reward.voided' : 'reward.taken_back',
      owner: owner.member(reward.member_id),
      data: { ...namesOf(reward), reason, lost: ended.state === 'lost' ? 1 : 0 },
    };
    const write = changeReward(ctx, reward, ended.state);
    parts.push(ended.parts, { transfers: [], writes: [write], events: [told] });
  }
  return { parts: mergeParts(...parts), rewards: after };
}

function endReward(
  ctx: ReferralsContext,
  reward: RewardRow,
  policy: PointPolicy,
  before: readonly Parts[],
): { readonly parts: Parts; readonly state: RewardRow['state'] } | 'locked' {
  if (isOpen(reward)) return { parts: releasedParts(reward), state: 'voided' };
  if (reward.state === 'claimed') return takeBackReward(ctx, reward, policy, before);
  return { parts: NOTHING, state: reward.state };
}

/** What an event says of the reward it is about. */
export function namesOf({ id, program_id, side, invite_id, friends, points, template_id }: RewardRow) {
  return { reward_id: id, program_id, side, invite_id, friends, points, template_id };
}

/** What must be locked and loaded to give an invite's unit of the budget back. */
export function unitRefs({
  program_id,
  hold_id,
}: Pick<InviteRow, 'program_id' | 'hold_id'>): Partial<Refs<unknown>> {
  return hold_id === null ? {} : { ...budgetRefs(program_id), holds: [hold_id] };
}

/**
 * Gives an invite's unit of the budget back once nothing of it is or can be claimed any more; one whose coupon is lost
 * keeps it.
 * @param rewards of the invite, as they are now
 * @rule R5 @rule R6
 */
export function unitBack(
  ctx: Pick<ReferralsContext, 'loaded'>,
  { id, program_id, hold_id }: Pick<InviteRow, 'id' | 'program_id' | 'hold_id'>,
  rewards: readonly RewardRow[],
): Parts {
  const isKept = rewards.some(
    (reward) => isOpen(reward) || reward.state === 'claimed' || reward.state === 'lost',
  );
  return hold_id === null || isKept ? NOTHING : giveBack(ctx, { hold_id, program_id, reference: id });
}
