import { z } from 'zod';
import { ORDER_STATES, PAYMENT_WAYS } from '../rules/orders';
import { amountFen, idParams, idSchema, instantText, obstacle, page, pageQuery } from './common';
import { defineRoutes } from './route';

const store = z.object({ id: idSchema('store'), name: z.string() });

/** What an order is, as its member sees it in a list. */
export const order = z.object({
  id: idSchema('order'),
  sale_id: idSchema('sale'),
  offer_id: idSchema('offer'),
  sale_kind: z.enum(['flash', 'mall']),
  kind: z.enum(['item', 'coupon']),
  title: z.string(),
  state: z.enum(ORDER_STATES),
  list_price_fen: z.int(),
  price_fen: z.int(),
  price_points: z.int(),
  pieces: z.int(),
  pieces_handed: z.int(),
  pieces_refunded: z.int(),
  held_at: instantText,
  /** Until when it is held for its payment. */
  hold_until_at: instantText,
  /** When it was cancelled or lapsed. */
  closed_at: instantText.nullable(),
  way: z.enum(PAYMENT_WAYS).nullable(),
  /** What is to be paid, or was: money after the coupon, and points. */
  pay_fen: z.int(),
  pay_points: z.int(),
  paid_at: instantText.nullable(),
  pickup_store: store.nullable(),
  pickup_until_at: instantText.nullable(),
});
export type Order = z.infer<typeof order>;

/** Where money that goes back is. `at_counter` was given back in the store, `none`: there was only points. */
export const REFUND_PROGRESS = ['on_its_way', 'arrived', 'stuck', 'at_counter', 'none'] as const;

export const orderRefund = z.object({
  id: idSchema('order_refund'),
  pieces: z.int(),
  fen: z.int(),
  points: z.int(),
  why: z.enum(['member', 'staff', 'operator', 'not_picked_up']),
  progress: z.enum(REFUND_PROGRESS),
  coupon_returned: z.boolean(),
  at: instantText,
});
export type OrderRefund = z.infer<typeof orderRefund>;

export const orderDetail = order.extend({
  /** Ten digits, from which the app derives the pickup code; null before it is paid or to be paid at the counter. */
  number: z.string().length(10).nullable(),
  coupon: z.object({ id: idSchema('coupon'), title: z.string(), discount_fen: z.int() }).nullable(),
  /** Where it may be picked up. */
  pickup_stores: z.array(store),
  pickup_days: z.int(),
  counter_allowed: z.boolean(),
  handovers: z.array(z.object({ pieces: z.int(), store_name: z.string(), at: instantText })),
  refunds: z.array(orderRefund),
  /** Money that came too late or twice, and goes back by itself (F6). */
  returned: z.array(z.object({ fen: z.int(), progress: z.enum(REFUND_PROGRESS), at: instantText })),
  /** Whether its money came when it was closed already, and it was taken up again (F6). */
  paid_late: z.boolean(),
  /** Whether the member may ask for money back now, and for how many pieces at most. */
  refundable_pieces: z.int(),
});
export type OrderDetail = z.infer<typeof orderDetail>;

/** A coupon of the member's that may be part of the price. */
export const orderCoupon = z.object({
  id: idSchema('coupon'),
  title: z.string(),
  discount_fen: z.int(),
  obstacle: obstacle.nullable(),
});
export type OrderCoupon = z.infer<typeof orderCoupon>;

/** What an order costs with a coupon or without, and how it can be paid. */
export const orderQuote = z.object({
  price_fen: z.int(),
  price_points: z.int(),
  coupon: orderCoupon.nullable(),
  pay_fen: z.int(),
  pay_points: z.int(),
  /** What the member has. */
  points_balance: z.int(),
  points_missing: z.int(),
  ways: z.array(z.enum(PAYMENT_WAYS)),
  /** The member's coupons for this merchant, best first. */
  coupons: z.array(orderCoupon),
});
export type OrderQuote = z.infer<typeof orderQuote>;

/** As `wx.requestPayment` takes it. */
export const wechatPayment = z.object({
  timeStamp: z.string(),
  nonceStr: z.string(),
  package: z.string(),
  signType: z.literal('RSA'),
  paySign: z.string(),
});
export type WechatPayment = z.infer<typeof wechatPayment>;

const ofOrder = { audience: 'member', permission: 'member', params: idParams('order') } as const;

export const ordersRoutes = defineRoutes({
  'POST /offers/{id}/claims': {
    summary: 'Claim an offer: it is held for its payment. No body; a flash sale wants its ticket in a header',
    audience: 'member',
    permission: 'member',
    status: 201,
    params: idParams('offer'),
    response: z.object({
      order: z.object({
        id: idSchema('order'),
        offer_id: idSchema('offer'),
        price_fen: z.int(),
        price_points: z.int(),
        hold_until_at: instantText,
      }),
    }),
    once: true,
    ticket: true,
    errors: [
      'not_found',
      'ticket_invalid',
      'not_started',
      'ended',
      'not_eligible',
      'barred',
      'limit_reached',
      'sold_out',
      'claim_in_flight',
    ],
  },
  'GET /me/orders': {
    summary: 'My orders, newest first; all, or those to pay, to pick up, or done with',
    audience: 'member',
    permission: 'member',
    status: 200,
    query: pageQuery.extend({ show: z.enum(['to_pay', 'to_pick_up', 'done']).optional() }),
    /** With how many wait for me, whatever is shown: those to pay, and those to pick up. */
    response: page(order).extend({ counts: z.object({ to_pay: z.int(), to_pick_up: z.int() }) }),
    once: false,
    errors: [],
  },
  'GET /me/orders/{id}': {
    summary: 'One of my orders with its handovers and refunds',
    ...ofOrder,
    status: 200,
    response: orderDetail,
    once: false,
    errors: ['not_found'],
  },
  'GET /me/orders/{id}/quote': {
    summary:
      'What an order costs, with a coupon or without, by the pricing that the payment uses. Changes nothing',
    ...ofOrder,
    status: 200,
    /** A coupon may be for certain stores: without a store, any of the order's will do. */
    query: z.strictObject({
      coupon_id: idSchema('coupon').optional(),
      pickup_store_id: idSchema('store').optional(),
    }),
    response: orderQuote,
    once: false,
    errors: ['not_found', 'order_closed', 'order_paid', 'pickup_store_wrong'],
  },
  'POST /me/orders/{id}/payments': {
    summary:
      'Choose way, coupon and pickup store, and pay: points and coupon are taken with the hold (F6). Again to change the choice or to open the payment sheet again',
    ...ofOrder,
    status: 201,
    body: z.strictObject({
      way: z.enum(PAYMENT_WAYS),
      coupon_id: idSchema('coupon').optional(),
      pickup_store_id: idSchema('store').optional(),
      /** What was shown; when it comes out differently, nothing is done (C7a). */
      expected: z.strictObject({ pay_fen: amountFen, pay_points: z.int().min(0) }),
    }),
    response: z.object({ order, wechat: wechatPayment.nullable() }),
    once: true,
    errors: [
      'not_found',
      'order_closed',
      'order_paid',
      'way_not_offered',
      'pickup_store_required',
      'pickup_store_wrong',
      'quote_changed',
      'points_insufficient',
      'coupon_locked',
      'coupon_expired',
      'coupon_not_started',
      'coupon_not_usable',
      'coupon_wrong_store',
      'coupon_wrong_time',
      'coupon_below_threshold',
      // what issuing a coupon that is bought can refuse, said before money is taken
      'not_started',
      'ended',
      'not_eligible',
      'phone_required',
      'limit_reached',
      'limit_reached_today',
      'sold_out',
      'sold_out_today',
      'payment_unavailable',
      'payment_refused',
    ],
  },
  'POST /me/orders/{id}/cancellations': {
    summary: 'Give up an order that is not paid: its payment is closed first, then all it holds is free (F5)',
    ...ofOrder,
    status: 201,
    response: z.object({ order_id: idSchema('order'), state: z.literal('cancelled') }),
    once: true,
    errors: ['not_found', 'order_closed', 'order_paid', 'payment_unavailable'],
  },
  'POST /me/orders/{id}/refunds': {
    summary: 'Ask for money and points back for pieces that are not picked up yet (F8)',
    ...ofOrder,
    status: 201,
    body: z.strictObject({
      pieces: z.int().min(1).max(100),
      expected: z.strictObject({ fen: amountFen, points: z.int().min(0) }),
    }),
    response: z.object({ refund_id: idSchema('order_refund'), fen: z.int(), points: z.int(), order }),
    once: true,
    errors: [
      'not_found',
      'order_closed',
      'order_not_paid',
      'order_not_refundable',
      'pieces_left',
      'quote_changed',
      'refund_at_counter',
    ],
  },
  'GET /me/orders/{id}/code': {
    summary: 'The pickup code of an order as it is now (M7, F7)',
    ...ofOrder,
    status: 200,
    response: z.object({
      code: z.string().length(18),
      seconds_left: z.int().min(0).max(60),
      step_seconds: z.literal(60),
    }),
    once: false,
    errors: ['not_found', 'order_closed', 'order_not_paid'],
  },
});
