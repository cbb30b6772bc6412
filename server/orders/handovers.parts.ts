import type { ErrorCode, ErrorParams } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { validToAfterUndo } from '../../shared/rules';
import { insert, owner, update, type DomainEvent, type Parts, type RowWrite } from '../ledger';
import { handovers, orders, type HandoverRow, type OrderRow } from './orders.entity';
import { historyRow, type OrdersContext } from './orders.states';

/** How many pieces of an order are still to be handed over. */
export function piecesLeft(order: Pick<OrderRow, 'pieces' | 'pieces_handed' | 'pieces_refunded'>): number {
  return Math.max(0, order.pieces - order.pieces_handed - order.pieces_refunded);
}

/**
 * Why nothing of an order, or not so many pieces, can be handed over now; null when they can. A deadline that has
 * passed is none: while the order is paid its money has not gone back, and the goods are still its member's.
 * @rule F7
 */
export function handoverObstacle(
  order: Pick<OrderRow, 'state' | 'pieces' | 'pieces_handed' | 'pieces_refunded'>,
  pieces: number,
): { readonly code: ErrorCode; readonly params?: ErrorParams } | null {
  if (order.state === 'held' || order.state === 'paying') return { code: 'order_not_paid' };
  if (order.state === 'picked_up') return { code: 'pickup_over' };
  if (order.state !== 'paid') return { code: 'order_closed' };
  const left = piecesLeft(order);
  return pieces > left ? { code: 'pieces_left', params: { left } } : null;
}

/** Who hands over how many pieces, and where. */
export type NewHandover = Pick<HandoverRow, 'staff_id' | 'store_id' | 'scan_id' | 'pieces'>;

/**
 * Hands over pieces of a paid order: a record of its own, and with the last piece the order is picked up.
 * @rule F7
 * @throws Error when they cannot be handed over: our bug, the caller must have refused
 */
export function handedOverParts(
  ctx: OrdersContext,
  order: OrderRow,
  handover: NewHandover,
): { readonly parts: Parts; readonly row: HandoverRow; readonly pieces_left: number } {
  const obstacle = handoverObstacle(order, handover.pieces);
  if (obstacle) throw new Error(`order ${order.id} cannot be handed over: ${obstacle.code}`);
  const row: HandoverRow = {
    id: ctx.newId('handover'),
    order_id: order.id,
    member_id: order.member_id,
    ...handover,
    day: ctx.day,
    at: ctx.at,
    undone_at: null,
    undone_by: null,
    undo_reason: null,
  };
  const handed = order.pieces_handed + handover.pieces;
  const left = piecesLeft({ ...order, pieces_handed: handed });
  const writes = [
    insert(handovers, row),
    ...changed(ctx, order, { pieces_handed: handed, state: left === 0 ? 'picked_up' : 'paid' }),
  ];
  const event = eventOf('order.handed_over', row, { pieces_left: left });
  return { parts: { transfers: [], writes, events: [event] }, row, pieces_left: left };
}

/**
 * Takes a handover back, once: its pieces are to be picked up again, for at least 24 hours. The record stays and says
 * who undid it and why.
 * @rule F7 @rule C7
 */
export function takenBackParts(
  ctx: OrdersContext,
  order: OrderRow,
  handover: HandoverRow,
  undo: { readonly staff_id: Id<'staff'>; readonly reason: string },
): Parts {
  const undone = { undone_at: ctx.at, undone_by: undo.staff_id, undo_reason: undo.reason };
  const until = order.pickup_until_at && validToAfterUndo(order.pickup_until_at, ctx.at);
  const handed = order.pieces_handed - handover.pieces;
  return {
    transfers: [],
    writes: [
      update(handovers, handover.id, undone, { undone_at: null }),
      ...changed(ctx, order, { pieces_handed: handed, state: 'paid', pickup_until_at: until }),
    ],
    events: [eventOf('order.handover_undone', handover, {})],
  };
}

function changed(
  ctx: OrdersContext,
  order: OrderRow,
  set: Pick<OrderRow, 'state' | 'pieces_handed'> & Partial<OrderRow>,
): RowWrite[] {
  const { state, pieces_handed, pieces_refunded } = order;
  return [
    update(orders, order.id, set, { state, pieces_handed, pieces_refunded }),
    ...(set.state === state ? [] : [historyRow(ctx, order, state, set.state)]),
  ];
}

function eventOf(
  type: 'order.handed_over' | 'order.handover_undone',
  { id, order_id, member_id, store_id, pieces }: HandoverRow,
  more: DomainEvent['data'],
): DomainEvent {
  return {
    type,
    owner: owner.member(member_id),
    data: { order_id, handover_id: id, store_id, pieces, ...more },
  };
}
