import { bodyOf, type ControlRoute, integerOf, malformed, textOf } from '../control-input';
import { ControlRefusal } from '../control-refusal';
import { type Answer, type Asked } from '../http';
import { type World } from '../world';
import { chinaTime } from './formats';
import { type PayOrder, type PayRefund } from './orders';
import { catchUp } from './due';
import { payPage } from './page';
import { merchantSettings } from './pay-world';
import { actOfPayer, PAYER_ACTS } from './payer';
import { settle } from './refunds';

const OUTCOMES = ['SUCCESS', 'CLOSED', 'ABNORMAL'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const WITHIN_MS_MAX = 30 * 86_400_000;
const FEN_MAX = 10_000_000_000;

function orderNamed(world: World, name: string): PayOrder {
  const order = world.pay.orders.find(name);
  if (!order) throw new ControlRefusal(404, 'no_such_order', 'no order with this number or prepay_id');
  return order;
}

function act(world: World, asked: Asked, name: string): object {
  const { action } = bodyOf(asked, ['action']);
  const wished = PAYER_ACTS.find((one) => one === action);
  if (!wished) throw malformed(`action must be one of ${PAYER_ACTS.join(' ')}`);
  const order = orderNamed(world, name);
  catchUp(world.pay);
  actOfPayer(world.pay, order, wished);
  catchUp(world.pay);
  return view(world, order);
}

function refundView(refund: PayRefund): object {
  const { out_refund_no: number, refund: fen, status, reason } = refund;
  return { out_refund_no: number, refund_fen: fen, status, reason };
}

function view({ pay }: World, order: PayOrder): object {
  return {
    out_trade_no: order.out_trade_no,
    state: order.state,
    total_fen: order.total,
    openid: order.openid,
    transaction_id: order.transaction_id,
    expires_at: order.expires_at,
    closed_at: order.closed_at,
    held_back: pay.orders.isHeldBack(order),
    paid_at: order.paid_at,
    shipped_at: order.shipped_at,
    refunds: order.refunds.map(refundView),
  };
}

function show(world: World, _asked: Asked, name: string): object {
  catchUp(world.pay);
  return view(world, orderNamed(world, name));
}

function page(world: World, _asked: Asked, name: string): Answer {
  catchUp(world.pay);
  const order = orderNamed(world, name);
  const { out_trade_no: number, description, total, state, expires_at: expiresAt } = order;
  return payPage({
    number,
    description,
    total_fen: total,
    state,
    isHeldBack: world.pay.orders.isHeldBack(order),
    until: chinaTime(expiresAt),
    late_ms: world.pay.late_ms,
  });
}

/** Ends a refund at once, in this or that way. */
function endRefund(world: World, asked: Asked, name: string): object {
  const { outcome } = bodyOf(asked, ['outcome']);
  const wished = OUTCOMES.find((one) => one === outcome);
  if (!wished) throw malformed(`outcome must be one of ${OUTCOMES.join(' ')}`);
  const refund = world.pay.orders.refund(name);
  if (!refund) throw new ControlRefusal(404, 'no_such_refund', 'no refund with this number');
  if (refund.status !== 'PROCESSING')
    throw new ControlRefusal(409, 'refund_final', 'the refund has come to its end');
  refund.outcome = wished;
  settle(world.pay, refund);
  return refundView(refund);
}

/** Sends the notices that are due, or will be within `within_ms`. */
async function deliver(world: World, asked: Asked): Promise<object> {
  const withinMs = integerOf(bodyOf(asked, ['within_ms']), 'within_ms', 0, WITHIN_MS_MAX, 0);
  return { delivered: await world.pay.notices.deliver(withinMs), waiting: world.pay.notices.waiting() };
}

function listNotices(world: World): object {
  return { delivered: world.pay.notices.delivered(), waiting: world.pay.notices.waiting() };
}

function textsOf(value: unknown, name: string): string[] {
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
    throw malformed(`${name} must be a list of texts`);
  return value;
}

function fenOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > FEN_MAX)
    throw malformed('amounts are whole fen');
  return value;
}

/** Plants differences into a day's bill. */
function plantBill(world: World, asked: Asked, day: string): object {
  if (!DAY.test(day)) throw malformed('a day is like 2026-11-22');
  const {
    omit = [],
    amounts = {},
    extra = [],
    without = [],
  } = bodyOf(asked, ['omit', 'amounts', 'extra', 'without']);
  if (typeof amounts !== 'object' || amounts === null) throw malformed('amounts must be an object');
  if (!Array.isArray(extra)) throw malformed('extra must be a list');
  const plan = {
    omit: textsOf(omit, 'omit'),
    without: textsOf(without, 'without'),
    amounts: Object.fromEntries(Object.entries(amounts).map(([number, fen]) => [number, fenOf(fen)])),
    extra: extra.map((one: unknown) => {
      const fields = typeof one === 'object' && one !== null ? { ...one } : {};
      const number = textOf(fields, 'out_trade_no', /^[0-9A-Za-z_\-|*]{6,32}$/) ?? 'stranger-1';
      return { out_trade_no: number, total_fen: fenOf('total_fen' in fields ? fields.total_fen : undefined) };
    }),
  };
  if (!world.pay.bills.plant(day, plan)) throw new ControlRefusal(429, 'too_many_plans', 'too many days');
  return { day, ...plan };
}

function merchant(world: World): object {
  return merchantSettings(world.pay);
}

/** The control surface of WeChat Pay's side. */
export const PAY_CONTROLS: readonly ControlRoute[] = [
  { method: 'GET', path: /^\/_control\/merchant$/, handle: merchant },
  { method: 'GET', path: /^\/_control\/payments\/([^/]+)$/, handle: show },
  { method: 'POST', path: /^\/_control\/payments\/([^/]+)$/, handle: act },
  { method: 'GET', path: /^\/_control\/payments\/([^/]+)\/page$/, handle: page },
  { method: 'POST', path: /^\/_control\/refunds\/([^/]+)$/, handle: endRefund },
  { method: 'GET', path: /^\/_control\/notices$/, handle: listNotices },
  { method: 'POST', path: /^\/_control\/notices\/deliver$/, handle: deliver },
  { method: 'POST', path: /^\/_control\/bills\/([^/]+)$/, handle: plantBill },
];
