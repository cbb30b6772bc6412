import type { ErrorCode, ErrorParams } from '../../shared/contract';
import type { Id, Instant } from '../../shared/kernel';
import type { PaymentWay } from '../../shared/rules';
import { coupons, type CouponRow } from '../coupons';
import { flashSales, offers } from '../flash-sales';
import type { Loaded } from '../ledger';
import { stores, type StoreRow } from '../stores';
import type { OrderRow } from './orders.entity';
import { couponFen, holdFor, pickupStoresOf, waysOf, type UsePoint } from './orders.rules';

/** What a member chooses when they pay (F2a). */
export interface PayOrder {
  readonly order_id: Id<'order'>;
  readonly member_id: Id<'member'>;
  readonly way: PaymentWay;
  readonly coupon_id: Id<'coupon'> | null;
  readonly pickup_store_id: Id<'store'> | null;
  /** What was shown (C7a). */
  readonly expected: { readonly pay_fen: number; readonly pay_points: number };
  /** The payment that WeChat Pay has closed for this; null while none was. */
  readonly closed: Id<'payment'> | null;
}

/** What decides about the terms beside what is loaded. */
export interface PayFacts {
  readonly at: Instant;
  readonly timezone: string;
  readonly has_wechat: boolean;
}

/** The terms of an order as they will be, and until when its piece is held for them. */
export type Terms = Pick<
  OrderRow,
  'way' | 'coupon_id' | 'coupon_fen' | 'pay_fen' | 'pay_points' | 'pickup_store_id' | 'hold_until_at'
>;

type No = { readonly refuse: ErrorCode; readonly params?: ErrorParams };

/** Whether an order is being paid with just this choice, for just this money. */
export function isSameChoice(order: OrderRow, choice: PayOrder): boolean {
  return (
    order.state === 'paying' &&
    order.way === choice.way &&
    order.coupon_id === choice.coupon_id &&
    order.pickup_store_id === choice.pickup_store_id &&
    order.pay_fen === choice.expected.pay_fen &&
    order.pay_points === choice.expected.pay_points
  );
}

/**
 * What an order costs with this choice, or why it cannot be.
 * @rule C7a @rule F2a @rule F6
 */
export function termsOf(loaded: Loaded, order: OrderRow, choice: PayOrder, facts: PayFacts): Terms | No {
  const offer = loaded.get(offers, order.offer_id);
  const sale = loaded.get(flashSales, order.sale_id);
  if (!offer || !sale) return { refuse: 'not_found' };
  const store = choice.pickup_store_id === null ? undefined : loaded.get(stores, choice.pickup_store_id);
  if (order.kind === 'item' && choice.pickup_store_id === null) return { refuse: 'pickup_store_required' };
  const chosen = pickupStoresOf(order, offer, sale, store ? [store] : []);
  if (choice.pickup_store_id !== null && chosen.length === 0) return { refuse: 'pickup_store_wrong' };
  const discount = discountOf(loaded, order, choice, usePoint(store, sale.merchant_id, facts), facts.at);
  if (typeof discount !== 'number') return discount;
  const { expected, way, coupon_id, pickup_store_id } = choice;
  const [payFen, payPoints] = [order.price_fen - discount, order.price_points];
  if (payFen !== expected.pay_fen || payPoints !== expected.pay_points) return { refuse: 'quote_changed' };
  if (!waysOf(payFen, offer, facts.has_wechat).includes(way)) return { refuse: 'way_not_offered' };
  const until = holdFor(way, order, facts.at);
  if (until === null) return { refuse: 'payment_refused' };
  const money = { coupon_fen: discount, pay_fen: payFen, pay_points: payPoints };
  return { way, coupon_id, pickup_store_id, hold_until_at: until, ...money };
}

function usePoint(store: StoreRow | undefined, merchant: Id<'merchant'>, { timezone }: PayFacts): UsePoint {
  return store ?? { merchant_id: merchant, timezone };
}

/** A coupon that the order has locked for this store stays what it was worth, also when it ends meanwhile. */
function discountOf(
  loaded: Loaded,
  order: OrderRow,
  { coupon_id, member_id, pickup_store_id }: PayOrder,
  where: UsePoint,
  at: Instant,
): number | No {
  if (coupon_id === null) return 0;
  const coupon: CouponRow | undefined = loaded.get(coupons, coupon_id);
  if (coupon?.member_id !== member_id) return { refuse: 'not_found' };
  if (coupon.locked_by === order.id && order.pickup_store_id === pickup_store_id) return order.coupon_fen;
  const priced = couponFen(coupon, order, where, at);
  return priced.ok ? priced.fen : { refuse: priced.obstacle.code, params: priced.obstacle.params };
}
