import type { Order, OrderDetail, OrderRefund, REFUND_PROGRESS } from '../../shared/contract';
import { toRfc3339, type Id, type Instant } from '../../shared/kernel';
import type { PaymentRefundRow } from '../payments';
import type { HandoverRow, OrderRefundRow, OrderRow } from './orders.entity';

/** Names of stores by their ids. */
export type StoreNames = ReadonlyMap<Id<'store'>, string>;

/** An order as its member sees it in a list. Names of stores that are missing stay empty. */
export function orderOf(row: OrderRow, names: StoreNames): Order {
  const { id, sale_id, offer_id, sale_kind, kind, title, state, list_price_fen, price_fen, price_points } =
    row;
  const { pieces, pieces_handed, pieces_refunded, way, pickup_store_id: store } = row;
  // until it is chosen how to pay, the whole price is to be paid
  const { pay_fen, pay_points } = way === null ? { pay_fen: price_fen, pay_points: price_points } : row;
  return {
    ...{ id, sale_id, offer_id, sale_kind, kind, title, state, list_price_fen, price_fen, price_points },
    ...{ pieces, pieces_handed, pieces_refunded, way, pay_fen, pay_points },
    held_at: toRfc3339(row.held_at),
    hold_until_at: toRfc3339(row.hold_until_at),
    closed_at: said(row.closed_at),
    paid_at: said(row.paid_at),
    pickup_store: store === null ? null : { id: store, name: names.get(store) ?? '' },
    pickup_until_at: said(row.pickup_until_at),
  };
}

function said(at: Instant | null): string | null {
  return at === null ? null : toRfc3339(at);
}

type Progress = (typeof REFUND_PROGRESS)[number];

/** Where money is that goes back through WeChat Pay. @rule F8 */
export function progressOf({ state }: Pick<PaymentRefundRow, 'state'>): Progress {
  switch (state) {
    case 'requested':
    case 'processing':
      return 'on_its_way';
    case 'success':
    case 'settled':
      return 'arrived';
    case 'abnormal':
      return 'stuck';
  }
}

/** A refund of pieces as its member sees it. `money` is what goes back through WeChat Pay for the order. */
export function refundOf(row: OrderRefundRow, money: readonly PaymentRefundRow[]): OrderRefund {
  const { id, pieces, fen, points, why, coupon_returned } = row;
  const followed = money.find((one) => one.id === row.payment_refund_id);
  const elsewhere = fen === 0 ? 'none' : 'at_counter';
  const progress = followed ? progressOf(followed) : elsewhere;
  return { id, pieces, fen, points, why, progress, coupon_returned, at: toRfc3339(row.at) };
}

/** Money that came too late, twice or wrong, and goes back by itself. @rule F6 */
export function returnedOf(money: readonly PaymentRefundRow[]): OrderDetail['returned'] {
  return money
    .filter(({ why }) => why !== 'pieces')
    .map((row) => ({ fen: row.amount_fen, progress: progressOf(row), at: toRfc3339(row.requested_at) }));
}

/**
 * For how many pieces the member may ask for money back: those that wait at the store. What was paid at a counter is
 * given back there.
 * @rule F8
 */
export function refundablePieces(row: OrderRow): number {
  if (row.state !== 'paid' || (row.way === 'counter' && row.pay_fen > 0)) return 0;
  return row.pieces - row.pieces_handed - row.pieces_refunded;
}

/** What the pickup code is made of: there is one once the order is paid, or to be paid where it is shown. @rule M7 */
export function numberOf({ number, paid_at, state, way }: OrderRow): string | null {
  return paid_at !== null || (state === 'paying' && way === 'counter') ? number : null;
}

/** A handover as its member sees it. */
export function handoverOf(row: HandoverRow, names: StoreNames): OrderDetail['handovers'][number] {
  return { pieces: row.pieces, store_name: names.get(row.store_id) ?? '', at: toRfc3339(row.at) };
}
