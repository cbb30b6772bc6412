import type { ErrorCode, ErrorParams } from '../../shared/contract';
import { coupons, redeemLocked } from '../coupons';
import { offers } from '../flash-sales';
import {
  mergeParts,
  mergeRefs,
  NOTHING,
  owner,
  rowsBy,
  update,
  type Parts,
  type PrepareContext,
  type Refs,
} from '../ledger';
import { paymentRefs, shippingParts, type PaymentRow } from '../payments';
import { stores } from '../stores';
import { deliveredParts, deliveryRefs, type Delivery } from './delivery';
import { orders, type OrderRow } from './orders.entity';
import { pickupUntil } from './orders.rules';
import { heldRefs, historyRow, type OrdersContext } from './orders.states';

/** What is new with the payment, beside the state; nothing where it was settled before. */
type Terms = Partial<
  Pick<OrderRow, 'way' | 'coupon_id' | 'coupon_fen' | 'pay_fen' | 'pay_points' | 'pickup_store_id' | 'number'>
>;

/**
 * What must be locked and loaded to make an order paid: by a payment, at the counter, or with nothing to pay.
 * @param timezone the program's zone
 */
export async function paidRefs(
  order: OrderRow,
  context: Pick<PrepareContext, 'read' | 'random' | 'now'>,
  timezone: string,
): Promise<{ readonly refs: Partial<Refs<unknown>>; readonly delivery: Delivery }> {
  const { refs, delivery } = await deliveryRefs(order, context, timezone);
  const { coupon_id, pickup_store_id, offer_id } = order;
  const rows = [
    rowsBy(offers, 'id', [offer_id]),
    rowsBy(coupons, 'id', coupon_id === null ? [] : [coupon_id]),
    rowsBy(stores, 'id', pickup_store_id === null ? [] : [pickup_store_id]),
  ];
  return { refs: mergeRefs(heldRefs(order), paymentRefs(order), { rows }, refs), delivery };
}

export interface MadePaid {
  /** The payment as it is after this command; null when there was nothing to pay. */
  readonly payment: PaymentRow | null;
  /** As `paidRefs` found it. */
  readonly delivery: Delivery;
  readonly terms?: Terms;
  /** How the piece and the limit become the member's: by posting the holds, unless they are gone. */
  readonly piece?: Parts;
}

/**
 * An order is paid: piece and limit are the member's for good, its coupon is used up, and it can be picked up, or has
 * been delivered. Needs `paidRefs`; the money is booked by the caller.
 * @rule F4 @rule F6 @rule F7
 * @param order as loaded under the member's lock; the caller has looked at its state
 * @returns why its goods cannot be delivered otherwise
 */
export function paidParts(
  ctx: OrdersContext,
  order: OrderRow,
  { payment, delivery, terms = {}, piece = heldPiece(order) }: MadePaid,
):
  | { readonly parts: Parts; readonly order: OrderRow }
  | { readonly refuse: ErrorCode; readonly params?: ErrorParams }
  | { readonly stale: true } {
  const delivered = deliveredParts(ctx, order, delivery);
  if (!('parts' in delivered)) return delivered;
  const { state } = delivered;
  const after: OrderRow = { ...order, ...terms, payment_id: payment?.id ?? null };
  const set: Partial<OrderRow> = {
    ...terms,
    payment_id: after.payment_id,
    state,
    paid_at: ctx.at,
    closed_at: null,
    pickup_until_at: pickupEnd(ctx, after),
    // what is delivered at once waits for nobody
    pieces_handed: state === 'picked_up' ? order.pieces : 0,
  };
  const { id, offer_id } = order;
  const { pay_fen, pay_points } = after;
  const own: Parts = {
    transfers: [],
    writes: [
      update(orders, id, set, { state: order.state }),
      historyRow(ctx, order, order.state, 'paid'),
      ...(state === 'paid' ? [] : [historyRow(ctx, order, 'paid', state)]),
    ],
    events: [
      {
        type: 'order.paid',
        owner: owner.member(order.member_id),
        data: { order_id: id, offer_id, pay_fen, pay_points },
      },
    ],
  };
  const parts = mergeParts(
    piece,
    own,
    couponParts(ctx, after),
    delivered.parts,
    reportParts(ctx, { ...after, ...set }, payment),
  );
  return { parts, order: { ...after, ...set } };
}

function heldPiece({ stock_hold_id, quota_hold_id }: OrderRow): Parts {
  return {
    transfers: [
      { kind: 'post', hold: stock_hold_id },
      { kind: 'post', hold: quota_hold_id },
    ],
    writes: [],
    events: [],
  };
}

function couponParts(ctx: OrdersContext, { id, coupon_id, pickup_store_id }: OrderRow): Parts {
  const coupon = coupon_id === null ? undefined : ctx.loaded.get(coupons, coupon_id);
  return coupon ? redeemLocked(ctx, { coupon, order_id: id, store_id: pickup_store_id }) : NOTHING;
}

/** What is delivered at once is reported at once: until then WeChat keeps the money. */
function reportParts(ctx: OrdersContext, order: OrderRow, payment: PaymentRow | null): Parts {
  if (order.state !== 'picked_up' || payment?.way !== 'wechat') return NOTHING;
  return shippingParts(ctx, { payment, description: order.title });
}

function pickupEnd({ loaded, at }: OrdersContext, order: OrderRow): OrderRow['pickup_until_at'] {
  const offer = loaded.get(offers, order.offer_id);
  const store = order.pickup_store_id === null ? undefined : loaded.get(stores, order.pickup_store_id);
  return offer && store ? pickupUntil(at, offer.pickup_days, store.timezone) : null;
}
