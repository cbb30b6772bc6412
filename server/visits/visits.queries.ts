import type { Id, Instant } from '../../shared/kernel';
import type { Reader } from '../platform/database';
import { visits, type VisitRow } from './visits.entity';

/** One visit, or null. */
export async function visitById(read: Reader, id: Id<'visit'>): Promise<VisitRow | null> {
  const [raw] = await read.query('SELECT * FROM visits WHERE id = ?', [id]);
  return raw ? visits.decode(raw) : null;
}

/** A person's first visit through a channel: how they came (M3). Ordered by the ledger, not by clocks. */
export async function firstChannelVisit(read: Reader, personId: Id<'person'>): Promise<VisitRow | null> {
  const [raw] = await read.query(
    'SELECT * FROM visits WHERE person_id = ? AND channel_id IS NOT NULL ORDER BY version, ordinal LIMIT 1',
    [personId],
  );
  return raw ? visits.decode(raw) : null;
}

/** How many of a person's visits through invites are looked at: whoever has more plays with the page. */
const INVITED_MAX = 200;

/**
 * A person's visits through invites after an instant, in their order; of more than two hundred the newest.
 * @rule R2
 */
export async function invitedVisits(
  read: Reader,
  personId: Id<'person'>,
  after: Instant,
): Promise<VisitRow[]> {
  const rows = await read.query(
    `SELECT * FROM visits WHERE person_id = ? AND invite IS NOT NULL AND at > ?
     ORDER BY version DESC, ordinal DESC LIMIT ${INVITED_MAX}`,
    [personId, after],
  );
  return rows.map((raw) => visits.decode(raw)).reverse();
}

/** Whether a staff record is active: nothing is attributed to someone who has left. @rule M5 */
export async function isActiveStaff(read: Reader, id: Id<'staff'>): Promise<boolean> {
  return (await read.query("SELECT id FROM staff WHERE id = ? AND state = 'active'", [id])).length > 0;
}
