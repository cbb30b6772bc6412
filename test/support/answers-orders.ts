import type { ResponseOf, RouteKey, Routes } from '../../shared/contract';
import { DAY, id, inMinutes, plain, SALE, STORES } from './answers-shop';

type AnswerOf<Key extends RouteKey> = ResponseOf<Routes[Key]>;
type Detail = AnswerOf<'GET /me/orders/{id}'>;

const heldOrder: Detail = {
  id: id('ord', 1),
  sale_id: SALE,
  offer_id: plain.id,
  sale_kind: 'flash',
  kind: 'item',
  title: plain.title,
  state: 'held',
  list_price_fen: 8_400,
  price_fen: 4_990,
  price_points: 0,
  pieces: 3,
  pieces_handed: 0,
  pieces_refunded: 0,
  held_at: inMinutes(-2),
  hold_until_at: inMinutes(13),
  closed_at: null,
  way: null,
  pay_fen: 4_990,
  pay_points: 0,
  paid_at: null,
  pickup_store: null,
  pickup_until_at: null,
  number: null,
  coupon: null,
  pickup_stores: STORES,
  pickup_days: 7,
  counter_allowed: true,
  handovers: [],
  refunds: [],
  returned: [],
  paid_late: false,
  refundable_pieces: 0,
};

/** An order that is held for its payment, other than usual in what is given. */
export function orderWith(more: Partial<Detail> = {}): Detail {
  return { ...heldOrder, ...more };
}

export const ORDER = heldOrder.id;
export const ORDER_PAGE = `/packages/member/order/index?id=${ORDER}`;
export const PAY_PAGE = `/packages/member/pay/index?id=${ORDER}`;
export const PAID_PAGE = `/packages/member/paid/index?id=${ORDER}`;

const COUPON = { id: id('cpn', 1), title: '满 30 减 8', discount_fen: 800, obstacle: null };
const OTHER_COUPON = {
  id: id('cpn', 2),
  title: '早餐八折券',
  discount_fen: 0,
  obstacle: { code: 'coupon_wrong_time', detail: '只能在早上 7:00–10:00 使用。' },
};

/** With the best coupon chosen. */
export const quote: AnswerOf<'GET /me/orders/{id}/quote'> = {
  price_fen: 4_990,
  price_points: 0,
  coupon: COUPON,
  pay_fen: 4_190,
  pay_points: 0,
  points_balance: 1_280,
  points_missing: 0,
  ways: ['wechat', 'counter'],
  coupons: [COUPON, OTHER_COUPON],
};

/** Points and money, and not enough points. */
export const shortQuote: AnswerOf<'GET /me/orders/{id}/quote'> = {
  ...quote,
  price_fen: 2_900,
  price_points: 500,
  coupon: null,
  pay_fen: 2_900,
  pay_points: 500,
  points_balance: 380,
  points_missing: 120,
  coupons: [],
};

export const counterOrder = orderWith({
  state: 'paying',
  way: 'counter',
  number: '1234567897',
  hold_until_at: inMinutes(118),
  pickup_store: STORES[0]!,
});

export const paidOrder = orderWith({
  state: 'paid',
  way: 'wechat',
  coupon: COUPON,
  pay_fen: 4_190,
  paid_at: inMinutes(-1),
  number: '1234567897',
  pickup_store: STORES[0]!,
  pickup_until_at: inMinutes(7 * DAY),
  refundable_pieces: 3,
});

/** One of three cups drunk, one given back. */
export const partlyOrder = orderWith({
  ...paidOrder,
  pieces_handed: 1,
  pieces_refunded: 1,
  refundable_pieces: 1,
  handovers: [{ pieces: 1, store_name: '梧桐街店', at: inMinutes(-90) }],
  refunds: [
    {
      id: id('orf', 1),
      pieces: 1,
      fen: 1_396,
      points: 0,
      why: 'member',
      progress: 'on_its_way',
      coupon_returned: false,
      at: inMinutes(-30),
    },
  ],
});

export const paidCouponOrder = orderWith({
  ...paidOrder,
  kind: 'coupon',
  title: '手作司康兑换券',
  pieces: 1,
  state: 'picked_up',
  pickup_store: null,
  pickup_until_at: null,
  refundable_pieces: 0,
});

export const refundedOrder = orderWith({
  ...paidOrder,
  state: 'refunded',
  pieces_refunded: 3,
  refundable_pieces: 0,
  refunds: [
    {
      id: id('orf', 1),
      pieces: 3,
      fen: 4_190,
      points: 0,
      why: 'member',
      progress: 'arrived',
      coupon_returned: true,
      at: inMinutes(-30),
    },
  ],
});

/** Paid too late: the money goes back by itself. */
export const lateOrder = orderWith({
  state: 'lapsed',
  way: 'wechat',
  closed_at: inMinutes(-5),
  hold_until_at: inMinutes(-5),
  returned: [{ fen: 4_190, progress: 'on_its_way', at: inMinutes(-3) }],
});

/** Paid too late, and the piece was still there. */
export const revivedOrder = orderWith({ ...paidOrder, paid_late: true });

/** One order of each kind, for the list. */
export const orderList: AnswerOf<'GET /me/orders'> = {
  items: [
    heldOrder,
    { ...counterOrder, id: id('ord', 2), title: '海盐可颂六只' },
    { ...paidOrder, id: id('ord', 3) },
    { ...paidCouponOrder, id: id('ord', 4) },
    { ...refundedOrder, id: id('ord', 5), title: '肉桂卷两只' },
    { ...lateOrder, id: id('ord', 6), title: '挂耳咖啡十包' },
  ],
  next: null,
  counts: { to_pay: 2, to_pick_up: 1 },
};
