import type { Id, Instant } from '../../shared/kernel';
import {
  mergeParts,
  mergeRefs,
  update,
  type Command,
  type Decision,
  type DecideContext,
  type PrepareContext,
  type Refs,
  type Refusal,
} from '../ledger';
import { paidParts, paidRefs, type MadePaid, type OrderRow } from '../orders';
import { openPaymentOf, settledPayment } from '../payments';
import { scans } from './counter.entity';
import { orderTicket, orderTicketRefs, refusing, type OfTicket, type TicketSeen } from './order-ticket';

export interface OrderPaymentInput extends OfTicket {
  /** What the assistant was shown. */
  readonly expected: { readonly pay_fen: number };
}

export interface OrderPaid {
  readonly order_id: Id<'order'>;
  readonly title: string;
  readonly paid_fen: number;
  readonly pieces: number;
  readonly pickup_until_at: Instant | null;
}

/** What else is locked and loaded follows from these; when they have changed, it is prepared again. */
const TERMS = ['coupon_id', 'pickup_store_id', 'stock_hold_id', 'quota_hold_id', 'payment_id'] as const;
type Terms = Pick<OrderRow, (typeof TERMS)[number]>;

interface Seen extends TicketSeen {
  readonly delivery: MadePaid['delivery'];
  readonly terms: Terms;
}

/**
 * Notes that the money of a scanned order was taken at the counter: the order is paid as by any other way, and the
 * ticket is still good for handing it over.
 * @param timezone the program's zone
 * @rule F6 @rule C6
 */
export function orderPayment(timezone: string): Command<OrderPaymentInput, Seen, OrderPaid> {
  return {
    kind: 'counter.order_payment',
    prepare: (input, context) => prepare(input, context, timezone),
    decide,
  };
}

async function prepare(
  input: OrderPaymentInput,
  context: PrepareContext,
  timezone: string,
): Promise<Refs<Seen> | Refusal> {
  const found = await orderTicketRefs(context.read, input);
  if (!('refs' in found)) return found;
  const { refs, order } = found;
  const paying = await paidRefs(order, context, timezone);
  return {
    ...refs,
    ...mergeRefs(refs, paying.refs),
    seen: { ...refs.seen, delivery: paying.delivery, terms: order },
  };
}

/** Why an order's money cannot be taken at the counter now, or null. @rule F5 @rule F6 */
export function orderPaymentObstacle(
  { state, way, hold_until_at }: Pick<OrderRow, 'state' | 'way' | 'hold_until_at'>,
  at: Instant,
): 'order_closed' | 'order_paid' | 'order_not_payable' | null {
  if (state === 'paid' || state === 'picked_up') return 'order_paid';
  if (state !== 'held' && state !== 'paying') return 'order_closed';
  // past its deadline it has lapsed, whether somebody has noticed yet or not
  if (hold_until_at <= at) return 'order_closed';
  return state === 'paying' && way === 'counter' ? null : 'order_not_payable';
}

function decide(context: DecideContext<OrderPaymentInput, Seen>): Decision<OrderPaid> {
  const { input, seen, at } = context;
  const ticket = orderTicket(context);
  if (!ticket.ok) return refusing(ticket.refusal);
  const { order, scan, assistant } = ticket;
  const obstacle = orderPaymentObstacle(order, at);
  if (obstacle) return { refuse: obstacle };
  if (TERMS.some((name) => order[name] !== seen.terms[name])) return { stale: true };
  if (input.expected.pay_fen !== order.pay_fen) return { refuse: 'quote_changed' };
  const open = openPaymentOf(context, order);
  if (open?.id !== order.payment_id || open.way !== 'counter')
    throw new Error(`order ${order.id} is paid for at the counter without a payment`);
  const booked = settledPayment(context, open, {
    received_fen: order.pay_fen,
    transaction_id: null,
    paid_at: at,
    staff_id: assistant.id,
    store_id: scan.store_id,
  });
  const paid = paidParts(context, order, { payment: booked.payment, delivery: seen.delivery });
  if (!('parts' in paid)) return paid;
  const used = update(scans, scan.id, { used_by: open.id }, { used_by: null });
  const { title, pay_fen, pieces, pickup_until_at } = paid.order;
  return {
    accept: { order_id: order.id, title, paid_fen: pay_fen, pieces, pickup_until_at },
    ...mergeParts({ transfers: [], writes: [used], events: [] }, booked.parts, paid.parts),
  };
}
