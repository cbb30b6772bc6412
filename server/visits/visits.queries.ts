import type { Id } from '../../shared/kernel';
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

/** Whether a staff record is active: nothing is attributed to someone who has left. @rule M5 */
export async function isActiveStaff(read: Reader, id: Id<'staff'>): Promise<boolean> {
  return (await read.query("SELECT id FROM staff WHERE id = ? AND state = 'active'", [id])).length > 0;
}
