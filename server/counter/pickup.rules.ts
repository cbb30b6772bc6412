import type { Day, Id } from '../../shared/kernel';
import { refundObstacle } from '../../shared/rules';
import { flashSales } from '../flash-sales';
import type { OrderRow } from '../orders';
import type { Reader } from '../platform/database';

/**
 * Where an order belongs, if that is not this store: the store where it is picked up, or, where there is nothing to
 * pick up, its merchant. Null when it belongs here. The store of an order does not change once its code can be shown.
 * @rule F7
 */
export async function elsewhereOf(
  read: Reader,
  order: Pick<OrderRow, 'pickup_store_id' | 'sale_id'>,
  here: { readonly id: Id<'store'>; readonly merchant_id: Id<'merchant'> },
): Promise<string | null> {
  if (order.pickup_store_id === here.id) return null;
  if (order.pickup_store_id !== null) return nameOf(read, 'stores', order.pickup_store_id);
  const [raw] = await read.query('SELECT * FROM flash_sales WHERE id = ?', [order.sale_id]);
  if (!raw) throw new Error(`no sale ${order.sale_id}`);
  const { merchant_id } = flashSales.decode(raw);
  return merchant_id === here.merchant_id ? null : nameOf(read, 'merchants', merchant_id);
}

async function nameOf(
  read: Reader,
  of: 'stores' | 'merchants',
  id: Id<'store'> | Id<'merchant'>,
): Promise<string> {
  const [row] = await read.query<{ name: string }>(`SELECT name FROM ${of} WHERE id = ?`, [id]);
  if (!row) throw new Error(`no ${id}`);
  return row.name;
}

/** Something an assistant did for an order: took its money, or handed it over. */
export interface OrderAct {
  readonly staff_id: Id<'staff'>;
  readonly day: Day;
}

/**
 * Why an assistant may not refund an order, or null: who took its money or handed it over may on the same day of the
 * store, a manager any time. As with purchases.
 * @rule F8 @rule S4
 */
export function refundRightObstacle(
  acts: readonly OrderAct[],
  actor: { readonly staff_id: Id<'staff'>; readonly role: 'clerk' | 'manager' },
  today: Day,
): 'refund_not_allowed' | null {
  if (actor.role === 'manager') return null;
  return acts.some((act) => refundObstacle(act, actor, today) === null) ? null : 'refund_not_allowed';
}
