import { Injectable } from '@nestjs/common';
import type { Order, OrderDetail, ResponseOf, Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import type { OrderState } from '../../shared/rules';
import { loadCoupons } from '../coupons';
import { flashSales, offers, type OfferRow, type SaleRow } from '../flash-sales';
import { moneyBackOf } from '../payments';
import { Database, marks, type Reader } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { StoreDirectory, type StoreEntry } from '../stores';
import { handovers, orderRefunds, orders, type OrderRow } from './orders.entity';
import { pickupStoresOf } from './orders.rules';
import {
  handoverOf,
  numberOf,
  orderOf,
  refundablePieces,
  refundOf,
  returnedOf,
  type StoreNames,
} from './orders.views';

/** One order, or null. */
export async function orderById(read: Reader, id: Id<'order'>): Promise<OrderRow | null> {
  const [raw] = await read.query('SELECT * FROM orders WHERE id = ?', [id]);
  return raw ? orders.decode(raw) : null;
}

/** What an order is of. Throws for an order of nothing: sales and offers are never deleted. */
export async function soldAs(
  read: Reader,
  order: Pick<OrderRow, 'offer_id' | 'sale_id'>,
): Promise<{ readonly offer: OfferRow; readonly sale: SaleRow }> {
  const [[offer], [sale]] = await Promise.all([
    read.query('SELECT * FROM offers WHERE id = ?', [order.offer_id]),
    read.query('SELECT * FROM flash_sales WHERE id = ?', [order.sale_id]),
  ]);
  if (!offer || !sale) throw new Error(`offer ${order.offer_id} or sale ${order.sale_id} is gone`);
  return { offer: offers.decode(offer), sale: flashSales.decode(sale) };
}

/** What the tabs of a member's orders show. */
const SHOWN: Readonly<Record<'to_pay' | 'to_pick_up' | 'done', readonly OrderState[]>> = {
  to_pay: ['held', 'paying'],
  to_pick_up: ['paid'],
  done: ['picked_up', 'refunded', 'cancelled', 'lapsed'],
};

type MyOrders = ResponseOf<Routes['GET /me/orders']>;

/** The order of the ten digits of a pickup code, or null. */
export async function orderByNumber(read: Reader, number: string): Promise<OrderRow | null> {
  const [raw] = await read.query('SELECT * FROM orders WHERE number = ?', [number]);
  return raw ? orders.decode(raw) : null;
}

/** Whether an order was closed before it was paid: nothing but its money leads back. @rule F6 */
async function isPaidLate(read: Reader, { id, paid_at }: OrderRow): Promise<boolean> {
  if (paid_at === null) return false;
  const [found] = await read.query(
    "SELECT 1 AS found FROM order_events WHERE order_id = ? AND from_state IN ('cancelled', 'lapsed') LIMIT 1",
    [id],
  );
  return found !== undefined;
}

/** Reads of a member's orders. */
@Injectable()
export class OrderDirectory {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreDirectory,
  ) {}

  /** Newest first, with how many wait for the member. Throws Refusal `malformed` for a wrong cursor. */
  async page(
    memberId: Id<'member'>,
    query: {
      readonly limit: number;
      readonly after?: string | undefined;
      readonly show?: keyof typeof SHOWN | undefined;
    },
  ): Promise<MyOrders> {
    const position = positionOf(query.after, ['string']);
    const states = query.show === undefined ? [] : SHOWN[query.show];
    const shown = states.length > 0 ? `AND state IN (${marks(states.length)})` : '';
    const [found, counts, names] = await Promise.all([
      this.database.read.query(
        `SELECT * FROM orders WHERE member_id = ? ${shown} ${position ? 'AND id < ?' : ''} ORDER BY id DESC LIMIT ?`,
        [memberId, ...states, ...(position ?? []), query.limit + 1],
      ),
      this.waiting(memberId),
      this.names(),
    ]);
    const rows = found.map((raw) => orders.decode(raw));
    const page: Page<Order> = pageOf(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => orderOf(row, names),
    );
    return { ...page, counts };
  }

  /** How many orders want something of the member. */
  private async waiting(memberId: Id<'member'>): Promise<MyOrders['counts']> {
    const rows = await this.database.read.query<{ state: OrderState; n: number | string }>(
      'SELECT state, COUNT(*) AS n FROM orders WHERE member_id = ? GROUP BY state',
      [memberId],
    );
    const of = (tab: 'to_pay' | 'to_pick_up'): number =>
      rows.reduce((sum, { state, n }) => sum + (SHOWN[tab].includes(state) ? Number(n) : 0), 0);
    return { to_pay: of('to_pay'), to_pick_up: of('to_pick_up') };
  }

  /** A member's own order; null for what is nobody's or somebody else's. */
  async own(memberId: Id<'member'>, id: Id<'order'>): Promise<OrderRow | null> {
    const row = await orderById(this.database.read, id);
    return row?.member_id === memberId ? row : null;
  }

  /** An order with all that became of it, as its member sees it. */
  async detail(row: OrderRow): Promise<OrderDetail> {
    const { read } = this.database;
    const [{ offer, sale }, names, all, handed, refunded, money, isLate, coupons] = await Promise.all([
      soldAs(read, row),
      this.names(),
      this.stores.all(),
      read.query('SELECT * FROM handovers WHERE order_id = ? AND undone_at IS NULL ORDER BY id', [row.id]),
      read.query('SELECT * FROM order_refunds WHERE order_id = ? ORDER BY id', [row.id]),
      moneyBackOf(read, row.id),
      isPaidLate(read, row),
      loadCoupons(read, row.coupon_id === null ? [] : [row.coupon_id]),
    ]);
    const [coupon] = coupons;
    return {
      ...orderOf(row, names),
      number: numberOf(row),
      coupon: coupon ? { id: coupon.id, title: coupon.snapshot.title, discount_fen: row.coupon_fen } : null,
      pickup_stores: pickupStoresOf(row, offer, sale, all).map(nameOf),
      pickup_days: offer.pickup_days,
      counter_allowed: offer.counter_allowed,
      handovers: handed.map((raw) => handoverOf(handovers.decode(raw), names)),
      refunds: refunded.map((raw) => refundOf(orderRefunds.decode(raw), money)),
      returned: returnedOf(money),
      paid_late: isLate,
      refundable_pieces: refundablePieces(row),
    };
  }

  /** Names of all stores, for orders picked up at any of them. */
  async names(): Promise<StoreNames> {
    return new Map((await this.stores.all()).map(({ id, name }) => [id, name]));
  }
}

function nameOf({ id, name }: StoreEntry): { readonly id: Id<'store'>; readonly name: string } {
  return { id, name };
}
