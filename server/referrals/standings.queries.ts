import { instant, type Id, type Instant } from '../../shared/kernel';
import { rowsBy, type Loaded, type Refs } from '../ledger';
import type { Reader } from '../platform/database';
import { invites, referralStandings, type InviteRow, type StandingRow } from './referrals.entity';
import { standingId } from './standings.parts';

/** How many of the friends who were confirmed last are looked at: others may be taken back at the same time. */
const LATEST = 20;

/** An inviter and the other friends of theirs who were confirmed last, as they were read. */
export interface OtherFriends {
  readonly standing: StandingRow;
  readonly latest: readonly Id<'invite'>[];
}

/** The friends of an inviter beside one of them, the latest first; null where the inviter has no standing. */
export async function otherFriends(
  read: Reader,
  { id, program_id, inviter_id }: Pick<InviteRow, 'id' | 'program_id' | 'inviter_id'>,
): Promise<OtherFriends | null> {
  // the standing first: a friend who comes in between is seen when it is looked at under its lock
  const [raw] = await read.query('SELECT * FROM referral_standings WHERE id = ?', [
    standingId(program_id, inviter_id),
  ]);
  if (!raw) return null;
  const rows = await read.query<{ id: Id<'invite'> }>(
    `SELECT id FROM invites WHERE inviter_id = ? AND program_id = ? AND state = 'confirmed' AND id <> ?
     ORDER BY confirmed_at DESC, id DESC LIMIT ?`,
    [inviter_id, program_id, id, LATEST],
  );
  return { standing: referralStandings.decode(raw), latest: rows.map((row) => row.id) };
}

/** What must be loaded to know which of them still count; the inviter is locked anyway. */
export function otherFriendsRefs({ latest }: OtherFriends): Partial<Refs<unknown>> {
  return { rows: [rowsBy(invites, 'id', latest)] };
}

/**
 * Since when an inviter has had as many friends as are left without this one. Who loses a friend again stands where the
 * others had brought them, not behind all who came there meanwhile.
 * @returns null where nobody is left; `stale` where so much moved that others are to be looked at
 * @rule R8
 */
export function sinceWithout(
  loaded: Pick<Loaded, 'get'>,
  { confirmed_at }: Pick<InviteRow, 'confirmed_at'>,
  { standing, latest }: OtherFriends,
): Instant | null | 'stale' {
  const now = loaded.get(referralStandings, standing.id);
  if (!now || confirmed_at === null) return null;
  // somebody who still counts came after this one
  if (now.confirmed_at > confirmed_at) return now.confirmed_at;
  if (now.confirmed > standing.confirmed) return 'stale';
  const left = latest.flatMap((id) => {
    const other = loaded.get(invites, id);
    return other?.state === 'confirmed' ? (other.confirmed_at ?? []) : [];
  });
  if (left.length > 0) return instant(Math.max(...left));
  return latest.length < LATEST ? null : 'stale';
}
