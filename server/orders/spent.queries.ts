import type { Id } from '../../shared/kernel';
import type { SpentLeg } from '../points';
import type { Reader } from '../platform/database';

/** Characters of a command in the ids of what it wrote. */
const ULID_LENGTH = 26;

/**
 * Where the points came from that an order has spent: of the command that took them last, whose ids lie together.
 * What was given back before that belongs to an earlier one.
 * @returns in the order of spending; empty for an order that has spent none
 */
export async function spentLegs(read: Reader, orderId: Id<'order'>): Promise<SpentLeg[]> {
  const [began] = await read.query<{ id: string }>(
    `SELECT id FROM order_events WHERE order_id = ? AND from_state IN ('held', 'cancelled', 'lapsed')
     AND to_state IN ('paying', 'paid') ORDER BY version DESC, ordinal DESC LIMIT 1`,
    [orderId],
  );
  if (!began) return [];
  const from = began.id.indexOf('_') + 1;
  const command = began.id.slice(from, from + ULID_LENGTH);
  const legs = await read.query<{ debit_account: string; amount: number | string }>(
    `SELECT debit_account, amount FROM transfers WHERE id >= ? AND id <= ? AND code = 'points.spent'
     AND reference = ? ORDER BY id`,
    [`trf_${command}00`, `trf_${command}ZZ`, orderId],
  );
  return legs.map((leg) => ({ account_id: leg.debit_account, points: Number(leg.amount) }));
}
