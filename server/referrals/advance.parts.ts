import { instant, type Instant } from '../../shared/kernel';
import {
  LOOK_AGAIN_MS,
  scoreOf,
  type AdvanceStep,
  type InviteEnd,
  type SignalFinding,
} from '../../shared/rules';
import { mergeParts, mergeRefs, NOTHING, owner, update, type Parts, type Refs } from '../ledger';
import type { PointPolicy } from '../points';
import type { Act } from './acts';
import { endRefs, endRewards, unitBack, unitRefs, type Ended } from './endings.parts';
import { caseRefs, type InviteCase } from './invites.case';
import { changeInvite, changeReward, type ReferralsContext } from './invites.states';
import {
  claimableEvent,
  fallenParts,
  milestoneRefs,
  reachedParts,
  type Milestones,
} from './milestones.parts';
import { invites, type RewardRow, type StandingRow } from './referrals.entity';
import { confirmedBy, standingUnderLock, standingWrite } from './standings.parts';

/** What a step is made of, as it is under the locks. */
export interface Advancing extends InviteCase {
  /** What qualifies the friend now; null where nothing does or did before. */
  readonly act: Act | null;
  readonly findings: readonly SignalFinding[];
  /** The inviter's, where friends are counted; null where they are not. */
  readonly milestones: Milestones | null;
  /** Since when the inviter has had the friends who are left, where this one is taken back; null where none are. */
  readonly since_at: Instant | null;
}

type Ends = Extract<AdvanceStep, { to: 'expired' | 'voided' | 'taken_back' }>;
type StepOf<To extends AdvanceStep['to']> = Extract<AdvanceStep, { to: To }>;

/** Whether a step changes how many friends are confirmed. */
export function countsFriends({ to }: AdvanceStep): boolean {
  return to === 'confirmed' || to === 'taken_back';
}

/** What must be locked and loaded for a step, given as everything was read while preparing. */
export function stepRefs(of: Advancing, step: AdvanceStep): Partial<Refs<unknown>> {
  const isEnd = step.to === 'expired' || step.to === 'voided' || step.to === 'taken_back';
  return mergeRefs(
    caseRefs(of),
    of.milestones === null ? {} : milestoneRefs(of.milestones),
    isEnd ? mergeRefs(unitRefs(of.invite), endRefs(of.rewards)) : {},
  );
}

/**
 * What a step does. Needs `stepRefs`.
 * @returns null when it has to wait and that is known already: there is nothing to write
 * @rule R4 @rule R5 @rule R6 @rule R7
 */
export function stepParts(
  ctx: ReferralsContext,
  of: Advancing,
  step: AdvanceStep,
  policy: PointPolicy,
): Parts | null {
  switch (step.to) {
    case 'stays':
      return null;
    case 'qualified':
      return qualifiedParts(ctx, of, step);
    case 'waits':
      return waitingParts(of);
    case 'confirmed':
      return confirmedParts(ctx, of, step);
    case 'looked_at':
      return lookedAtParts(of, step);
    case 'expired':
      return endedParts(ctx, of, { to: 'expired', reason: 'not_in_time', policy });
    case 'voided':
      return endedParts(ctx, of, { to: 'voided', reason: step.reason, policy });
    case 'taken_back':
      return takenBackParts(ctx, of, step, policy);
  }
}

/** The friend did what counts: what was promised rests. @rule R4 */
function qualifiedParts(ctx: ReferralsContext, of: Advancing, step: StepOf<'qualified'>): Parts {
  const { invite, act, rewards } = of;
  if (!act) throw new Error(`invite ${invite.id} qualifies by nothing`);
  const { qualified_at, rests_until_at, waits } = step;
  const changed = changeInvite(ctx, invite, 'qualified', {
    act_id: act.id,
    act_coupon_id: act.coupon_id,
    act_order_id: act.order_id,
    act_store_id: act.store_id,
    qualified_at,
    rests_until_at,
    ...foundOf(of),
    review: waits ? 'waiting' : 'none',
    due_at: waits ? null : rests_until_at,
  });
  const told = {
    type: 'invite.qualified',
    owner: owner.member(invite.inviter_id),
    data: { invite_id: invite.id, program_id: invite.program_id, rests_until_at },
  };
  return {
    transfers: [],
    writes: [
      changed,
      ...rewards.map((reward) => changeReward(ctx, reward, 'resting')),
      standingChange(ctx, of, (standing) => ({ ...standing, resting: standing.resting + 1 })),
    ],
    events: [told],
  };
}

/** What was found when it was looked at last. @rule R7 */
function foundOf({ findings }: Advancing) {
  return { review_findings: findings, review_score: scoreOf(findings) };
}

/** A person must look at it first. @rule R7 */
function waitingParts(of: Advancing): Parts {
  const { id, state, review } = of.invite;
  const set = { ...foundOf(of), review: 'waiting', due_at: null } as const;
  return { ...NOTHING, writes: [update(invites, id, set, { state, review })] };
}

/** The rest is over: the rewards can be claimed, and the friend counts. @rule R6 @rule R5 */
function confirmedParts(ctx: ReferralsContext, of: Advancing, step: StepOf<'confirmed'>): Parts {
  const { invite, rewards, milestones } = of;
  const { claim_until_at } = step;
  const before = standingOf(ctx, of);
  const standing = confirmedBy({ ...before, resting: before.resting - 1 }, 1, ctx.at);
  const claimable = rewards.map((reward): RewardRow => ({ ...reward, state: 'claimable', claim_until_at }));
  const changed = changeInvite(ctx, invite, 'confirmed', {
    // a person has looked: what they saw stays
    ...(invite.review === 'none' ? foundOf(of) : {}),
    confirmed_at: ctx.at,
    due_at: claimable.length > 0 ? claim_until_at : null,
  });
  const own: Parts = {
    transfers: [],
    writes: [
      changed,
      ...rewards.map((reward) => changeReward(ctx, reward, 'claimable', { claim_until_at })),
      standingWrite(before, standing),
    ],
    events: claimable.map(claimableEvent),
  };
  return mergeParts(own, milestones === null ? NOTHING : reachedParts(ctx, milestones, standing.confirmed));
}

function lookedAtParts({ invite }: Advancing, { due_at }: StepOf<'looked_at'>): Parts {
  const { id, state } = invite;
  return { ...NOTHING, writes: [update(invites, id, { due_at }, { state, due_at: invite.due_at })] };
}

export interface End {
  readonly to: 'expired' | 'voided';
  readonly reason: InviteEnd;
  readonly policy: PointPolicy;
  /** Who refused it, and why (R7). */
  readonly review?: Pick<InviteCase['invite'], 'review' | 'reviewed_by' | 'review_note' | 'reviewed_at'>;
}

/**
 * An invite ends before its rewards were earned: they are void, and its unit of the budget is free again.
 * @rule R4 @rule R6 @rule R7
 */
export function endedParts(
  ctx: ReferralsContext,
  of: InviteCase,
  { to, reason, policy, review }: End,
): Parts {
  const { invite, rewards } = of;
  const ended = endRewards(ctx, { rewards, reason, policy });
  // nothing of it was claimed, so no coupon can be locked
  if (ended === 'locked') throw new Error(`invite ${invite.id} ends with a coupon that is in use`);
  const reviewed = review ?? (invite.review === 'waiting' ? ({ review: 'none' } as const) : {});
  const resting = invite.state === 'qualified' ? 1 : 0;
  const own: Parts = {
    ...NOTHING,
    writes: [
      changeInvite(ctx, invite, to, { ended_reason: reason, ...reviewed }),
      standingChange(ctx, of, (standing) => ({
        ...standing,
        resting: standing.resting - resting,
        rewarded: standing.rewarded - fallenAway(of, ended),
      })),
    ],
  };
  return mergeParts(own, ended.parts, unitBack(ctx, invite, ended.rewards));
}

/**
 * What qualified the friend fell away after its rewards were earned: they are taken back, and so are milestones that the
 * inviter does not reach any more. While an open order uses one of the coupons, all of it waits.
 * @rule R6
 */
function takenBackParts(
  ctx: ReferralsContext,
  of: Advancing,
  { reason }: Ends & { to: 'taken_back' },
  policy: PointPolicy,
): Parts | null {
  const { invite, rewards, milestones, since_at } = of;
  const before = standingOf(ctx, of);
  const standing = confirmedBy(before, -1, since_at ?? ctx.at);
  const ended = endRewards(ctx, { rewards, reason, policy });
  const confirmed = standing.confirmed;
  const fallen =
    ended === 'locked' || milestones === null
      ? NOTHING
      : fallenParts(ctx, milestones, { confirmed, policy, before: ended.parts });
  if (ended === 'locked' || fallen === 'locked') return lookAgainParts(ctx, of);
  const own: Parts = {
    ...NOTHING,
    writes: [
      changeInvite(ctx, invite, 'taken_back', { ended_reason: reason }),
      standingWrite(before, { ...standing, rewarded: standing.rewarded - fallenAway(of, ended) }),
    ],
  };
  return mergeParts(own, ended.parts, unitBack(ctx, invite, ended.rewards), fallen);
}

/** Looks again in five minutes, unless that is what it waits for already: its key would be used up. */
function lookAgainParts({ at }: ReferralsContext, of: Advancing): Parts | null {
  const { due_at: due } = of.invite;
  const next = instant(at + LOOK_AGAIN_MS);
  return due !== null && due > at && due <= next
    ? null
    : lookedAtParts(of, { to: 'looked_at', due_at: next });
}

/** 1 where the inviter's reward fell away now: it no longer counts for the cap (R7). */
function fallenAway({ rewards }: InviteCase, ended: Ended): 0 | 1 {
  const now = ended.rewards.find(({ side }) => side === 'inviter');
  const before = rewards.find(({ side }) => side === 'inviter');
  if (now === undefined || now.state === before?.state) return 0;
  return now.state === 'voided' || now.state === 'taken_back' ? 1 : 0;
}

function standingOf({ loaded }: ReferralsContext, { invite }: InviteCase): Readonly<StandingRow> {
  const { program_id, inviter_id } = invite;
  const standing = standingUnderLock(loaded, program_id, inviter_id);
  if (!standing) throw new Error(`invite ${invite.id}: its inviter has no standing`);
  return standing;
}

function standingChange(
  ctx: ReferralsContext,
  of: InviteCase,
  change: (standing: Readonly<StandingRow>) => StandingRow,
) {
  const before = standingOf(ctx, of);
  return standingWrite(before, change(before));
}
