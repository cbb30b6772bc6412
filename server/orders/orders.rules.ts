import type { ErrorCode, ErrorParams } from '../../shared/contract';
import {
  addDays,
  dayIn,
  instant,
  MINUTE_MS,
  SECOND_MS,
  startOfDay,
  type Id,
  type Instant,
} from '../../shared/kernel';
import { COUNTER_HOLD_MS, counterHoldUntil, priceCoupon, type PaymentWay } from '../../shared/rules';
import { obstacleAt, obstacleOnline, type CouponRow, type UseStore } from '../coupons';
import type { OfferRow, SaleRow } from '../flash-sales';
import type { OrderRow } from './orders.entity';

/** Why something cannot be: a code of the catalogue and what fills its sentence. */
export interface Obstacle {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

/** WeChat Pay takes no payment that ends within a minute; the rest is for the way there. */
const PAY_AT_LEAST_MS = 90 * SECOND_MS;

/** How an order can be paid: with nothing left to pay, at no till. @rule F6 */
export function waysOf(
  payFen: number,
  offer: Pick<OfferRow, 'counter_allowed'>,
  isWechatOn: boolean,
): PaymentWay[] {
  if (payFen === 0) return ['none'];
  return [...(isWechatOn ? ['wechat' as const] : []), ...(offer.counter_allowed ? ['counter' as const] : [])];
}

/**
 * Until when a piece is held for a way of payment; null when there is too little time left for it. Who begins to pay
 * in the last minute and a half gets so much, once: the payment sheet wants it.
 * @rule F5
 */
export function holdFor(
  way: PaymentWay,
  order: Pick<OrderRow, 'state' | 'held_at' | 'hold_until_at'>,
  at: Instant,
): Instant | null {
  const until = order.hold_until_at;
  // once: changing to and fro does not keep a piece for ever
  if (way === 'counter')
    return until >= order.held_at + COUNTER_HOLD_MS ? until : counterHoldUntil(until, at);
  if (way === 'none') return until;
  const needed = instant(at + PAY_AT_LEAST_MS);
  if (order.state === 'held') return instant(Math.max(until, needed));
  return until - at > MINUTE_MS ? until : null;
}

/** The stores where an order can be picked up, of `stores`: what is still open. A coupon is in the wallet at once. @rule F1 */
export function pickupStoresOf<
  Store extends { readonly id: Id<'store'>; readonly merchant_id: Id<'merchant'>; readonly state: string },
>(
  order: Pick<OrderRow, 'kind'>,
  offer: Pick<OfferRow, 'pickup_store_ids'>,
  sale: Pick<SaleRow, 'store_ids' | 'merchant_id'>,
  stores: readonly Store[],
): Store[] {
  if (order.kind === 'coupon') return [];
  const named = offer.pickup_store_ids.length > 0 ? offer.pickup_store_ids : sale.store_ids;
  return stores.filter(
    ({ id, merchant_id, state }) =>
      state === 'open' && merchant_id === sale.merchant_id && (named.length === 0 || named.includes(id)),
  );
}

/** Last instant of picking an order up that is paid at `at`: the end of the last day, in the store's zone. @rule F7 */
export function pickupUntil(at: Instant, days: number, timezone: string): Instant {
  return instant(startOfDay(addDays(dayIn(at, timezone), days + 1), timezone) - 1);
}

const NOT_USABLE = { ok: false, obstacle: { code: 'coupon_not_usable', params: {} } } as const;

/** Where a coupon would be used: the store of the pickup, or none for what is in the wallet at once. */
export type UsePoint = UseStore | Omit<UseStore, 'id'>;

/**
 * What a coupon takes off an order, by the pricing of every bill, or why it cannot be part of it. A coupon that this
 * order has locked counts as free.
 * @rule C5 @rule C7a
 */
export function couponFen(
  coupon: CouponRow,
  order: Pick<OrderRow, 'id' | 'price_fen'>,
  where: UsePoint,
  at: Instant,
): { readonly ok: true; readonly fen: number } | { readonly ok: false; readonly obstacle: Obstacle } {
  const free: CouponRow =
    coupon.state === 'locked' && coupon.locked_by === order.id ? { ...coupon, state: 'issued' } : coupon;
  const obstacle = 'id' in where ? obstacleAt(free, where, at) : obstacleOnline(free, where, at);
  // who, where and when it was used is the counter's to tell
  if (obstacle?.code === 'coupon_redeemed') return NOT_USABLE;
  if (obstacle) return { ok: false, obstacle };
  const price = priceCoupon(coupon.snapshot.value, { amount_fen: order.price_fen });
  if (!price.ok) return { ok: false, obstacle: { code: price.code, params: price.params } };
  // an exchange is handed over at a counter, and what takes nothing off would be lost
  if (price.discount_fen === 0) return NOT_USABLE;
  return { ok: true, fen: price.discount_fen };
}
