import type { Id } from '../../shared/kernel';
import {
  mergeParts,
  mergeRefs,
  NOTHING,
  owner,
  rowsBy,
  type Command,
  type DecideContext,
  type Ledger,
  type Parts,
} from '../ledger';
import type { Database } from '../platform/database';
import type { PointPolicy } from '../points';
import { namesOf } from './endings.parts';
import { changeReward } from './invites.states';
import { inviteById, rewardById } from './invites.queries';
import { referralRewards, referralStandings, type InviteRow, type RewardRow } from './referrals.entity';
import { rewardUnitBack, rewardUnitRefs } from './reward-units.parts';
import { standingId, standingUnderLock, standingWrite } from './standings.parts';
import { takeBackRefs, takeBackReward } from './take-back.parts';

interface OfReward {
  readonly reward_id: Id<'reward'>;
}

interface Seen {
  /** Null for a milestone. */
  readonly invite: InviteRow | null;
}

/**
 * Takes back a reward that was lost because its coupon had been used, once that use is undone: the coupon is unused again,
 * and what it was for is gone. Refused (`ended`) where there is nothing to take back.
 * @rule R6 @rule C7
 */
function takeLost(policy: PointPolicy): Command<OfReward, Seen, OfReward> {
  return {
    kind: 'referral.take_lost',
    lane: 'low',
    async prepare({ reward_id: rewardId }, { read }) {
      const reward = await rewardById(read, rewardId);
      if (!reward) return { code: 'not_found' };
      const { member_id, program_id, invite_id } = reward;
      const invite = invite_id === null ? null : await inviteById(read, invite_id);
      const standing = { rows: [rowsBy(referralStandings, 'id', [standingId(program_id, member_id)])] };
      const refs = mergeRefs(rewardUnitRefs(reward, invite), takeBackRefs(reward), standing);
      const place = { merchant_id: null, store_id: null, timezone: policy.timezone };
      return { ...refs, subject: owner.member(member_id), place, seen: { invite } };
    },
    decide(ctx) {
      const reward = ctx.loaded.get(referralRewards, ctx.input.reward_id);
      if (!reward) return { refuse: 'not_found' };
      if (reward.state !== 'lost') return { refuse: 'ended' };
      const back = takeBackReward(ctx, reward, policy);
      // used once more, or about to be
      if (back === 'locked' || back.state === 'lost') return { refuse: 'ended' };
      const now: RewardRow = { ...reward, state: 'taken_back' };
      const unit = rewardUnitBack(ctx, now, ctx.seen.invite);
      return { accept: { reward_id: reward.id }, ...mergeParts(back.parts, takenParts(ctx, reward), unit) };
    },
  };
}

/** What was lost counted for the inviter's limit; what is taken back does not (R7). */
function takenParts(ctx: DecideContext<OfReward, Seen>, reward: RewardRow): Parts {
  const { program_id, member_id, side } = reward;
  const standing = side === 'inviter' ? standingUnderLock(ctx.loaded, program_id, member_id) : undefined;
  const reason = ctx.seen.invite?.ended_reason ?? 'fallen';
  return {
    ...NOTHING,
    writes: [
      changeReward(ctx, reward, 'taken_back'),
      ...(standing ? [standingWrite(standing, { ...standing, rewarded: standing.rewarded - 1 })] : []),
    ],
    events: [
      {
        type: 'reward.taken_back',
        owner: owner.member(member_id),
        data: { ...namesOf(reward), reason, lost: 0 },
      },
    ],
  };
}

/**
 * Looks at the reward that a coupon was, after the coupon came back to its member. Does nothing where it was none, or was
 * not lost.
 */
export async function lookAtCoupon(
  of: { readonly database: Database; readonly ledger: Ledger; readonly policy: PointPolicy },
  couponId: string,
): Promise<void> {
  const { database, ledger, policy } = of;
  const found = await database.read.query<{ id: Id<'reward'> }>(
    `SELECT r.id AS id FROM coupons c JOIN referral_rewards r ON r.id = c.source_id
     WHERE c.id = ? AND c.source = 'referral' AND c.state <> 'redeemed' AND r.state = 'lost'`,
    [couponId],
  );
  const actor = { kind: 'system', id: 'referral.take_lost' } as const;
  for (const { id } of found)
    await ledger.run(takeLost(policy), { reward_id: id }, { key: `take_lost:${id}`, actor });
}
