import type { ErrorCode, ErrorParams } from '../../shared/contract';
import type { OrderRefundRow, OrderRow } from './orders.entity';

type Why = OrderRefundRow['why'];

/** Who may give back only what still waits at the store. */
const BEFORE_PICKUP: readonly Why[] = ['member', 'not_picked_up'];

/** For how many pieces money can go back. @rule F8 */
export function piecesRefundable(
  order: Pick<OrderRow, 'pieces' | 'pieces_handed' | 'pieces_refunded'>,
  why: Why,
): number {
  const { pieces, pieces_handed, pieces_refunded } = order;
  return Math.max(0, pieces - pieces_refunded - (BEFORE_PICKUP.includes(why) ? pieces_handed : 0));
}

/**
 * Why so many pieces of an order cannot be refunded, or null. Money that was taken at a counter is given back there.
 * @rule F8
 */
export function orderRefundObstacle(
  order: OrderRow,
  pieces: number,
  why: Why,
): { readonly code: ErrorCode; readonly params?: ErrorParams } | null {
  if (order.state === 'held' || order.state === 'paying') return { code: 'order_not_paid' };
  if (order.state !== 'paid' && order.state !== 'picked_up') return { code: 'order_closed' };
  if (why !== 'staff' && order.way === 'counter' && order.pay_fen > 0) return { code: 'refund_at_counter' };
  const left = piecesRefundable(order, why);
  if (left === 0) return { code: 'order_not_refundable' };
  return pieces > left ? { code: 'pieces_left', params: { left } } : null;
}
