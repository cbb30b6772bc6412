import { numberFrom } from '../../shared/rules';
import { coupons, lockCoupon, unlockCoupon } from '../coupons';
import { flashSales } from '../flash-sales';
import {
  mergeParts,
  mergeRefs,
  NOTHING,
  owner,
  rowsBy,
  update,
  type Command,
  type DecideContext,
  type Decision,
  type Parts,
} from '../ledger';
import { closedPayment, openPayment, openPaymentOf, type PaymentRow } from '../payments';
import { pointsRefs, spendPoints } from '../points';
import type { ProgramConfig } from '../platform/config';
import { stores } from '../stores';
import { deliveryObstacle, type Delivery } from './delivery';
import { overBy } from './give-up.commands';
import { orders, type OrderRow } from './orders.entity';
import { orderById } from './orders.queries';
import { historyRow, reheldParts } from './orders.states';
import { paidParts, paidRefs } from './paid.parts';
import { isSameChoice, termsOf, type PayOrder, type Terms } from './pay.terms';
import { isMoved, unclosed } from './release.parts';

/** What paying needs to know of the program. */
export interface PaySettings {
  readonly program: ProgramConfig;
  /** Whom money is paid to through WeChat Pay; null where it is not set up. */
  readonly mchid: string | null;
}

interface Seen {
  readonly order: OrderRow;
  readonly delivery: Delivery;
  readonly number: string;
}

/** The order as the command left it, and the payment that WeChat Pay is to be asked for. */
export interface OrderPaying {
  readonly order: OrderRow;
  readonly payment: PaymentRow | null;
}

type Ctx = DecideContext<PayOrder, Seen>;

/**
 * Settles way, coupon and pickup store of an order, takes its points and coupon, and opens its payment; with nothing
 * to pay it is paid. Again with the same choice it is the same payment; with another one the old payment is closed
 * first, by whoever asks.
 * @rule C5 @rule C7a @rule F2a @rule F5 @rule F6
 */
export function payOrder(settings: PaySettings): Command<PayOrder, Seen, OrderPaying> {
  return {
    kind: 'order.pay',
    async prepare({ order_id, member_id, coupon_id, pickup_store_id }, context) {
      const order = await orderById(context.read, order_id);
      if (order?.member_id !== member_id) return { code: 'not_found' };
      const number = order.number ?? numberFrom(context.random.digits(9));
      const { refs, delivery } = await paidRefs(order, context, settings.program.timezone);
      const rows = [
        rowsBy(flashSales, 'id', [order.sale_id]),
        rowsBy(coupons, 'id', coupon_id === null ? [] : [coupon_id]),
        rowsBy(stores, 'id', pickup_store_id === null ? [] : [pickup_store_id]),
        rowsBy(orders, 'number', [number]),
      ];
      return {
        ...mergeRefs(refs, pointsRefs(member_id), { rows }),
        subject: owner.member(member_id),
        seen: { order, delivery, number },
      };
    },
    decide: (ctx) => decide(ctx, settings),
  };
}

function decide(ctx: Ctx, settings: PaySettings): Decision<OrderPaying> {
  const { input, loaded, seen, at } = ctx;
  const order = loaded.get(orders, input.order_id);
  if (order?.member_id !== input.member_id) return { refuse: 'not_found' };
  const over = overBy(order, at);
  if (over !== null) return { refuse: over };
  if (isMoved(seen.order, order)) return { stale: true };
  const open = openPaymentOf(ctx, order);
  if (open && open.id !== input.closed && isSameChoice(order, input))
    return { accept: answerOf(order, open), ...NOTHING };
  const { program, mchid } = settings;
  const facts = { at, timezone: program.timezone, has_wechat: mchid !== null };
  const terms = termsOf(loaded, order, input, facts);
  if ('refuse' in terms) return terms;
  const obstacle = deliveryObstacle(ctx, order, seen.delivery);
  if (obstacle) return obstacle;
  if (order.number === null && loaded.find(orders, 'number', seen.number).length > 0) return { stale: true };
  const spent = pointsParts(ctx, order, program);
  if ('missing' in spent) return { refuse: 'points_insufficient', params: { missing: spent.missing } };
  // last, so that nothing is closed at WeChat Pay for a choice that cannot be
  if (open?.way === 'wechat' && open.id !== input.closed) return unclosed(open);
  const before = mergeParts(
    spent.parts,
    open ? closedPayment(ctx, open) : NOTHING,
    couponSwap(ctx, order, terms),
  );
  return terms.way === 'none'
    ? paidAtOnce(ctx, order, terms, before)
    : paying(ctx, order, terms, before, mchid);
}

/** Points are taken once, with the first choice: what an order costs in points never changes. @rule P3 */
function pointsParts(
  ctx: Ctx,
  order: OrderRow,
  policy: ProgramConfig,
): { parts: Parts } | { missing: number } {
  if (order.state !== 'held') return { parts: NOTHING };
  return spendPoints(ctx, {
    member_id: order.member_id,
    points: order.price_points,
    reason: 'spend',
    reference: order.id,
    store_id: null,
    policy,
  });
}

/** The coupon of the earlier choice is free, that of the new one is not; what is paid at once uses it up later. */
function couponSwap(ctx: Ctx, order: OrderRow, terms: Terms): Parts {
  if (order.coupon_id === terms.coupon_id) return NOTHING;
  const [old, next] = [order.coupon_id, terms.coupon_id].map((id) =>
    id === null ? undefined : ctx.loaded.get(coupons, id),
  );
  return mergeParts(
    old ? unlockCoupon(ctx, { coupon: old, shop_caused: false }) : NOTHING,
    next && terms.way !== 'none' ? lockCoupon(ctx, { coupon: next, order_id: order.id }) : NOTHING,
  );
}

function paidAtOnce(ctx: Ctx, order: OrderRow, terms: Terms, before: Parts): Decision<OrderPaying> {
  const { number, delivery } = ctx.seen;
  const paid = paidParts(ctx, order, { payment: null, delivery, terms: { ...terms, number } });
  if (!('parts' in paid)) return paid;
  return { accept: { order: paid.order, payment: null }, ...mergeParts(before, paid.parts) };
}

function paying(
  ctx: Ctx,
  order: OrderRow,
  terms: Terms,
  before: Parts,
  mchid: string | null,
): Decision<OrderPaying> {
  const { id, member_id } = order;
  const way = terms.way === 'counter' ? 'counter' : 'wechat';
  const held = reheldParts(ctx, order, terms.hold_until_at);
  const { parts, payment } = openPayment(ctx, {
    ...{ order_id: id, member_id, way, amount_fen: terms.pay_fen, expires_at: terms.hold_until_at },
    mchid: way === 'wechat' ? mchid : null,
  });
  const set = {
    ...terms,
    ...held.ids,
    number: ctx.seen.number,
    payment_id: payment.id,
    state: 'paying',
  } as const;
  const own: Parts = {
    transfers: [],
    writes: [
      update(orders, id, set, { state: order.state }),
      ...(order.state === 'held' ? [historyRow(ctx, order, 'held', 'paying')] : []),
    ],
    events: [],
  };
  return {
    accept: answerOf({ ...order, ...set }, payment),
    ...mergeParts(before, held.parts, parts, own),
  };
}

function answerOf(order: OrderRow, payment: PaymentRow): OrderPaying {
  return { order, payment: payment.way === 'wechat' ? payment : null };
}
