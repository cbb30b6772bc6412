import type { Id, Instant } from '../../shared/kernel';
import {
  mergeParts,
  mergeRefs,
  owner,
  rowsBy,
  type Command,
  type DecideContext,
  type Decision,
  type Parts,
} from '../ledger';
import { payments, requestRefund, settledPayment, type PaymentRow } from '../payments';
import type { ProgramConfig } from '../platform/config';
import type { Reader } from '../platform/database';
import type { Delivery } from './delivery';
import { latePaid, lateRefs } from './late.parts';
import { orders, type OrderRow } from './orders.entity';
import { orderById } from './orders.queries';
import { paidParts, paidRefs } from './paid.parts';
import { isMoved } from './release.parts';

/** Money that came in, as a verified notice or a signed answer of WeChat Pay says. */
export interface SettlePayment {
  readonly payment_id: Id<'payment'>;
  readonly transaction_id: string;
  readonly appid: string;
  readonly mchid: string;
  readonly currency: string;
  readonly total_fen: number;
  readonly success_at: Instant;
}

/** `paid`: the order is; else the money goes back, and why. */
export type SettledAs = 'paid' | 'late' | 'twice' | 'wrong_amount';

export interface PaymentSettled {
  readonly payment_id: Id<'payment'>;
  readonly order_id: Id<'order'>;
  readonly outcome: SettledAs;
}

/** To whom WeChat Pay's money is, beside the merchant that the payment's row names. */
export interface SettleSettings {
  readonly program: ProgramConfig;
  readonly appid: string | null;
}

interface Seen {
  readonly order: OrderRow;
  readonly delivery: Delivery;
}

type Ctx = DecideContext<SettlePayment, Seen>;

/**
 * Books money that came through WeChat Pay, once, whenever it comes: it pays its order, takes the piece of an order
 * that is closed if all is still there, or goes back.
 * @rule F6
 * @returns refuses `payment_refused` for money that cannot be this payment's: other parties, currency or transaction
 */
export function settleOrder(settings: SettleSettings): Command<SettlePayment, Seen, PaymentSettled> {
  return {
    kind: 'order.settle',
    async prepare({ payment_id }, context) {
      const order = await orderOfPayment(context.read, payment_id);
      if (!order) return { code: 'not_found' };
      const { refs, delivery } = await paidRefs(order, context, settings.program.timezone);
      const isClosed = order.state === 'lapsed' || order.state === 'cancelled';
      return {
        ...mergeRefs(refs, isClosed ? lateRefs(order) : {}, {
          // it may be that of an earlier choice
          rows: [rowsBy(payments, 'id', [payment_id])],
        }),
        subject: owner.member(order.member_id),
        seen: { order, delivery },
      };
    },
    decide(ctx) {
      const { input, loaded, seen } = ctx;
      const order = loaded.get(orders, seen.order.id);
      const payment = loaded.get(payments, input.payment_id);
      if (!order || !payment) return { refuse: 'not_found' };
      if (isMoved(seen.order, order)) return { stale: true };
      return isOurs(input, payment, settings)
        ? book(ctx, order, payment, settings)
        : { refuse: 'payment_refused' };
    },
  };
}

async function orderOfPayment(read: Reader, paymentId: Id<'payment'>): Promise<OrderRow | null> {
  const [row] = await read.query<{ order_id: Id<'order'> }>('SELECT order_id FROM payments WHERE id = ?', [
    paymentId,
  ]);
  return row ? orderById(read, row.order_id) : null;
}

function isOurs(input: SettlePayment, payment: PaymentRow, { appid }: SettleSettings): boolean {
  return (
    payment.state !== 'paid' &&
    input.mchid === payment.mchid &&
    (appid === null || input.appid === appid) &&
    input.currency === 'CNY' &&
    input.total_fen > 0
  );
}

function book(
  ctx: Ctx,
  order: OrderRow,
  payment: PaymentRow,
  { program }: SettleSettings,
): Decision<PaymentSettled> {
  const { transaction_id, total_fen, success_at } = ctx.input;
  const booked = settledPayment(ctx, payment, {
    received_fen: total_fen,
    transaction_id,
    paid_at: success_at,
  });
  const answer = (outcome: SettledAs, parts: Parts): Decision<PaymentSettled> => ({
    accept: { payment_id: payment.id, order_id: order.id, outcome },
    ...mergeParts(booked.parts, parts),
  });
  const back = (why: Exclude<SettledAs, 'paid'>) => answer(why, sentBack(ctx, order, booked.payment, why));
  if (total_fen !== payment.amount_fen) return back('wrong_amount');
  const { delivery } = ctx.seen;
  switch (order.state) {
    case 'paying': {
      // the payment of an earlier choice: the order is not for that money any more
      if (order.payment_id !== payment.id) return back('late');
      const paid = paidParts(ctx, order, { payment: booked.payment, delivery });
      if ('stale' in paid) return paid;
      return 'refuse' in paid ? back('late') : answer('paid', paid.parts);
    }
    case 'cancelled':
    case 'lapsed': {
      if (order.payment_id !== payment.id) return back('late');
      const paid = latePaid(ctx, order, { payment: booked.payment, delivery, program });
      if (paid === null) return back('late');
      return 'stale' in paid ? paid : answer('paid', paid.parts);
    }
    case 'paid':
    case 'picked_up':
    case 'refunded':
      return back('twice');
    case 'held':
      throw new Error(`order ${order.id} has a payment and was never to be paid`);
  }
}

/** Nobody asked for this money, or not for so much: it goes back by itself, and the member is told. */
function sentBack(ctx: Ctx, order: OrderRow, payment: PaymentRow, why: Exclude<SettledAs, 'paid'>): Parts {
  const fen = ctx.input.total_fen;
  const { parts, refund_id } = requestRefund(ctx, { payment, amount_fen: fen, why });
  const said = {
    type: 'order.money_returned',
    owner: owner.member(order.member_id),
    data: { order_id: order.id, payment_refund_id: refund_id, fen, why },
  };
  return mergeParts(parts, { transfers: [], writes: [], events: [said] });
}
