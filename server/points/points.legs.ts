import type { Id } from '../../shared/kernel';
import type { Reader } from '../platform/database';
import type { SpentLeg } from './points.returns';

/** A spending of a member's for one thing. */
interface Spending {
  readonly member_id: Id<'member'>;
  /** What the points were spent for: an order. */
  readonly reference: string;
}

/**
 * Out of which accounts a member's points for a thing came, in the order in which they were taken; of several spendings
 * for the same thing, the last. Ids of one command differ in their last two digits, so that its transfers lie together.
 * @rule P3
 */
export async function spentLegs(read: Reader, { member_id, reference }: Spending): Promise<SpentLeg[]> {
  const [line] = await read.query<{ id: Id<'statement'> }>(
    `SELECT id FROM point_lines WHERE member_id = ? AND direction = 'out' AND reason = 'spend' AND reference = ?
     ORDER BY version DESC, ordinal DESC LIMIT 1`,
    [member_id, reference],
  );
  if (!line) return [];
  const command = line.id.slice(line.id.indexOf('_') + 1, -2);
  const rows = await read.query<{ account_id: string; points: number | string }>(
    `SELECT debit_account AS account_id, amount AS points FROM transfers
     WHERE id >= ? AND id <= ? AND code = 'points.spent' AND reference = ? ORDER BY id`,
    [`trf_${command}00`, `trf_${command}ZZ`, reference],
  );
  return rows.map(({ account_id, points }) => ({ account_id, points: Number(points) }));
}

/** The legs of `points` of a spending after the first `skipped`: those that come back when some have already. */
export function legsAfter(legs: readonly SpentLeg[], skipped: number, points: number): SpentLeg[] {
  const end = skipped + points;
  let at = 0;
  return legs.flatMap(({ account_id, points: all }) => {
    const from = Math.max(at, skipped);
    at += all;
    const taken = Math.min(at, end) - from;
    return taken > 0 ? [{ account_id, points: taken }] : [];
  });
}
