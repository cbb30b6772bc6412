import type { ErrorCode, ErrorParams } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { coupons, unlockCoupon } from '../coupons';
import { mergeParts, mergeRefs, NOTHING, owner, rowsBy, type Parts, type Refs } from '../ledger';
import { closedPayment, openPaymentOf, paymentRefs, type PaymentRow } from '../payments';
import { returnPoints, returnRefs, spentLegs, type ReturnPolicy, type SpentLeg } from '../points';
import type { Reader } from '../platform/database';
import type { OrderRow } from './orders.entity';
import { givenUpParts, heldRefs, type OrdersContext } from './orders.states';

/** What must be locked and loaded to release an order, and what it holds of points. */
export async function releaseRefs(
  read: Reader,
  order: OrderRow,
): Promise<{ readonly refs: Partial<Refs<unknown>>; readonly legs: readonly SpentLeg[] }> {
  const { id, member_id, coupon_id } = order;
  const legs =
    order.state === 'paying' && order.pay_points > 0
      ? await spentLegs(read, { member_id, reference: id })
      : [];
  const refs = mergeRefs(
    heldRefs(order),
    paymentRefs(order),
    { rows: [rowsBy(coupons, 'id', coupon_id === null ? [] : [coupon_id])] },
    legs.length > 0 ? returnRefs(member_id, legs) : {},
  );
  return { refs, legs };
}

/** Whether an order is another than was seen before it was locked: what was read with it may be wrong then. */
export function isMoved(seen: OrderRow, now: OrderRow): boolean {
  return (
    seen.state !== now.state ||
    seen.payment_id !== now.payment_id ||
    seen.coupon_id !== now.coupon_id ||
    seen.stock_hold_id !== now.stock_hold_id
  );
}

/** A payment that WeChat Pay must have closed before anything of its order is given away. */
export function unclosed(open: PaymentRow): { readonly refuse: ErrorCode; readonly params: ErrorParams } {
  return { refuse: 'payment_unavailable', params: { payment: open.id } };
}

export interface Release {
  readonly to: 'cancelled' | 'lapsed';
  /** The payment that WeChat Pay has said nobody can pay any more; null where none was asked about. */
  readonly closed: Id<'payment'> | null;
  readonly legs: readonly SpentLeg[];
  readonly policy: ReturnPolicy;
  /** Whether the shop is the cause: its coupon has a day more if it ended meanwhile. */
  readonly shop_caused?: boolean;
}

/**
 * Releases all that an unpaid order holds, each exactly once: piece, limit, coupon and points; its payment is closed.
 * Needs `releaseRefs`.
 * @rule C5 @rule F4a @rule F5 @rule P5
 * @returns `refuse` when its payment may still be paid: whoever asks closes it first, and names it
 */
export function releasedParts(
  ctx: OrdersContext,
  order: OrderRow,
  { to, closed, legs, policy, shop_caused = false }: Release,
): Parts | { readonly refuse: ErrorCode; readonly params: ErrorParams } {
  const open = openPaymentOf(ctx, order);
  if (open?.way === 'wechat' && open.id !== closed) return unclosed(open);
  const { id, member_id } = order;
  const coupon = order.coupon_id === null ? undefined : ctx.loaded.get(coupons, order.coupon_id);
  const points = { member_id, reason: 'return', reference: id, store_id: null, legs, policy } as const;
  const said: Parts = {
    ...NOTHING,
    events: [
      {
        type: 'order.closed',
        owner: owner.member(member_id),
        data: { order_id: id, offer_id: order.offer_id, state: to, points: order.pay_points },
      },
    ],
  };
  return mergeParts(
    givenUpParts(ctx, order, to),
    open ? closedPayment(ctx, open) : NOTHING,
    coupon?.locked_by === id ? unlockCoupon(ctx, { coupon, shop_caused }) : NOTHING,
    legs.length > 0 ? returnPoints(ctx, points).parts : NOTHING,
    said,
  );
}
