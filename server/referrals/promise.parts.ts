import type { ProgramTerms, RewardTerms } from '../../shared/contract';
import { DAY_MS, instant, type Day, type Id, type Instant } from '../../shared/kernel';
import { reserveCoupon } from '../coupons';
import { insert, mergeParts, NOTHING, owner, type Parts } from '../ledger';
import { holdFriend } from './budget.parts';
import type { ReferralsContext } from './invites.states';
import { referralRewards, type InviteRow, type RewardRow, type StandingRow } from './referrals.entity';

/** Holds outlast the last claim by so much: our own commands resolve them. */
const SPARE_DAYS = 30;

type Cap = 'cap_total' | 'cap_day';

/**
 * Which limit of the program stands against one more reward for an inviter today; null where none does, or where
 * inviters get nothing.
 * @rule R7
 */
export function capOf(
  terms: Pick<ProgramTerms, 'inviter_reward' | 'cap_day' | 'cap_total'>,
  standing: Pick<StandingRow, 'rewarded' | 'day' | 'rewarded_on_day'> | undefined,
  today: Day,
): Cap | null {
  if (terms.inviter_reward === null) return null;
  const rewarded = standing?.rewarded ?? 0;
  const onDay = standing?.day === today ? standing.rewarded_on_day : 0;
  if (terms.cap_total !== null && rewarded >= terms.cap_total) return 'cap_total';
  return terms.cap_day !== null && onDay >= terms.cap_day ? 'cap_day' : null;
}

/** Who is promised what for a friend, by the rules alone: budget and stock are looked at under lock. */
export function sidesOf(
  terms: Pick<ProgramTerms, 'inviter_reward' | 'invitee_reward'>,
  cap: Cap | null,
): readonly { readonly side: 'inviter' | 'invitee'; readonly reward: RewardTerms }[] {
  const { inviter_reward: forInviter, invitee_reward: forInvitee } = terms;
  return [
    ...(forInvitee ? [{ side: 'invitee' as const, reward: forInvitee }] : []),
    ...(forInviter && cap === null ? [{ side: 'inviter' as const, reward: forInviter }] : []),
  ];
}

/** A friend to be promised for. */
export interface PromiseSpec {
  readonly invite: Pick<InviteRow, 'id' | 'program_id' | 'inviter_id' | 'invitee_id'>;
  readonly terms: ProgramTerms;
  readonly cap: Cap | null;
}

/** What came of it. */
export interface PromiseMade {
  readonly parts: Parts;
  /** The unit of the budget; null where nothing is promised to anybody. */
  readonly hold_id: Id<'transfer'> | null;
  readonly unrewarded: InviteRow['unrewarded'];
  readonly is_invitee_rewarded: boolean;
}

/**
 * Promises what the terms say for one friend: all of it or, where the budget or a coupon's stock is used up, nothing.
 * A capped inviter is left out. Needs `budgetRefs`, and `reserveRefs` of each coupon.
 * @rule R5 @rule R7
 */
export function promiseFriend(ctx: ReferralsContext, spec: PromiseSpec): PromiseMade {
  const { invite, terms, cap } = spec;
  const sides = sidesOf(terms, cap);
  const without = terms.inviter_reward === null ? 'no_reward' : cap;
  const missed = { parts: NOTHING, hold_id: null, is_invitee_rewarded: false };
  if (sides.length === 0) return { ...missed, unrewarded: without };
  const deadline = deadlineOf(terms, ctx.at);
  const held = holdFriend(ctx, {
    program_id: invite.program_id,
    reference: invite.id,
    deadline_at: deadline,
  });
  const rewards = held && rewardsOf(ctx, spec, deadline);
  if (!held || !rewards) return { ...missed, unrewarded: 'budget' };
  return {
    parts: mergeParts(held.parts, ...rewards),
    hold_id: held.hold_id,
    unrewarded: without,
    is_invitee_rewarded: sides.some(({ side }) => side === 'invitee'),
  };
}

/** A row for each side, with its coupon kept; null when a coupon is used up. */
function rewardsOf(
  ctx: ReferralsContext,
  { invite, terms, cap }: PromiseSpec,
  deadline: Instant,
): Parts[] | null {
  const all: Parts[] = [];
  const kept = new Map<Id<'template'>, number>();
  for (const { side, reward } of sidesOf(terms, cap)) {
    const id = ctx.newId('reward');
    const memberId = side === 'inviter' ? invite.inviter_id : invite.invitee_id;
    const row: RewardRow = {
      id,
      program_id: invite.program_id,
      member_id: memberId,
      side,
      invite_id: invite.id,
      friends: null,
      milestone_key: null,
      kind: reward.kind,
      points: reward.kind === 'points' ? reward.points : 0,
      template_id: reward.kind === 'coupon' ? reward.template_id : null,
      state: 'promised',
      stock_hold_id: null,
      hold_id: null,
      claim_until_at: null,
      claimed_at: null,
      coupon_id: null,
      ended_at: null,
      at: ctx.at,
      version: ctx.version(owner.member(memberId)),
      ordinal: ctx.ordinal(),
    };
    const written = (stockHold: Id<'transfer'> | null): Parts => ({
      transfers: [],
      writes: [insert(referralRewards, { ...row, stock_hold_id: stockHold })],
      events: [],
    });
    if (reward.kind === 'points') {
      all.push(written(null));
      continue;
    }
    const before = kept.get(reward.template_id) ?? 0;
    const stock = reserveCoupon(ctx, {
      template_id: reward.template_id,
      reference: id,
      deadline_at: deadline,
      kept: before,
    });
    if (!stock) return null;
    kept.set(reward.template_id, before + 1);
    all.push(stock.parts, written(stock.hold_id));
  }
  return all;
}

function deadlineOf({ qualify_days, protect_days, claim_days }: ProgramTerms, at: Instant): Instant {
  return instant(at + (qualify_days + protect_days + claim_days + SPARE_DAYS) * DAY_MS);
}
