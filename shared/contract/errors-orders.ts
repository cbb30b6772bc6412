import { entry, type ErrorEntry } from './error-entry';

/** Refusals about flash sales, orders and payments: a part of the one catalogue, `ERRORS`. */
export const ORDERS_ERRORS = {
  // claims
  barred: entry(
    409,
    '你已有两次抢到后没有付款，不能再参加这场抢购。',
    'Two of your claims lapsed unpaid; this sale is closed to you.',
  ),
  ticket_invalid: entry(
    409,
    '入场凭证无效，请回到活动页面再试。',
    'The ticket is missing or not for this sale; ask for one.',
  ),
  claim_in_flight: entry(
    429,
    '正在处理你的上一次点击，请稍候。',
    'Your claim of a moment ago is still being decided.',
    true,
  ),

  // waiting list
  still_available: entry(409, '现在还有名额，可以直接抢。', 'There are pieces left; claim one.'),
  already_waiting: entry(409, '你已经在候补名单里了。', 'You are on the waiting list already.'),
  wait_closed: entry(409, '这次候补已经结束。', 'This wait has ended.'),

  // orders and their payment
  order_closed: entry(409, '这笔订单已经结束。', 'This order has ended.'),
  order_paid: entry(409, '这笔订单已经付过款了。', 'This order is paid.'),
  order_not_paid: entry(409, '这笔订单还没有付款。', 'This order is not paid.'),
  way_not_offered: entry(409, '这件商品不能用这种方式付款。', 'This cannot be paid that way.'),
  coupon_locked: entry(
    409,
    '这张券正用于另一笔待付款的订单。',
    'This coupon is part of another order that is not paid yet.',
  ),
  pickup_store_required: entry(422, '请选择自提门店。', 'Choose a store to pick it up at.'),
  pickup_store_wrong: entry(409, '这件商品不能在这家门店自提。', 'It cannot be picked up at this store.'),
  payment_unavailable: entry(
    503,
    '微信支付暂时没有响应。名额还为你保留，请稍后再试。',
    'WeChat Pay does not answer at the moment; your piece is still held.',
    true,
  ),
  payment_refused: entry(
    409,
    '微信支付没有接受这笔付款，请换一种方式或稍后再试。',
    'WeChat Pay refused this payment; try another way or later.',
  ),

  // pickup and refunds
  pickup_elsewhere: entry(409, '这笔订单的自提门店是{store}。', 'This order is picked up at {store}.'),
  pickup_over: entry(409, '这笔订单已经全部取走。', 'All of this order has been handed over.'),
  pieces_left: entry(409, '还剩 {left} 份，请核对份数。', 'There are {left} pieces left; check the number.'),
  order_not_payable: entry(409, '这笔订单不是到店付款。', 'This order is not to be paid at the counter.'),
  order_not_refundable: entry(409, '这笔订单不能退款。', 'This order cannot be refunded.'),
  order_refunded: entry(
    409,
    '这笔订单后来退过款，不能再撤销取货。',
    'Something of this order was refunded since; the handover cannot be undone any more.',
  ),
  refund_at_counter: entry(
    409,
    '到店付款的订单，请到自提门店退款。',
    'It was paid at the counter; go to the store for the money.',
  ),
  refund_not_stuck: entry(
    409,
    '这笔退款还在处理或已完成，不用人工登记。',
    'This refund is on its way or done; there is nothing to settle by hand.',
  ),
} as const satisfies Record<string, ErrorEntry>;
