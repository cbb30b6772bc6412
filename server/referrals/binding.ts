import { DAY_MS, dayIn, instant, type Day, type Id, type Instant } from '../../shared/kernel';
import { reserveRefs } from '../coupons';
import { insert, mergeParts, mergeRefs, NOTHING, owner, rowsBy, type Parts, type Refs } from '../ledger';
import { members } from '../members';
import type { Reader } from '../platform/database';
import { budgetRefs } from './budget.parts';
import { candidatesOf, chosenOf, type Candidate } from './candidates';
import type { ReferralsContext } from './invites.states';
import { capOf, promiseFriend } from './promise.parts';
import {
  invites,
  referralPrograms,
  referralStandings,
  type InviteRow,
  type StandingRow,
} from './referrals.entity';
import { emptyStanding, standingId, standingUnderLock, standingWrite } from './standings.parts';

type Came = Pick<InviteRow, 'channel_id' | 'store_id' | 'staff_id'>;
const NOBODY: Came = { channel_id: null, store_id: null, staff_id: null };

/** What `bindRefs` found out by plain reads; `bindParts` makes sure that it still holds. */
export interface BindSeen {
  readonly candidates: readonly Candidate[];
  readonly chosen: Candidate | null;
  /** How the inviter came; it never changes. */
  readonly came: Came;
}

/** The invite of somebody who joined. */
export interface Bound {
  readonly invite_id: Id<'invite'>;
  /** Whether something is promised to whoever was invited. */
  readonly is_rewarded: boolean;
}

/** What must be locked and loaded to bind somebody who joins to whoever invited them. @rule R2 */
export async function bindRefs(
  read: Reader,
  joiner: { readonly person_id: Id<'person'>; readonly member_id: Id<'member'>; readonly now: Instant },
): Promise<{ readonly refs: Partial<Refs<unknown>>; readonly seen: BindSeen }> {
  const candidates = await candidatesOf(read, joiner.person_id, joiner.now);
  const chosen = chosenOf(candidates, joiner.member_id, joiner.now);
  if (!chosen) return { refs: {}, seen: { candidates, chosen, came: NOBODY } };
  const { program_id: programId, inviter_id: inviterId, terms } = chosen;
  const templates = [terms.inviter_reward, terms.invitee_reward].flatMap((reward) =>
    reward?.kind === 'coupon' ? reward.template_id : [],
  );
  const refs = mergeRefs(
    {
      owners: [owner.member(joiner.member_id), owner.member(inviterId)],
      rows: [
        rowsBy(referralPrograms, 'id', [programId]),
        rowsBy(referralStandings, 'id', [standingId(programId, inviterId)]),
        rowsBy(invites, 'invitee_id', [joiner.member_id]),
      ],
    },
    budgetRefs(programId),
    ...[...new Set(templates)].map(reserveRefs),
  );
  return { refs, seen: { candidates, chosen, came: await cameOf(read, inviterId) } };
}

export interface BindSpec {
  readonly member_id: Id<'member'>;
  /** WeChat's word on the person, 0–4; null where there is none. */
  readonly risk_rank: number | null;
  /** The program's zone: its calendar decides about caps. */
  readonly timezone: string;
}

/**
 * Binds somebody who joins to whoever invited them, for ever, and promises both what the terms say: a unit of the
 * budget is held, and a piece of stock for each coupon. What cannot be held is not promised. Needs `bindRefs`.
 * @rule R2 @rule R3 @rule R5 @rule R7
 * @returns `stale` when another invite counts by now: prepare again
 */
export function bindParts(
  ctx: ReferralsContext,
  seen: BindSeen,
  spec: BindSpec,
): { readonly parts: Parts; readonly bound: Bound | null } | 'stale' {
  const { loaded, at } = ctx;
  const locked = seen.chosen ? loaded.get(referralPrograms, seen.chosen.program_id) : undefined;
  const chosen = chosenOf(seen.candidates, spec.member_id, at, locked);
  if (chosen?.visit_id !== seen.chosen?.visit_id) return 'stale';
  if (!chosen || loaded.find(invites, 'invitee_id', spec.member_id).length > 0)
    return { parts: NOTHING, bound: null };
  const { program_id: programId, inviter_id: inviterId, terms } = chosen;
  const today = dayIn(at, spec.timezone);
  const before = standingUnderLock(loaded, programId, inviterId);
  const blank = blankInvite(ctx, chosen, spec, today);
  const made = promiseFriend(ctx, { invite: blank, terms, cap: capOf(terms, before, today) });
  const { hold_id, unrewarded } = made;
  const invite: InviteRow = { ...blank, ...seen.came, hold_id, unrewarded };
  const standing = before ?? emptyStanding(programId, inviterId, today, at);
  const bound: Parts = {
    transfers: [],
    writes: [
      insert(invites, invite),
      standingWrite(before, withFriend(standing, today, unrewarded === null)),
    ],
    events: [
      {
        type: 'invite.bound',
        owner: owner.member(inviterId),
        data: { invite_id: invite.id, program_id: programId },
      },
    ],
  };
  return {
    parts: mergeParts(made.parts, bound),
    bound: { invite_id: invite.id, is_rewarded: made.is_invitee_rewarded },
  };
}

/** One friend more. What was counted on a day is never given back. @rule R7 */
function withFriend(standing: StandingRow, today: Day, isRewarded: boolean): StandingRow {
  const { joined, rewarded, day, rewarded_on_day: onDay } = standing;
  const more = Number(isRewarded);
  return {
    ...standing,
    joined: joined + 1,
    rewarded: rewarded + more,
    day: today,
    rewarded_on_day: (day === today ? onDay : 0) + more,
  };
}

/** The invite as it begins, before anything is promised. */
function blankInvite(ctx: ReferralsContext, chosen: Candidate, spec: BindSpec, joinedDay: Day): InviteRow {
  const { at } = ctx;
  const qualifyUntil = instant(at + chosen.terms.qualify_days * DAY_MS);
  return {
    id: ctx.newId('invite'),
    program_id: chosen.program_id,
    terms_no: chosen.terms_no,
    inviter_id: chosen.inviter_id,
    invitee_id: spec.member_id,
    visit_id: chosen.visit_id,
    ...NOBODY,
    state: 'bound',
    unrewarded: null,
    hold_id: null,
    risk_rank: spec.risk_rank,
    joined_at: at,
    joined_day: joinedDay,
    qualify_until_at: qualifyUntil,
    act_id: null,
    act_coupon_id: null,
    act_order_id: null,
    act_store_id: null,
    qualified_at: null,
    rests_until_at: null,
    confirmed_at: null,
    ended_at: null,
    ended_reason: null,
    review: 'none',
    review_score: 0,
    review_findings: [],
    reviewed_by: null,
    review_note: null,
    reviewed_at: null,
    due_at: qualifyUntil,
    version: ctx.version(owner.member(chosen.inviter_id)),
    ordinal: ctx.ordinal(),
  };
}

async function cameOf(read: Reader, memberId: Id<'member'>): Promise<Came> {
  const [raw] = await read.query('SELECT * FROM members WHERE id = ?', [memberId]);
  if (!raw) return NOBODY;
  const { first_channel_id, first_store_id, first_staff_id } = members.decode(raw);
  return { channel_id: first_channel_id, store_id: first_store_id, staff_id: first_staff_id };
}
