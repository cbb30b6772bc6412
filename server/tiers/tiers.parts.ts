import type { TierProgress } from '../../shared/contract';
import { type Day, type Id, type Instant } from '../../shared/kernel';
import { monthOf, sameDayNextYear } from '../../shared/rules';
import {
  insert,
  owner,
  rowsBy,
  update,
  type DomainEvent,
  type Loaded,
  type Parts,
  type Refs,
  type RowRef,
  type RowWrite,
} from '../ledger';
import { members, type MemberRow } from '../members';
import { growthMonths, LADDER_ID, tierLadders } from './tiers.entity';
import { ladderOf, progressAfter, standingIn, type Ladder, type Standing } from './tiers.rules';

/** What must be locked and loaded to know a member's level and to let it rise; the member's row is among it. */
export function tierRefs(memberId: Id<'member'>): Partial<Refs<unknown>> {
  return {
    owners: [owner.member(memberId)],
    rows: [rowsBy(members, 'id', [memberId]), rowsBy(growthMonths, 'member_id', [memberId]), LADDER_REF],
  };
}

/** What must be loaded to know what a stored level may do; it needs no lock. */
export const LADDER_REF: RowRef = rowsBy(tierLadders, 'id', [LADDER_ID]);

/** The ladder as the command sees it. A change of it that commits in between counts for the next command. */
export function ladderUnderLock(loaded: Loaded): Ladder {
  return ladderOf(loaded.get(tierLadders, LADDER_ID));
}

/** Where a member stands, as the command sees it under the lock. @rule M4 */
export function standingUnderLock(loaded: Loaded, member: MemberRow, today: Day): Standing {
  const grown = loaded.find(growthMonths, 'member_id', member.id);
  return standingIn(ladderUnderLock(loaded), member.tier_level, grown, today);
}

export interface Growth {
  /** As loaded under the lock. */
  readonly member: MemberRow;
  /** Above 0 for a purchase, below 0 for what a refund takes back. */
  readonly growth: number;
  /** The program's day on which it was earned: a refund takes it from that month. */
  readonly earned_on: Day;
  /** The program's day. */
  readonly today: Day;
}

/**
 * Adds growth, or takes it back from the month it was earned in. Growth raises the level at once, with the first
 * growth from none at all; taking it back never lowers the level before its review. At most once per member and command: a second would not see the first.
 * @rule M4 @rule P4
 * @returns where the member stands afterwards; null while there are no levels
 */
export function growParts(
  ctx: { readonly loaded: Loaded; readonly at: Instant },
  of: Growth,
): { readonly parts: Parts; readonly progress: TierProgress | null } {
  const { member, growth, today } = of;
  const standing = standingUnderLock(ctx.loaded, member, today);
  const progress = progressAfter(standing, growth);
  const grown = growth === 0 ? [] : [monthWrite(ctx.loaded, of)];
  const parts = { transfers: [], writes: grown, events: [] };
  const isFirst = member.tier_level === 0 && growth > 0;
  if (!progress || !(progress.risen || isFirst)) return { parts, progress };
  const moved = movedTo(member, isFirst ? { level: 0 } : standing, {
    level: progress.level,
    review_on: progress.level > 1 ? sameDayNextYear(today) : null,
    growth: progress.growth,
    at: ctx.at,
  });
  return { parts: { ...parts, writes: [...grown, moved.write], events: [moved.event] }, progress };
}

/** Puts a member at another level, up or down, and says so. */
export function movedTo(
  member: MemberRow,
  { level: from }: Pick<Standing, 'level'>,
  to: {
    readonly level: number;
    readonly review_on: Day | null;
    readonly growth: number;
    readonly at: Instant;
  },
): { readonly write: RowWrite; readonly event: DomainEvent } {
  const set = {
    tier_level: to.level,
    tier_since_at: to.level === 0 ? null : to.at,
    tier_review_on: to.review_on,
    tier_reminded_of: null,
  };
  return {
    write: update(members, member.id, set, { tier_level: member.tier_level }),
    event: {
      type: 'member.tier_changed',
      owner: owner.member(member.id),
      data: { member_id: member.id, from, to: to.level, growth: to.growth, review_on: to.review_on },
    },
  };
}

function monthWrite(loaded: Loaded, { member, growth, earned_on: earnedOn }: Growth): RowWrite {
  const month = monthOf(earnedOn);
  const id = `${member.id}:${month}`;
  const row = loaded.get(growthMonths, id);
  if (row) return update(growthMonths, id, { growth: row.growth + growth }, { growth: row.growth });
  return insert(growthMonths, { id, member_id: member.id, month, growth });
}
