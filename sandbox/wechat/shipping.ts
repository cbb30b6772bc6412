import { type Answer, type Asked, json } from '../http';
import { type World } from '../world';
import { bodyOf, checkAccessToken, WechatError } from './answers';

const SELF_PICK_UP = 4;
const UNIFIED = 1;
const ITEM_CHARACTERS_MAX = 120;
const UPLOAD_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:\d{2})$/;

type Body = Readonly<Record<string, unknown>>;

function objectOf(body: Body, name: string): Body {
  const value = body[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new WechatError(47001, 'data format error');
  return { ...value };
}

/** Exactly one element with a description and nothing else. */
function checkList(list: unknown): void {
  if (!Array.isArray(list)) throw new WechatError(47001, 'data format error');
  if (list.length === 0) throw new WechatError(268485228, 'shipping_list is empty');
  const [first, ...more] = list as readonly unknown[];
  const fields: Body = typeof first === 'object' && first !== null ? { ...first } : {};
  const { item_desc: item, ...others } = fields;
  const isText = typeof item === 'string' && item !== '' && Array.from(item).length <= ITEM_CHARACTERS_MAX;
  if (!isText || more.length > 0 || Object.keys(others).length > 0)
    throw new WechatError(268485224, 'invalid shipping_list');
}

/** POST /wxa/sec/order/upload_shipping_info, for goods picked up in a store. */
export function uploadShipping(world: World, asked: Asked): Answer {
  checkAccessToken(world, asked);
  const body: Body = bodyOf(asked);
  const key = objectOf(body, 'order_key');
  checkList(body.shipping_list);
  if (body.logistics_type !== SELF_PICK_UP || body.delivery_mode !== UNIFIED)
    throw new WechatError(268485224, 'invalid logistics_type or delivery_mode');
  if (typeof body.upload_time !== 'string' || !UPLOAD_TIME.test(body.upload_time))
    throw new WechatError(268485216, 'invalid upload_time');
  const { clock, freeze_ms: freezeMs, orders } = world.pay;
  const byId = key.order_number_type === 2 && typeof key.transaction_id === 'string';
  const order = byId ? orders.withTransaction(String(key.transaction_id)) : undefined;
  if (!order || clock.now() < (order.paid_at ?? 0) + freezeMs)
    throw new WechatError(10060001, '支付单不存在');
  if (objectOf(body, 'payer').openid !== order.openid) throw new WechatError(268485196, 'payer mismatch');
  if (order.shipped_at !== null) throw new WechatError(10060002, '支付单已完成发货，无法继续发货');
  order.shipped_at = clock.now();
  return json(200, { errcode: 0, errmsg: 'ok' });
}
