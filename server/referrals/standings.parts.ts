import type { Day, Id, Instant } from '../../shared/kernel';
import { insert, update, type Loaded, type RowWrite } from '../ledger';
import { BOARD_TOP, referralStandings, type StandingRow } from './referrals.entity';

/** Key of the row that says how far a member is in a program. Its lock is the member's. */
export function standingId(programId: Id<'referral_program'>, memberId: Id<'member'>): string {
  return `${programId}:${memberId}`;
}

/** `referral_rewards.milestone_key` of a milestone that a member has reached. */
export function milestoneKey(
  programId: Id<'referral_program'>,
  memberId: Id<'member'>,
  friends: number,
): string {
  return `${standingId(programId, memberId)}:${friends}`;
}

/** How far a member is in a program; undefined before the first friend. */
export function standingUnderLock(
  loaded: Pick<Loaded, 'get'>,
  programId: Id<'referral_program'>,
  memberId: Id<'member'>,
): Readonly<StandingRow> | undefined {
  return loaded.get(referralStandings, standingId(programId, memberId));
}

/** The standing of somebody without a friend. */
export function emptyStanding(
  programId: Id<'referral_program'>,
  memberId: Id<'member'>,
  day: Day,
  at: Instant,
): StandingRow {
  return {
    id: standingId(programId, memberId),
    program_id: programId,
    member_id: memberId,
    joined: 0,
    rewarded: 0,
    day,
    rewarded_on_day: 0,
    resting: 0,
    confirmed: 0,
    board_order: BOARD_TOP,
    confirmed_at: at,
  };
}

/**
 * A standing with so many confirmed friends more or fewer: its place on the board, and since when it is there. Of two
 * with as many friends the one who was there first comes first.
 * @param since when the last of the friends who are counted now was confirmed
 * @rule R8
 */
export function confirmedBy(standing: StandingRow, change: 1 | -1, since: Instant): StandingRow {
  const confirmed = standing.confirmed + change;
  return { ...standing, confirmed, board_order: BOARD_TOP - confirmed, confirmed_at: since };
}

/**
 * Writes how far a member is.
 * @param before as loaded under the member's lock; undefined where there is no row yet
 */
export function standingWrite(before: Readonly<StandingRow> | undefined, next: StandingRow): RowWrite {
  if (!before) return insert(referralStandings, next);
  const { joined, rewarded, resting, confirmed } = before;
  return update(referralStandings, before.id, next, { joined, rewarded, resting, confirmed });
}
