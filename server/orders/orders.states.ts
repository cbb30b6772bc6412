import { lapsesId, saleLapses } from '../flash-sales';
import type { Id, Instant } from '../../shared/kernel';
import { isOrderEdge, type OrderState } from '../../shared/rules';
import {
  account,
  insert,
  NOTHING,
  owner,
  rowsBy,
  update,
  type AccountSpec,
  type DecideContext,
  type Parts,
  type Refs,
  type RowWrite,
  type TransferSpec,
} from '../ledger';
import { orderEvents, orders, type OrderRow } from './orders.entity';

/** What the parts need of a command's context. */
export type OrdersContext = Pick<
  DecideContext<unknown, unknown>,
  'loaded' | 'at' | 'day' | 'actor' | 'newId' | 'version' | 'ordinal'
>;

/**
 * An order comes into being: it holds a piece and a part of its member's limit. Who and when are told by the order and
 * its holds: its history begins with the first change.
 * @rule F4 @rule F5
 */
export function heldParts(order: OrderRow): Parts {
  return {
    transfers: holdTransfers(order),
    writes: [insert(orders, order)],
    events: [],
  };
}

function holdTransfers(order: HeldUntil): TransferSpec[] {
  const { offer_id, member_id, quota_hold_id, stock_hold_id } = order;
  const limit = account.quotaOffer(member_id, offer_id);
  return [
    holdTransfer(order, quota_hold_id, 'quota.offer_held', limit, account.quotaUsed),
    holdTransfer(
      order,
      stock_hold_id,
      'offer.held',
      account.stockOffer(offer_id),
      account.stockSold(offer_id),
    ),
  ];
}

/** Without spreads: every claim of a rush makes two of them. */
function holdTransfer(
  order: HeldUntil,
  id: Id<'transfer'>,
  code: 'quota.offer_held' | 'offer.held',
  debit: AccountSpec,
  credit: AccountSpec,
): TransferSpec {
  return {
    kind: 'pending',
    id,
    code,
    debit,
    credit,
    amount: 1,
    reference: order.id,
    deadline_at: order.hold_until_at,
    on_deadline: 'void',
  };
}

type HeldUntil = Pick<
  OrderRow,
  'id' | 'offer_id' | 'member_id' | 'hold_until_at' | 'stock_hold_id' | 'quota_hold_id'
>;

/**
 * Holds an order's piece and limit until another time: a hold keeps its deadline, so both are held anew, in one step.
 * @rule F5 @rule L3
 * @returns what of the order's row is new; nothing when the time is the same
 */
export function reheldParts(
  ctx: OrdersContext,
  order: OrderRow,
  until: Instant,
): { readonly parts: Parts; readonly ids: Partial<OrderRow> } {
  if (until === order.hold_until_at) return { parts: NOTHING, ids: {} };
  const ids = { stock_hold_id: ctx.newId('transfer'), quota_hold_id: ctx.newId('transfer') };
  const transfers: TransferSpec[] = [
    { kind: 'void', hold: order.stock_hold_id },
    { kind: 'void', hold: order.quota_hold_id },
    ...holdTransfers({ ...order, ...ids, hold_until_at: until }),
  ];
  return { parts: { transfers, writes: [], events: [] }, ids };
}

/** What must be locked and loaded to give up what an order holds. The ids never change. */
export function heldRefs(
  order: Pick<OrderRow, 'id' | 'member_id' | 'sale_id' | 'offer_id' | 'stock_hold_id' | 'quota_hold_id'>,
): Partial<Refs<unknown>> {
  const { member_id, sale_id, offer_id } = order;
  return {
    owners: [owner.member(member_id), owner.offer(offer_id)],
    accounts: [account.quotaOffer(member_id, offer_id), account.stockOffer(offer_id)],
    holds: [order.stock_hold_id, order.quota_hold_id],
    rows: [rowsBy(orders, 'id', [order.id]), rowsBy(saleLapses, 'id', [lapsesId(sale_id, member_id)])],
  };
}

/**
 * Gives up what an order holds: piece and limit are free again, each exactly once. A lapse counts against its member.
 * @rule F4a @rule F5
 * @throws Error when the order's state has no edge there: our bug, the caller must have refused
 */
export function givenUpParts(ctx: OrdersContext, order: OrderRow, to: 'cancelled' | 'lapsed'): Parts {
  if (!isOrderEdge(order.state, to))
    throw new Error(`order ${order.id}: no edge from ${order.state} to ${to}`);
  return {
    transfers: [
      { kind: 'void', hold: order.stock_hold_id },
      { kind: 'void', hold: order.quota_hold_id },
    ],
    writes: [
      update(orders, order.id, { state: to, closed_at: ctx.at }, { state: order.state }),
      historyRow(ctx, order, order.state, to),
      ...(to === 'lapsed' ? [lapseWrite(ctx, order)] : []),
    ],
    events: [],
  };
}

function lapseWrite({ loaded }: OrdersContext, { sale_id, member_id }: OrderRow): RowWrite {
  const id = lapsesId(sale_id, member_id);
  const row = loaded.get(saleLapses, id);
  return row
    ? update(saleLapses, id, { lapsed: row.lapsed + 1 }, { lapsed: row.lapsed })
    : insert(saleLapses, { id, sale_id, member_id, lapsed: 1 });
}

/** One step of an order's history. */
export function historyRow(ctx: OrdersContext, order: OrderRow, from: OrderState, to: OrderState): RowWrite {
  return insert(orderEvents, {
    id: ctx.newId('history'),
    order_id: order.id,
    from_state: from,
    to_state: to,
    actor_kind: ctx.actor.kind,
    actor_id: ctx.actor.id,
    version: ctx.version(owner.member(order.member_id)),
    ordinal: ctx.ordinal(),
    day: ctx.day,
    at: ctx.at,
  });
}
