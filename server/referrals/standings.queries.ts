import { instant, type Instant } from '../../shared/kernel';
import type { Loaded } from '../ledger';
import type { Reader } from '../platform/database';
import { referralStandings, type InviteRow, type StandingRow } from './referrals.entity';
import { standingId } from './standings.parts';

/** How an inviter stands without one of their friends. */
export interface StandingWithout {
  /** As it was read; while it says the same, the friends are the same. */
  readonly standing: StandingRow;
  /** When the last of the others was confirmed; null without others. */
  readonly since_at: Instant | null;
}

/**
 * Since when an inviter has had as many friends as are left without this one. Who loses a friend again stands where the
 * others had brought them, not behind all who came there meanwhile. One plain read of the inviter's friends.
 * @rule R8
 */
export async function standingWithout(
  read: Reader,
  { id, program_id, inviter_id }: Pick<InviteRow, 'id' | 'program_id' | 'inviter_id'>,
): Promise<StandingWithout | null> {
  // the standing first: a friend who comes in between is seen when it is looked at under its lock
  const [raw] = await read.query('SELECT * FROM referral_standings WHERE id = ?', [
    standingId(program_id, inviter_id),
  ]);
  if (!raw) return null;
  const [last] = await read.query<{ at: number | string | null }>(
    `SELECT MAX(confirmed_at) AS at FROM invites
     WHERE inviter_id = ? AND program_id = ? AND state = 'confirmed' AND id <> ?`,
    [inviter_id, program_id, id],
  );
  const at = last?.at ?? null;
  return { standing: referralStandings.decode(raw), since_at: at === null ? null : instant(Number(at)) };
}

/** Whether the inviter still stands where they stood, under the lock. */
export function isStandingOf(loaded: Pick<Loaded, 'get'>, { standing }: StandingWithout): boolean {
  const now = loaded.get(referralStandings, standing.id);
  return now?.confirmed === standing.confirmed && now.confirmed_at === standing.confirmed_at;
}
