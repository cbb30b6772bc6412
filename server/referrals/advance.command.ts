import type { Id, Instant } from '../../shared/kernel';
import { advanceStep, scoreOf, type AdvanceStep } from '../../shared/rules';
import {
  owner,
  versionOf,
  type Command,
  type DecideContext,
  type Loaded,
  type OwnerKey,
  type PrepareContext,
  type Refs,
} from '../ledger';
import type { PointPolicy } from '../points';
import { actFallen, actRefs, type Act, type ActFallen, type InviteAct } from './acts';
import { earliestAct, fallenNow, type Counting } from './acts.queries';
import { countsFriends, stepParts, stepRefs, type Advancing } from './advance.parts';
import { caseOf, caseUnderLock, refsAt, type InviteCase } from './invites.case';
import { milestonesOf, milestonesUnderLock } from './milestones.parts';
import type { InviteRow } from './referrals.entity';
import { findingsAgainst } from './signals.queries';
import { otherFriends, otherFriendsRefs, sinceWithout, type OtherFriends } from './standings.queries';

export interface AdvanceInput {
  readonly invite_id: Id<'invite'>;
}

export interface Advanced {
  readonly invite_id: Id<'invite'>;
  readonly to: AdvanceStep['to'];
}

/** What was seen while preparing, and the step that it makes. */
interface Seen extends Advancing {
  readonly step: AdvanceStep;
  /** Of the inviter, where this friend is taken back; null where not. */
  readonly others: OtherFriends | null;
  /** Of the friend, before it was read what they did: nothing they do leaves it as it is. */
  readonly friend_version: number;
}

/**
 * Moves an invite one step on, by what the records say under the locks: events and deadlines only say that there is
 * something to look at. Refused (`not_started`) while there is nothing to do, so that its key stays free.
 * @rule R4 @rule R5 @rule R6 @rule R7
 */
export function advance(policy: PointPolicy): Command<AdvanceInput, Seen, Advanced> {
  return {
    kind: 'referral.advance',
    async prepare({ invite_id: inviteId }, context) {
      const found = await caseOf(context.read, inviteId);
      if (!found) return { code: 'not_found' };
      const seen = await look(context, found);
      return seen.step.to === 'stays' ? { code: 'not_started' } : refsOf(seen, policy);
    },
    decide(ctx) {
      const now = underLock(ctx);
      if (now === null) return { stale: true };
      const { invite } = now;
      const step = stepOf(now, fallenOf(ctx.loaded, now), ctx.at);
      if (step.to === 'stays') return { refuse: 'not_started' };
      if (step.to !== ctx.seen.step.to) return { stale: true };
      const parts = stepParts(ctx, now, step, policy);
      if (parts === null) return { refuse: 'not_started' };
      return { accept: { invite_id: invite.id, to: step.to }, ...parts };
    },
  };
}

/** Reads what decides the next step, with what speaks against it where that matters. */
async function look({ read, now }: PrepareContext, found: InviteCase): Promise<Seen> {
  const { invite, terms, program } = found;
  const isBound = invite.state === 'bound';
  const friend_version = await versionOf(read, owner.member(invite.invitee_id));
  const act = isBound ? await earliestAct(read, invite, countingFor(found)) : actOfInvite(invite);
  const fallen = isBound || act === null ? null : await fallenNow(read, invite, terms.qualify);
  const bare: Advancing = { ...found, act, findings: [], milestones: null, since_at: null };
  const probe = stepOf(bare, fallen, now);
  const isGood = probe.to === 'qualified' || probe.to === 'confirmed';
  const findings =
    isGood && act !== null && invite.review === 'none' ? await findingsAgainst(read, invite, act) : [];
  const step = stepOf({ ...bare, findings }, fallen, now);
  const milestones = countsFriends(step) ? await milestonesOf(read, program, invite.inviter_id) : null;
  const others = step.to === 'taken_back' ? await otherFriends(read, invite) : null;
  return { ...bare, findings, milestones, others, friend_version, step };
}

function countingFor({ terms, program }: InviteCase): Counting {
  return { qualify: terms.qualify, merchant_id: program.merchant_id };
}

/** The act that qualified the friend. */
function actOfInvite(invite: InviteRow): Act | null {
  const { act_id, act_coupon_id, act_order_id, act_store_id, qualified_at } = invite;
  if (act_id === null || qualified_at === null) return null;
  return {
    id: act_id as Act['id'],
    coupon_id: act_coupon_id,
    order_id: act_order_id,
    store_id: act_store_id,
    at: qualified_at,
  };
}

/** The act as an invite names it. */
function named({ invite, act }: Advancing): InviteAct {
  return {
    invitee_id: invite.invitee_id,
    act_id: act?.id ?? null,
    act_coupon_id: act?.coupon_id ?? null,
    act_order_id: act?.order_id ?? null,
  };
}

function stepOf(of: Advancing, fallen: ActFallen | null, at: Instant): AdvanceStep {
  const { invite, terms, rewards, act, findings } = of;
  const ends = rewards.flatMap(({ state, claim_until_at: until }) =>
    state === 'claimable' && until !== null ? [until] : [],
  );
  const facts = {
    protect_days: terms.protect_days,
    claim_days: terms.claim_days,
    acted_at: act?.at ?? null,
    fallen,
    score: scoreOf(findings),
    claim_until_at: ends[0] ?? null,
  };
  return advanceStep(invite, facts, at);
}

function refsOf(seen: Seen, policy: PointPolicy): Refs<Seen> {
  const { step, others } = seen;
  const beside = others === null ? {} : otherFriendsRefs(others);
  return refsAt(seen, policy.timezone, seen, stepRefs(seen, step), actRefs(named(seen)), beside);
}

/** What was seen, as it is under the locks; null where something moved: prepare again. */
function underLock(ctx: DecideContext<AdvanceInput, Seen>): Advancing | null {
  const { loaded, seen } = ctx;
  const now = caseUnderLock(loaded, seen);
  const turn = seen.step.to === 'taken_back' ? 'fallen' : 'reached';
  const milestones = seen.milestones === null ? null : milestonesUnderLock(loaded, seen.milestones, turn);
  if (now === null || (milestones === null && seen.milestones !== null)) return null;
  const { invite, terms } = now;
  const since_at = seen.others && sinceWithout(loaded, invite, seen.others);
  if (since_at === 'stale') return null;
  if (invite.state === 'bound') {
    const isOther =
      seen.act === null
        ? wasLocked(ctx, owner.member(invite.invitee_id))
        : actFallen(loaded, named(seen), terms.qualify) !== null;
    if (isOther) return null;
  }
  return { ...now, act: seen.act, findings: seen.findings, milestones, since_at };
}

/**
 * Whether anybody had the friend's lock since it was read that they have done nothing that counts: it may have been to
 * write down that they did. What the same batch writes is not in time any more, as an invite only expires after it.
 */
function wasLocked(ctx: DecideContext<AdvanceInput, Seen>, key: OwnerKey): boolean {
  return ctx.version(key) !== ctx.seen.friend_version + 1;
}

function fallenOf(loaded: Loaded, of: Advancing): ActFallen | null {
  const { invite, terms, act } = of;
  return invite.state === 'bound' || act === null ? null : actFallen(loaded, named(of), terms.qualify);
}
