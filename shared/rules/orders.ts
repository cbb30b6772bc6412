import { instant, type Instant } from '../kernel/time';

/** F3 to F8: every state of an order. */
export const ORDER_STATES = [
  'held',
  'paying',
  'paid',
  'picked_up',
  'refunded',
  'cancelled',
  'lapsed',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/**
 * No other edge exists. `lapsed` and `cancelled` become `paid` when money arrives late and the piece is still there;
 * `picked_up` becomes `paid` again when a handover is undone.
 * @rule F5 @rule F6 @rule F7 @rule F8
 */
export const ORDER_EDGES: Readonly<Record<OrderState, readonly OrderState[]>> = {
  held: ['paying', 'paid', 'cancelled', 'lapsed'],
  paying: ['paid', 'cancelled', 'lapsed'],
  paid: ['picked_up', 'refunded'],
  picked_up: ['paid', 'refunded'],
  refunded: [],
  cancelled: ['paid'],
  lapsed: ['paid'],
};

/** Whether an order may go from one state to the other. */
export function isOrderEdge(from: OrderState, to: OrderState): boolean {
  return ORDER_EDGES[from].includes(to);
}

/** How the money of an order comes in; `none` where points, a coupon or a gift leave nothing to pay. @rule F6 */
export const PAYMENT_WAYS = ['wechat', 'counter', 'none'] as const;
export type PaymentWay = (typeof PAYMENT_WAYS)[number];

/** How long a piece is held that is to be paid at the counter. @rule F5 */
export const COUNTER_HOLD_MS = 2 * 60 * 60 * 1_000;
/** How long the first of the waiting list has a piece to themselves, at least. @rule F5 */
export const WAIT_OFFER_MS = 2 * 60 * 1_000;

/** So many of those before a member on a waiting list are counted; beyond, one more or less tells them nothing. */
export const AHEAD_MAX = 1_000;

/** Until when a piece is held once it is to be paid at the counter: never shorter than before. @rule F5 */
export function counterHoldUntil(holdUntil: Instant, at: Instant): Instant {
  return instant(Math.max(holdUntil, at + COUNTER_HOLD_MS));
}

/** What of an order says what its pieces are worth. */
export interface OrderWorth {
  readonly pieces: number;
  readonly pieces_refunded: number;
  /** Money and points that were paid for all pieces together. */
  readonly pay_fen: number;
  readonly pay_points: number;
}

/**
 * What goes back for so many pieces more: shares of the whole by running totals, so that any series of refunds sums
 * exactly.
 * @rule F8
 */
export function refundOfPieces(order: OrderWorth, pieces: number): { fen: number; points: number } {
  const before = order.pieces_refunded;
  const share = (total: number): number =>
    Math.floor((total * (before + pieces)) / order.pieces) - Math.floor((total * before) / order.pieces);
  return { fen: share(order.pay_fen), points: share(order.pay_points) };
}
