import type { ErrorCode, ErrorParams } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { refundOfPieces } from '../../shared/rules';
import { coupons, returnRedeemed, revokeCoupon } from '../coupons';
import { flashSales, offers } from '../flash-sales';
import {
  account,
  insert,
  mergeParts,
  mergeRefs,
  NOTHING,
  owner,
  rowsBy,
  update,
  type Parts,
  type Refs,
} from '../ledger';
import { payments, requestRefund, shippedOnce, shippingRefs, type PaymentRow } from '../payments';
import type { Reader } from '../platform/database';
import { legsAfter, returnPoints, returnRefs, spentLegs, type ReturnPolicy, type SpentLeg } from '../points';
import { orderRefunds, orders, type OrderRefundRow, type OrderRow } from './orders.entity';
import { historyRow, type OrdersContext } from './orders.states';
import { orderRefundObstacle } from './refund.rules';

/** What `refundRefs` found out, and what the order must still say under its lock. */
export interface RefundSeen {
  readonly payment_id: Id<'payment'> | null;
  readonly coupon_id: Id<'coupon'> | null;
  /** The coupon that was bought, where it was one. */
  readonly bought_id: Id<'coupon'> | null;
  /** Where the points came from that were paid. */
  readonly legs: readonly SpentLeg[];
}

/** What must be locked and loaded to refund pieces of an order. */
export async function refundRefs(
  read: Reader,
  order: OrderRow,
): Promise<{ readonly refs: Partial<Refs<unknown>>; readonly seen: RefundSeen }> {
  const { id, member_id, sale_id, offer_id, payment_id, coupon_id } = order;
  const [legs, bought_id] = await Promise.all([
    spentLegs(read, { member_id, reference: id }),
    order.kind === 'coupon' ? boughtCoupon(read, order) : null,
  ]);
  const couponIds = [coupon_id, bought_id].filter((one) => one !== null);
  const refs = mergeRefs(
    {
      owners: [owner.member(member_id), owner.offer(offer_id)],
      accounts: [account.stockOffer(offer_id)],
      rows: [
        rowsBy(orders, 'id', [id]),
        rowsBy(offers, 'id', [offer_id]),
        rowsBy(flashSales, 'id', [sale_id]),
        rowsBy(coupons, 'id', couponIds),
      ],
    },
    returnRefs(member_id, legs),
    payment_id === null ? {} : shippingRefs(payment_id),
  );
  return { refs, seen: { payment_id, coupon_id, bought_id, legs } };
}

async function boughtCoupon(read: Reader, { id, member_id }: OrderRow): Promise<Id<'coupon'> | null> {
  const [row] = await read.query<{ id: Id<'coupon'> }>(
    "SELECT id FROM coupons WHERE member_id = ? AND source = 'order' AND source_id = ?",
    [member_id, id],
  );
  return row?.id ?? null;
}

export interface RefundPieces {
  /** As loaded under the member's lock. */
  readonly order: OrderRow;
  readonly seen: RefundSeen;
  readonly pieces: number;
  readonly why: OrderRefundRow['why'];
  readonly note: string | null;
  /** Who refunds it, and where; null where nobody stands at a counter. */
  readonly staff_id: Id<'staff'> | null;
  readonly store_id: Id<'store'> | null;
  /** What was shown; when it comes out differently, nothing is done. */
  readonly expected: { readonly fen: number; readonly points: number } | null;
  readonly policy: ReturnPolicy;
}

/** What went back. */
export interface PiecesRefunded {
  readonly refund_id: Id<'order_refund'>;
  readonly order_id: Id<'order'>;
  readonly pieces: number;
  readonly fen: number;
  readonly points: number;
  /** Whether the money is handed out in the store; else WeChat Pay sends it, or there is none. */
  readonly at_counter: boolean;
}

export type Refunded =
  | { readonly parts: Parts; readonly refunded: PiecesRefunded }
  | { readonly refuse: ErrorCode; readonly params?: ErrorParams }
  | { readonly stale: true };

/**
 * Refunds pieces of a paid order: their share of the money the way it came, their share of the points to where they
 * came from; with the last piece of an order of which nothing was handed over, its coupon, and the claim to a sale that
 * is still on. The limit per member stays used. Needs `refundRefs`.
 * @rule F8 @rule F4a @rule C5 @rule P5
 */
export function refundParts(ctx: OrdersContext, act: RefundPieces): Refunded {
  const { order, seen, pieces, why } = act;
  const obstacle = orderRefundObstacle(order, pieces, why);
  if (obstacle) return { refuse: obstacle.code, ...(obstacle.params && { params: obstacle.params }) };
  // paid since, or in another way
  if (order.payment_id !== seen.payment_id || order.coupon_id !== seen.coupon_id) return { stale: true };
  const paid = seen.legs.reduce((sum, leg) => sum + leg.points, 0);
  if (order.pay_points > 0 && paid !== order.pay_points) return { stale: true };
  const { fen, points } = refundOfPieces(order, pieces);
  if (act.expected && (act.expected.fen !== fen || act.expected.points !== points))
    return { refuse: 'quote_changed' };
  const bought = takenBack(ctx, order, seen);
  if (bought === null) return { refuse: 'order_not_refundable' };
  const money = moneyBack(ctx, order, fen);
  const rest = wholeBack(ctx, order, pieces, why);
  const row: OrderRefundRow = {
    id: ctx.newId('order_refund'),
    order_id: order.id,
    member_id: order.member_id,
    ...{ pieces, fen, points, why, note: act.note, store_id: act.store_id, staff_id: act.staff_id },
    payment_refund_id: money.refund_id,
    restocked: rest.restocked,
    coupon_returned: rest.coupon_returned,
    day: ctx.day,
    at: ctx.at,
  };
  const refunded: PiecesRefunded = {
    ...{ refund_id: row.id, order_id: order.id, pieces, fen, points },
    at_counter: fen > 0 && money.refund_id === null,
  };
  const parts = mergeParts(
    money.parts,
    pointsBack(ctx, act, points),
    bought,
    rest.parts,
    changedOrder(ctx, order, pieces),
    { transfers: [], writes: [insert(orderRefunds, row)], events: [told(row)] },
  );
  return { parts, refunded };
}

function told(row: OrderRefundRow): Parts['events'][number] {
  const { id: refund_id, order_id, member_id, pieces, fen, points, why } = row;
  return {
    type: 'order.refunded',
    owner: owner.member(member_id),
    data: { order_id, refund_id, pieces, fen, points, why },
  };
}

/** Takes back the coupon that was bought; null when it has been used or given away. */
function takenBack(ctx: OrdersContext, order: OrderRow, { bought_id }: RefundSeen): Parts | null {
  if (order.kind === 'item') return NOTHING;
  const coupon = bought_id === null ? undefined : ctx.loaded.get(coupons, bought_id);
  if (coupon?.state !== 'issued' || coupon.member_id !== order.member_id) return null;
  return revokeCoupon(ctx, { coupon, reference: order.id });
}

function moneyBack(
  ctx: OrdersContext,
  order: OrderRow,
  fen: number,
): { readonly parts: Parts; readonly refund_id: Id<'payment_refund'> | null } {
  if (fen === 0 || order.way !== 'wechat') return { parts: NOTHING, refund_id: null };
  const payment: PaymentRow | undefined = order.payment_id
    ? ctx.loaded.get(payments, order.payment_id)
    : undefined;
  if (!payment) throw new Error(`order ${order.id} is paid, but not by a payment`);
  return requestRefund(ctx, { payment, amount_fen: fen, why: 'pieces' });
}

/** Points of the pieces, after those that went back for the pieces before. */
function pointsBack(ctx: OrdersContext, { order, seen, policy }: RefundPieces, points: number): Parts {
  if (points === 0) return NOTHING;
  const { points: before } = refundOfPieces({ ...order, pieces_refunded: 0 }, order.pieces_refunded);
  const { parts } = returnPoints(ctx, {
    member_id: order.member_id,
    legs: legsAfter(seen.legs, before, points),
    reason: 'return',
    reference: order.id,
    store_id: null,
    policy,
  });
  return parts;
}

/** What goes back once, with the last piece, when nothing of the order was handed over. */
function wholeBack(
  ctx: OrdersContext,
  order: OrderRow,
  pieces: number,
  why: RefundPieces['why'],
): { readonly parts: Parts; readonly restocked: boolean; readonly coupon_returned: boolean } {
  const { loaded, at } = ctx;
  const isAll = order.pieces_refunded + pieces === order.pieces;
  // a coupon that was bought is delivered at once, and was taken back unused
  if (!isAll || (order.kind === 'item' && order.pieces_handed > 0))
    return { parts: NOTHING, restocked: false, coupon_returned: false };
  const coupon = order.coupon_id === null ? undefined : loaded.get(coupons, order.coupon_id);
  const isUsed = coupon?.state === 'redeemed' && coupon.redeemed_by === order.id;
  const sale = loaded.get(flashSales, order.sale_id);
  const restocked =
    loaded.get(offers, order.offer_id)?.restock === true && sale !== undefined && at < sale.ends_at;
  const stock: Parts = {
    ...NOTHING,
    transfers: [
      {
        kind: 'single',
        code: 'offer.returned',
        debit: account.stockSold(order.offer_id),
        credit: account.stockOffer(order.offer_id),
        amount: 1,
        reference: order.id,
      },
    ],
  };
  return {
    parts: mergeParts(
      isUsed ? returnRedeemed(ctx, { coupon, order_id: order.id, shop_caused: why === 'operator' }) : NOTHING,
      restocked ? stock : NOTHING,
    ),
    restocked,
    coupon_returned: isUsed,
  };
}

/** Counts the pieces. With nothing left to hand over, the order is over. */
function changedOrder(ctx: OrdersContext, order: OrderRow, pieces: number): Parts {
  const { state, pieces_handed, pieces_refunded } = order;
  const refunded = pieces_refunded + pieces;
  const isOver = pieces_handed + refunded >= order.pieces;
  const to = refunded === order.pieces ? 'refunded' : isOver ? 'picked_up' : state;
  const write = update(
    orders,
    order.id,
    { state: to, pieces_refunded: refunded },
    { state, pieces_handed, pieces_refunded },
  );
  const step: Parts = {
    ...NOTHING,
    writes: [write, ...(to === state ? [] : [historyRow(ctx, order, state, to)])],
  };
  // the rest of the money is frozen until WeChat knows that all goods are out
  return to === 'picked_up' && state === 'paid' ? mergeParts(step, shippedOnce(ctx, order)) : step;
}
