import { type Answer, type Asked, json } from '../http';
import { hex } from '../text';
import {
  amount,
  bodyOf,
  canonical,
  list,
  notifyUrl,
  object,
  oneOf,
  optional,
  outTradeNo,
  required,
  type Shape,
  text,
} from './fields';
import { chinaTime, instantIn } from './formats';
import { type PayOrder } from './orders';
import { type PayWorld } from './pay-world';
import { invalidRequest, paramError, PayRefusal } from './refusals';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const EXPIRE_MS_MIN = MINUTE_MS;
const EXPIRE_MS_MAX = 90 * DAY_MS;
const EXPIRE_MS_USUAL = 7 * DAY_MS;
export const PREPAY_ID_MS = 2 * 60 * MINUTE_MS;

const anyObject = (value: unknown, name: string): void => {
  if (typeof value !== 'object' || value === null) throw paramError(`输入源“${name}”必须是对象`);
};

const PREPAY: Shape = {
  appid: required(text(32)),
  mchid: required(text(32)),
  description: required(text(127)),
  out_trade_no: required(outTradeNo),
  time_expire: optional(text(64)),
  attach: optional(text(128)),
  notify_url: required(notifyUrl),
  goods_tag: optional(text(32)),
  support_fapiao: optional(oneOf(true, false)),
  amount: required(object({ total: required(amount), currency: optional(oneOf('CNY')) })),
  payer: required(object({ openid: required(text(128)) })),
  detail: optional(anyObject),
  scene_info: optional(anyObject),
  settle_info: optional(object({ profit_sharing: optional(oneOf(true, false)) })),
  limit_pay: optional(list),
};

/** What the checked body of a prepay is. */
interface Prepay {
  readonly appid: string;
  readonly mchid: string;
  readonly description: string;
  readonly out_trade_no: string;
  readonly time_expire?: string;
  readonly attach?: string;
  readonly notify_url: string;
  readonly amount: { readonly total: number };
  readonly payer: { readonly openid: string };
}

function expiryOf(world: PayWorld, wish: string | undefined): number {
  const now = world.clock.now();
  if (wish === undefined) return now + EXPIRE_MS_USUAL;
  const at = instantIn(wish);
  if (at === undefined) throw paramError('time_expire 格式错误');
  if (at < now + EXPIRE_MS_MIN || at > now + EXPIRE_MS_MAX)
    throw invalidRequest('time_expire 须在下单 1 分钟后、90 天内');
  return at;
}

function newOrder(world: PayWorld, asked: Prepay): PayOrder {
  const order: PayOrder = {
    out_trade_no: asked.out_trade_no,
    asked: canonical(asked),
    description: asked.description,
    total: asked.amount.total,
    openid: asked.payer.openid,
    notify_url: asked.notify_url,
    attach: asked.attach ?? null,
    created_at: world.clock.now(),
    expires_at: expiryOf(world, asked.time_expire),
    state: 'NOTPAY',
    closed_at: null,
    prepaid_at: 0,
    transaction_id: null,
    paid_at: null,
    shipped_at: null,
    refunds: [],
  };
  world.orders.add(order);
  return order;
}

/** The order of that number, if it can still be paid and was made with the same parameters. */
function openOrder(world: PayWorld, order: PayOrder, asked: Prepay): PayOrder {
  if (order.state === 'CLOSED') throw new PayRefusal(400, 'ORDER_CLOSED', '订单已关闭');
  if (order.state !== 'NOTPAY') throw new PayRefusal(403, 'ORDERPAID', '该订单已支付', 268449538);
  if (canonical(asked) !== order.asked) throw invalidRequest('请求重入时，参数与首次请求时不一致', 268498688);
  if (world.clock.now() >= order.expires_at) throw invalidRequest('订单已过期，请更换商户订单号', 268447914);
  return order;
}

/** POST /v3/pay/transactions/jsapi */
export function prepay(world: PayWorld, asked: Asked): Answer {
  const body = bodyOf(asked, PREPAY) as unknown as Prepay;
  if (body.mchid !== world.mchid) throw new PayRefusal(404, 'MCH_NOT_EXISTS', '商户号不存在');
  if (body.appid !== world.appid)
    throw new PayRefusal(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配', 268445527);
  if (!world.people.get(body.payer.openid)) throw paramError('无效的openid', 268501013);
  const known = world.orders.get(body.out_trade_no);
  const order = known ? openOrder(world, known, body) : newOrder(world, body);
  const prepayId = `wx${chinaTime(world.clock.now()).replace(/\D/g, '').slice(0, 14)}${hex(world.random, 10)}`;
  world.orders.prepaid(order, prepayId, world.clock.now());
  return json(200, { prepay_id: prepayId });
}

/** An order as query and notices tell it. */
export function transactionOf(world: PayWorld, order: PayOrder): Record<string, unknown> {
  const { mchid, appid } = world;
  const known = {
    appid,
    mchid,
    out_trade_no: order.out_trade_no,
    trade_state: order.state,
    trade_state_desc: order.state,
    ...(order.attach === null ? {} : { attach: order.attach }),
    payer: { openid: order.openid },
  };
  if (order.transaction_id === null || order.paid_at === null) return known;
  return {
    ...known,
    transaction_id: order.transaction_id,
    trade_type: 'JSAPI',
    bank_type: 'OTHERS',
    success_time: chinaTime(order.paid_at),
    amount: { total: order.total, payer_total: order.total, currency: 'CNY', payer_currency: 'CNY' },
    promotion_detail: [],
  };
}

function existing(world: PayWorld, order: PayOrder | undefined): PayOrder {
  if (!order) throw new PayRefusal(404, 'ORDER_NOT_EXIST', '订单不存在');
  return order;
}

function checkMchid(world: PayWorld, asked: Asked): void {
  const { query } = asked;
  const names = [...query.keys()];
  if (names.length !== 1 || query.get('mchid') === null) throw paramError('只能带参数 mchid');
  if (query.get('mchid') !== world.mchid) throw paramError('商户号不匹配');
}

/** GET /v3/pay/transactions/out-trade-no/{out_trade_no} */
export function queryByNumber(world: PayWorld, asked: Asked, name: string): Answer {
  checkMchid(world, asked);
  return json(200, transactionOf(world, existing(world, world.orders.get(name))));
}

/** GET /v3/pay/transactions/id/{transaction_id} */
export function queryById(world: PayWorld, asked: Asked, name: string): Answer {
  checkMchid(world, asked);
  return json(200, transactionOf(world, existing(world, world.orders.withTransaction(name))));
}

/** POST /v3/pay/transactions/out-trade-no/{out_trade_no}/close */
export function close(world: PayWorld, asked: Asked, name: string): Answer {
  const { mchid } = bodyOf(asked, { mchid: required(text(32)) });
  if (mchid !== world.mchid) throw paramError('商户号不匹配');
  const order = existing(world, world.orders.get(name));
  if (order.state === 'SUCCESS' || order.state === 'REFUND')
    throw new PayRefusal(400, 'ORDER_PAID', '订单已支付', 268449538);
  if (order.state === 'NOTPAY') {
    order.state = 'CLOSED';
    order.closed_at = world.clock.now();
  }
  return { status: 204, contentType: 'application/json', body: '' };
}
