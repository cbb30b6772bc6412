import { zhCN as t } from '@/texts/zh-CN';
import { failing, hanging } from '../../support/devices/device';
import { answering } from '../../support/answers';
import {
  counterOrder,
  lateOrder,
  ORDER_PAGE,
  orderList,
  orderWith,
  PAID_PAGE,
  paidCouponOrder,
  paidOrder,
  partlyOrder,
  PAY_PAGE,
  quote,
  refundedOrder,
  revivedOrder,
  shortQuote,
} from '../../support/answers-orders';
import { REGULAR } from '../../support/world';
import { sees, shows, type Screen, type Shot } from '../shot';
import { thenOffline } from './tabs';

const ORDERS = '/packages/member/orders/index';
const { orders: listWords, order: orderWords, pay: payWords, payResult } = t.shop;

/** The order that is looked at, and what it costs. */
function given(order: typeof paidOrder, costs = quote): NonNullable<Shot['before']> {
  return (device) => {
    device.fault(answering('GET /me/orders/{id}', order));
    device.fault(answering('GET /me/orders/{id}/quote', costs));
  };
}

export const pay: Screen = {
  screen: 'pay',
  label: { zh: '确认付款', en: 'Pay' },
  shots: [
    {
      state: 'held',
      label: { zh: '名额保留中', en: 'held' },
      as: REGULAR,
      page: PAY_PAGE,
      before: given(orderWith()),
      until: sees(payWords.ways.counter),
    },
    {
      state: 'coupons',
      label: { zh: '选择优惠券', en: 'choosing a coupon' },
      as: REGULAR,
      page: PAY_PAGE,
      before: given(orderWith()),
      until: async ({ phone }) => {
        await phone.tap(payWords.coupon);
        await phone.sees(payWords.noCoupon);
      },
    },
    {
      state: 'short',
      label: { zh: '积分不够', en: 'points missing' },
      as: REGULAR,
      page: PAY_PAGE,
      before: given(
        orderWith({ price_fen: 2_900, price_points: 500, pieces: 1, title: '随行杯' }),
        shortQuote,
      ),
      until: sees(payWords.missing('120')),
    },
    {
      state: 'changed',
      label: { zh: '价格有变化', en: 'the price has changed' },
      as: REGULAR,
      page: PAY_PAGE,
      before: async (device, world) => {
        const body = {
          type: 'about:blank',
          title: 'x',
          status: 409,
          code: 'quote_changed',
          detail: 'x',
          retryable: false,
          request_id: 'x',
        };
        await given(orderWith({ pickup_store: paidOrder.pickup_store }))(device, world);
        device.fault({ kind: 'status', status: 409, method: 'POST', path: /\/payments$/, body });
      },
      until: async ({ phone }) => {
        await phone.tap(payWords.action.wechat);
        await phone.sees(payWords.changedTitle);
      },
    },
    {
      state: 'over',
      label: { zh: '保留时间到了', en: 'the hold is over' },
      as: REGULAR,
      page: PAY_PAGE,
      before: given(lateOrder),
      until: sees(payWords.holdOver.title),
    },
  ],
};

export const paid: Screen = {
  screen: 'paid',
  label: { zh: '付款结果', en: 'What became of a payment' },
  shots: [
    {
      state: 'checking',
      label: { zh: '支付结果确认中', en: 'not known yet' },
      as: REGULAR,
      page: PAID_PAGE,
      before: given(orderWith({ state: 'paying', way: 'wechat' })),
      until: sees(payResult.checking),
    },
    {
      state: 'item',
      label: { zh: '已付款，待取货', en: 'paid, to be picked up' },
      as: REGULAR,
      page: PAID_PAGE,
      before: given(paidOrder),
      until: sees(payResult.paid),
    },
    {
      state: 'coupon',
      label: { zh: '已付款，券到账', en: 'paid, a coupon' },
      as: REGULAR,
      page: PAID_PAGE,
      before: given({ ...paidCouponOrder, pay_fen: 0, pay_points: 300 }),
      until: sees(payResult.exchanged),
    },
    {
      state: 'late',
      label: { zh: '付晚了，钱退回', en: 'too late, the money goes back' },
      as: REGULAR,
      page: PAID_PAGE,
      before: given(lateOrder),
      until: sees(payResult.closed),
    },
  ],
};

export const orders: Screen = {
  screen: 'orders',
  label: { zh: '我的订单', en: 'Orders' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      as: REGULAR,
      page: ORDERS,
      before: (device) => device.fault(hanging(/\/me\/orders$/)),
      until: shows('.skeleton'),
    },
    {
      state: 'full',
      label: { zh: '各种订单', en: 'one of each' },
      as: REGULAR,
      page: ORDERS,
      before: (device) => device.fault(answering('GET /me/orders', orderList)),
      until: sees(listWords.state.refunded),
    },
    {
      state: 'empty',
      label: { zh: '没有订单', en: 'empty' },
      as: REGULAR,
      page: ORDERS,
      before: (device) =>
        device.fault(
          answering('GET /me/orders', { items: [], next: null, counts: { to_pay: 0, to_pick_up: 0 } }),
        ),
      until: sees(listWords.empty.all.title),
    },
    { state: 'guest', label: { zh: '还没入会', en: 'guest' }, page: ORDERS, until: shows('.notice') },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      as: REGULAR,
      page: ORDERS,
      before: (device) => device.fault(failing(/\/me\/orders$/)),
      until: sees(t.common.failedTitle),
    },
  ],
};

/** One state of an order. */
function shot(state: string, label: Shot['label'], order: typeof paidOrder, until: Shot['until']): Shot {
  return { state, label, as: REGULAR, page: ORDER_PAGE, before: given(order), until };
}

export const order: Screen = {
  screen: 'order',
  label: { zh: '订单详情', en: 'Order' },
  shots: [
    shot('held', { zh: '待付款', en: 'to be paid' }, orderWith(), sees(orderWords.waitPay)),
    shot(
      'counter',
      { zh: '待到店付款', en: 'to be paid at the counter' },
      counterOrder,
      sees(orderWords.counterTitle),
    ),
    shot('code', { zh: '取货码', en: 'pickup code' }, paidOrder, sees(orderWords.codeTitle)),
    shot(
      'partly',
      { zh: '取了一部分、退了一部分', en: 'partly picked up' },
      partlyOrder,
      async ({ phone }) => {
        await phone.sees(orderWords.codeTitle);
        await phone.top.locator('.order__record').first().scrollIntoViewIfNeeded();
      },
    ),
    shot('refund', { zh: '申请退款', en: 'asking for money back' }, paidOrder, async ({ phone }) => {
      await phone.tap(orderWords.refund.action);
      await phone.sees(orderWords.refund.yes);
    }),
    shot('coupon', { zh: '券已到账', en: 'a coupon' }, paidCouponOrder, sees(orderWords.intoWallet)),
    shot('refunded', { zh: '已退款', en: 'refunded' }, refundedOrder, shows('.order__record')),
    shot(
      'late',
      { zh: '超时后才付的款退回', en: 'paid too late' },
      lateOrder,
      sees(orderWords.returnedTitle),
    ),
    shot(
      'revived',
      { zh: '付晚了，名额还在', en: 'paid too late, and taken up again' },
      revivedOrder,
      sees(orderWords.paidLateTitle),
    ),
    shot('offline', { zh: '断网出示取货码', en: 'offline' }, paidOrder, thenOffline(orderWords.codeTitle)),
    {
      state: 'unknown',
      label: { zh: '没有这笔订单', en: 'unknown' },
      as: REGULAR,
      page: '/packages/member/order/index?id=x',
      until: sees(orderWords.unknownTitle),
    },
  ],
};
