import { type Answer, type Asked, json } from '../http';
import {
  amount,
  bodyOf,
  canonical,
  list,
  notifyUrl,
  object,
  oneOf,
  optional,
  outRefundNo,
  outTradeNo,
  required,
  type Shape,
  text,
} from './fields';
import { chinaTime } from './formats';
import { type PayOrder, type PayRefund } from './orders';
import { type PayWorld } from './pay-world';
import { invalidRequest, paramError, PayRefusal } from './refusals';

const YEAR_MS = 365 * 86_400_000;
const REFUNDS_MAX = 50;

const REFUND: Shape = {
  transaction_id: optional(text(32)),
  out_trade_no: optional(outTradeNo),
  out_refund_no: required(outRefundNo),
  reason: optional(text(80)),
  notify_url: optional(notifyUrl),
  funds_account: optional(oneOf('AVAILABLE', 'UNSETTLED')),
  amount: required(
    object({
      refund: required(amount),
      total: required(amount),
      currency: required(oneOf('CNY')),
      from: optional(list),
    }),
  ),
  goods_detail: optional(list),
};

/** What the checked body of a refund is. */
interface Asking {
  readonly transaction_id?: string;
  readonly out_trade_no?: string;
  readonly out_refund_no: string;
  readonly reason?: string;
  readonly notify_url?: string;
  readonly amount: { readonly refund: number; readonly total: number };
}

function orderOf(world: PayWorld, body: Asking): PayOrder {
  const { transaction_id: transactionId, out_trade_no: number } = body;
  if ((transactionId === undefined) === (number === undefined))
    throw paramError('transaction_id 和 out_trade_no 须且只须填一个');
  const order = number === undefined ? undefined : world.orders.get(number);
  const found =
    order ?? (transactionId === undefined ? undefined : world.orders.withTransaction(transactionId));
  if (!found) throw new PayRefusal(404, 'RESOURCE_NOT_EXISTS', '订单不存在');
  return found;
}

function checkMoney(world: PayWorld, order: PayOrder, body: Asking): void {
  if (order.paid_at === null) throw invalidRequest('订单未支付');
  if (body.amount.total !== order.total) throw invalidRequest('订单金额与支付时不一致');
  if (world.clock.now() > order.paid_at + YEAR_MS) throw invalidRequest('订单已超过退款期限（一年）');
  if (order.refunds.length >= REFUNDS_MAX) throw invalidRequest('部分退款次数已达 50 次上限');
  const refunded = order.refunds.reduce((sum, one) => sum + (one.status === 'CLOSED' ? 0 : one.refund), 0);
  if (refunded + body.amount.refund > order.total) throw invalidRequest('申请退款金额大于订单剩余可退金额');
}

function refundAnswer(refund: PayRefund): Answer {
  const { order } = refund;
  return json(200, {
    refund_id: refund.refund_id,
    out_refund_no: refund.out_refund_no,
    transaction_id: order.transaction_id,
    out_trade_no: order.out_trade_no,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    ...(refund.success_at === null ? {} : { success_time: chinaTime(refund.success_at) }),
    create_time: chinaTime(refund.created_at),
    status: refund.status,
    funds_account: 'AVAILABLE',
    amount: {
      total: order.total,
      refund: refund.refund,
      payer_total: order.total,
      payer_refund: refund.refund,
      settlement_refund: refund.refund,
      settlement_total: order.total,
      discount_refund: 0,
      currency: 'CNY',
    },
  });
}

/** POST /v3/refund/domestic/refunds: the same number and parameters tell of the same refund. */
export function askRefund(world: PayWorld, asked: Asked): Answer {
  const body = bodyOf(asked, REFUND) as unknown as Asking;
  const order = orderOf(world, body);
  const known = world.orders.refund(body.out_refund_no);
  if (known) {
    if (known.asked !== canonical(body)) throw invalidRequest('退款单号已使用，参数与首次请求不一致');
    return refundAnswer(known);
  }
  checkMoney(world, order, body);
  const digits = Array.from(world.random.bytes(24), (byte) => byte % 10).join('');
  const made: PayRefund = {
    out_refund_no: body.out_refund_no,
    refund_id: `5030${digits}`,
    asked: canonical(body),
    order,
    refund: body.amount.refund,
    reason: body.reason ?? null,
    notify_url: body.notify_url ?? null,
    created_at: world.clock.now(),
    outcome: 'SUCCESS',
    status: 'PROCESSING',
    success_at: null,
  };
  world.orders.addRefund(made);
  return refundAnswer(made);
}

/** GET /v3/refund/domestic/refunds/{out_refund_no} */
export function queryRefund(world: PayWorld, _asked: Asked, name: string): Answer {
  const found = world.orders.refund(name);
  if (!found) throw new PayRefusal(404, 'RESOURCE_NOT_EXISTS', '退款单不存在');
  return refundAnswer(found);
}

/** Lets a refund come to its end, and tells of it. */
export function settle(world: PayWorld, refund: PayRefund): void {
  const { order, outcome } = refund;
  refund.status = outcome;
  refund.success_at = outcome === 'SUCCESS' ? world.clock.now() : null;
  world.orders.settled(refund);
  if (refund.notify_url === null) return;
  world.notices.add(`REFUND.${outcome}`, 'refund', refund.notify_url, {
    mchid: world.mchid,
    transaction_id: order.transaction_id,
    out_trade_no: order.out_trade_no,
    refund_id: refund.refund_id,
    out_refund_no: refund.out_refund_no,
    refund_status: outcome,
    ...(refund.success_at === null ? {} : { success_time: chinaTime(refund.success_at) }),
    user_received_account: '支付用户零钱',
    amount: {
      total: order.total,
      refund: refund.refund,
      payer_total: order.total,
      payer_refund: refund.refund,
    },
  });
}

/** Settles every refund whose time is over. */
export function settleDue(world: PayWorld): void {
  const until = world.clock.now() - world.refund_ms;
  for (const refund of world.orders.openRefunds()) if (refund.created_at <= until) settle(world, refund);
}
