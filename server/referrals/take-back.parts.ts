import { coupons, revokeCoupon, type CouponsContext } from '../coupons';
import { mergeParts, NOTHING, owner, rowsBy, seenAfter, type Parts, type Refs } from '../ledger';
import { pointsRefs, programDay, takeBackPoints, type PointPolicy } from '../points';
import type { RewardRow } from './referrals.entity';

/** What must be locked and loaded to take a claimed reward back. */
export function takeBackRefs(
  reward: Pick<RewardRow, 'member_id' | 'kind' | 'coupon_id'>,
): Partial<Refs<unknown>> {
  const { member_id, kind, coupon_id } = reward;
  if (kind === 'points') return pointsRefs(member_id);
  return {
    owners: [owner.member(member_id)],
    rows: [rowsBy(coupons, 'id', coupon_id === null ? [] : [coupon_id])],
  };
}

export interface TakenBack {
  readonly parts: Parts;
  readonly state: 'taken_back' | 'lost';
}

/**
 * Takes back what was claimed: points by P4, an unused coupon is revoked, a used one is lost. The state of the reward
 * and of its budget are the caller's. Needs `takeBackRefs`.
 * @param reward claimed, as loaded under its member's lock
 * @param before what the same command has taken back before: a second reward of the same member sees it
 * @rule R6 @rule P4 @rule C5
 * @returns `locked` while an open order uses the coupon: try again when it is closed
 */
export function takeBackReward(
  ctx: CouponsContext,
  reward: RewardRow,
  policy: PointPolicy,
  before: readonly Parts[] = [],
): TakenBack | 'locked' {
  return reward.kind === 'points'
    ? takePoints(ctx, reward, policy, mergeParts(...before))
    : takeCoupon(ctx, reward);
}

function takePoints(ctx: CouponsContext, reward: RewardRow, policy: PointPolicy, before: Parts): TakenBack {
  const { id, member_id, points, claimed_at } = reward;
  if (claimed_at === null) throw new Error(`reward ${id} was never claimed`);
  const { parts } = takeBackPoints(
    { ...ctx, loaded: seenAfter(ctx.loaded, before) },
    {
      member_id,
      points,
      earned_on: programDay(policy, claimed_at),
      reason: 'referral_back',
      reference: id,
      store_id: null,
      policy,
    },
  );
  return { parts, state: 'taken_back' };
}

function takeCoupon(ctx: CouponsContext, reward: RewardRow): TakenBack | 'locked' {
  const coupon = reward.coupon_id === null ? undefined : ctx.loaded.get(coupons, reward.coupon_id);
  if (!coupon) throw new Error(`coupon of reward ${reward.id} was not loaded`);
  switch (coupon.state) {
    case 'issued':
      return { parts: revokeCoupon(ctx, { coupon, reference: reward.id }), state: 'taken_back' };
    case 'locked':
    case 'held':
      return 'locked';
    // nobody has or had anything of it
    case 'expired':
    case 'revoked':
      return { parts: NOTHING, state: 'taken_back' };
    case 'redeemed':
    case 'transferred':
      return { parts: NOTHING, state: 'lost' };
  }
}
