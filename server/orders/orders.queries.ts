import { Injectable } from '@nestjs/common';
import type { Order, OrderDetail } from '../../shared/contract';
import { toRfc3339, type Id } from '../../shared/kernel';
import { Database, type Reader } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { orders, type OrderRow } from './orders.entity';

/** One order, or null. */
export async function orderById(read: Reader, id: Id<'order'>): Promise<OrderRow | null> {
  const [raw] = await read.query('SELECT * FROM orders WHERE id = ?', [id]);
  return raw ? orders.decode(raw) : null;
}

/** Reads of a member's orders. */
@Injectable()
export class OrderDirectory {
  constructor(private readonly database: Database) {}

  /** Newest first. Throws Refusal `malformed` for a wrong cursor. */
  async page(
    memberId: Id<'member'>,
    query: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<Page<Order>> {
    const position = positionOf(query.after, ['string']);
    const found = await this.database.read.query(
      `SELECT * FROM orders WHERE member_id = ? ${position ? 'AND id < ?' : ''} ORDER BY id DESC LIMIT ?`,
      [memberId, ...(position ?? []), query.limit + 1],
    );
    const rows = found.map((raw) => orders.decode(raw));
    return pageOf(rows, query.limit, (row) => [row.id], orderOf);
  }

  /** A member's own order; null for what is nobody's or somebody else's. */
  async own(memberId: Id<'member'>, id: Id<'order'>): Promise<OrderDetail | null> {
    const row = await orderById(this.database.read, id);
    if (row?.member_id !== memberId) return null;
    return {
      ...orderOf(row),
      number: row.number,
      coupon: null,
      pickup_stores: [],
      pickup_days: 0,
      counter_allowed: false,
      handovers: [],
      refunds: [],
      returned: [],
      refundable_pieces: 0,
    };
  }
}

function orderOf(row: OrderRow): Order {
  const { id, sale_id, offer_id, sale_kind, kind, title, state, list_price_fen, price_fen, price_points } =
    row;
  const { pieces, pieces_handed, pieces_refunded, way, pay_fen, pay_points } = row;
  return {
    ...{ id, sale_id, offer_id, sale_kind, kind, title, state, list_price_fen, price_fen, price_points },
    ...{ pieces, pieces_handed, pieces_refunded, way, pay_fen, pay_points },
    paid_at: row.paid_at === null ? null : toRfc3339(row.paid_at),
    pickup_store: null,
    pickup_until_at: row.pickup_until_at === null ? null : toRfc3339(row.pickup_until_at),
    held_at: toRfc3339(row.held_at),
    hold_until_at: toRfc3339(row.hold_until_at),
    closed_at: row.closed_at === null ? null : toRfc3339(row.closed_at),
  };
}
