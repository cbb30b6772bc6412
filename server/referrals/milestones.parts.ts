import type { MilestoneTerms } from '../../shared/contract';
import { DAY_MS, instant, type Id } from '../../shared/kernel';
import { daysAfter, milestonesFallen, milestonesReached, type RewardState } from '../../shared/rules';
import { reserveCoupon, reserveRefs } from '../coupons';
import {
  insert,
  mergeParts,
  mergeRefs,
  NOTHING,
  owner,
  rowsBy,
  type Loaded,
  type Parts,
  type Refs,
} from '../ledger';
import type { PointPolicy } from '../points';
import { marks, type Reader } from '../platform/database';
import { budgetRefs, giveBack, holdFriend } from './budget.parts';
import { endRefs, endRewards, namesOf } from './endings.parts';
import type { ReferralsContext } from './invites.states';
import { termsOf } from './programs.queries';
import { referralPrograms, referralRewards, type ProgramRow, type RewardRow } from './referrals.entity';

/** A promise is held so much longer than it can be claimed: our own commands resolve it. */
const HELD_LONGER_DAYS = 30;

/** The milestones of a program as one member stands to them. */
export interface Milestones {
  readonly program_id: Id<'referral_program'>;
  readonly member_id: Id<'member'>;
  /** The version of the terms that they are of: the program's newest. */
  readonly terms_no: number;
  readonly claim_days: number;
  readonly all: readonly Milestone[];
}

interface Milestone extends MilestoneTerms {
  /** The reward that holds the milestone's key; null where there is none. */
  readonly row: RewardRow | null;
  readonly state: RewardState | null;
}

/** Key of the reward of a milestone that stands. */
export function milestoneKey(
  programId: Id<'referral_program'>,
  memberId: Id<'member'>,
  friends: number,
): string {
  return `${programId}:${memberId}:${friends}`;
}

/** Reads a program's milestones with what a member has of them. */
export async function milestonesOf(
  read: Reader,
  { id, terms_no }: ProgramRow,
  memberId: Id<'member'>,
): Promise<Milestones> {
  const { terms } = await termsOf(read, id, terms_no);
  const keys = terms.milestones.map(({ friends }) => milestoneKey(id, memberId, friends));
  const rows =
    keys.length === 0
      ? []
      : await read.query(
          `SELECT * FROM referral_rewards WHERE milestone_key IN (${marks(keys.length)})`,
          keys,
        );
  const found = new Map(rows.map((raw) => referralRewards.decode(raw)).map((row) => [row.friends, row]));
  return {
    program_id: id,
    member_id: memberId,
    terms_no,
    claim_days: terms.claim_days,
    all: terms.milestones.map((milestone) => withRow(milestone, found.get(milestone.friends))),
  };
}

function withRow(milestone: MilestoneTerms, row: RewardRow | undefined): Milestone {
  return { ...milestone, row: row ?? null, state: row?.state ?? null };
}

/** What must be locked and loaded to reach milestones or fall below them; nothing where there are none. */
export function milestoneRefs({ program_id, member_id, all }: Milestones): Partial<Refs<unknown>> {
  if (all.length === 0) return {};
  return mergeRefs(
    budgetRefs(
      program_id,
      all.map(({ friends }) => friends),
    ),
    {
      owners: [owner.member(member_id)],
      rows: [
        rowsBy(referralPrograms, 'id', [program_id]),
        rowsBy(
          referralRewards,
          'milestone_key',
          all.map(({ friends }) => milestoneKey(program_id, member_id, friends)),
        ),
      ],
      holds: all.flatMap(({ row }) => row?.hold_id ?? []),
    },
    endRefs(all.flatMap(({ row }) => row ?? [])),
    ...all.flatMap(({ row, reward }) =>
      row === null && reward.kind === 'coupon' ? [reserveRefs(reward.template_id)] : [],
    ),
  );
}

/** What milestones are looked at for: whether a member reaches them, or has fallen below them. */
export type MilestoneTurn = 'reached' | 'fallen';

/**
 * The same under the locks; null where something moved for which nothing was loaded: prepare again. Of many friends of one
 * inviter at once each sees what the one before it gave or took: what is given already is not reached once more, and of
 * what is gone there is nothing to take.
 */
export function milestonesUnderLock(
  loaded: Loaded,
  seen: Milestones,
  turn: MilestoneTurn,
): Milestones | null {
  if (seen.all.length === 0) return seen;
  const { program_id, member_id, terms_no } = seen;
  if (loaded.get(referralPrograms, program_id)?.terms_no !== terms_no) return null;
  const all = seen.all.map(({ friends, reward }) => {
    const key = milestoneKey(program_id, member_id, friends);
    return withRow({ friends, reward }, loaded.find(referralRewards, 'milestone_key', key)[0]);
  });
  const isLoaded = all.every(({ row, state }, i) => {
    const before = seen.all[i];
    if (turn === 'reached') return row !== null || before?.row === null;
    const isSame = row?.id === before?.row?.id && row?.coupon_id === before?.row?.coupon_id;
    return row === null || (isSame && state === before?.state);
  });
  return isLoaded ? { ...seen, all } : null;
}

/**
 * Gives a member the milestones that so many confirmed friends reach, each once and only while its budget (and its
 * coupon's stock) lasts: who is too late gets nothing for it. They can be claimed at once.
 * @rule R5
 */
export function reachedParts(ctx: ReferralsContext, milestones: Milestones, confirmed: number): Parts {
  const parts: Parts[] = [];
  const kept = new Map<Id<'template'>, number>();
  for (const { friends, reward } of milestonesReached(confirmed, milestones.all)) {
    const { program_id, member_id, claim_days } = milestones;
    const id = ctx.newId('reward');
    const until = daysAfter(ctx.at, claim_days);
    const hold = { reference: id, deadline_at: instant(until + HELD_LONGER_DAYS * DAY_MS) };
    const unit = holdFriend(ctx, { ...hold, program_id, milestone: friends });
    if (!unit) continue;
    const template = reward.kind === 'coupon' ? reward.template_id : null;
    const before = template === null ? 0 : (kept.get(template) ?? 0);
    const coupon =
      template === null ? null : reserveCoupon(ctx, { ...hold, template_id: template, kept: before });
    if (template !== null && !coupon) continue;
    if (template !== null) kept.set(template, before + 1);
    const row: RewardRow = {
      id,
      program_id,
      member_id,
      side: 'milestone',
      invite_id: null,
      friends,
      milestone_key: milestoneKey(program_id, member_id, friends),
      kind: reward.kind,
      points: reward.kind === 'points' ? reward.points : 0,
      template_id: template,
      state: 'claimable',
      stock_hold_id: coupon?.hold_id ?? null,
      hold_id: unit.hold_id,
      claim_until_at: until,
      claimed_at: null,
      coupon_id: null,
      ended_at: null,
      at: ctx.at,
      version: ctx.version(owner.member(member_id)),
      ordinal: ctx.ordinal(),
    };
    parts.push(unit.parts, coupon?.parts ?? NOTHING, {
      transfers: [],
      writes: [insert(referralRewards, row)],
      events: [claimableEvent(row)],
    });
  }
  return mergeParts(...parts);
}

/** Tells a member that there is something to claim. */
export function claimableEvent(row: RewardRow) {
  const data = { ...namesOf(row), claim_until_at: row.claim_until_at };
  return { type: 'reward.claimable', owner: owner.member(row.member_id), data };
}

interface Fall {
  /** Friends there are left. */
  readonly confirmed: number;
  readonly policy: PointPolicy;
  /** What the same command did to points before. */
  readonly before: Parts;
}

/**
 * Takes from a member the milestones that so many confirmed friends do not reach any more, with their units of the
 * budget. They can be reached again.
 * @returns `locked` while an open order uses one of the coupons
 * @rule R6
 */
export function fallenParts(
  ctx: ReferralsContext,
  milestones: Milestones,
  { confirmed, policy, before }: Fall,
): Parts | 'locked' {
  const rewards = milestonesFallen(confirmed, milestones.all).flatMap(({ row }) => row ?? []);
  const ended = endRewards(ctx, { rewards, reason: 'fallen', policy, before });
  if (ended === 'locked') return 'locked';
  return mergeParts(ended.parts, ...ended.rewards.map((reward) => milestoneUnitBack(ctx, reward)));
}

/** Gives a milestone's unit of its budget back, unless its coupon is lost. @rule R5 @rule R6 */
export function milestoneUnitBack(ctx: Pick<ReferralsContext, 'loaded'>, reward: RewardRow): Parts {
  const { id, program_id, hold_id, friends, state } = reward;
  if (hold_id === null || friends === null || state === 'lost') return NOTHING;
  return giveBack(ctx, { hold_id, program_id, milestone: friends, reference: id });
}
