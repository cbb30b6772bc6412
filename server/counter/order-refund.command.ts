import {
  mergeParts,
  mergeRefs,
  rowsBy,
  update,
  type Command,
  type Decision,
  type DecideContext,
  type PrepareContext,
  type Refs,
  type Refusal,
} from '../ledger';
import { handovers, refundParts, refundRefs, type PiecesRefunded, type RefundSeen } from '../orders';
import { paymentRefs, payments } from '../payments';
import type { ReturnPolicy } from '../points';
import { scans } from './counter.entity';
import { orderTicket, orderTicketRefs, refusing, type OfTicket, type TicketSeen } from './order-ticket';
import { refundRightObstacle, type OrderAct } from './pickup.rules';

export interface OrderRefundInput extends OfTicket {
  readonly pieces: number;
  readonly reason: string;
  /** What the assistant was shown. */
  readonly expected: { readonly fen: number; readonly points: number };
}

interface Seen extends TicketSeen {
  readonly refund: RefundSeen;
}

type Context = DecideContext<OrderRefundInput, Seen>;

/**
 * Refunds pieces of a scanned order, handed over or not. Money that was taken at the counter is handed out there, any
 * other goes back the way it came.
 * @rule F8 @rule S4 @rule C6
 */
export function orderRefund(policy: ReturnPolicy): Command<OrderRefundInput, Seen, PiecesRefunded> {
  return { kind: 'counter.order_refund', prepare, decide: (context) => decide(policy, context) };
}

async function prepare(input: OrderRefundInput, { read }: PrepareContext): Promise<Refs<Seen> | Refusal> {
  const found = await orderTicketRefs(read, input);
  if (!('refs' in found)) return found;
  const { refs, order } = found;
  const refunding = await refundRefs(read, order);
  const acts = mergeRefs(paymentRefs(order), { rows: [rowsBy(handovers, 'order_id', [order.id])] });
  return {
    ...refs,
    ...mergeRefs(refs, refunding.refs, acts),
    seen: { ...refs.seen, refund: refunding.seen },
  };
}

function decide(policy: ReturnPolicy, context: Context): Decision<PiecesRefunded> {
  const { input, seen, day } = context;
  const ticket = orderTicket(context);
  if (!ticket.ok) return refusing(ticket.refusal);
  const { order, scan, assistant } = ticket;
  const actor = { staff_id: assistant.id, role: assistant.role };
  const right = refundRightObstacle(actsUnderLock(context, order.id), actor, day);
  if (right) return { refuse: right };
  const done = refundParts(context, {
    order,
    seen: seen.refund,
    pieces: input.pieces,
    why: 'staff',
    note: input.reason,
    staff_id: assistant.id,
    store_id: scan.store_id,
    expected: input.expected,
    policy,
  });
  if (!('parts' in done)) return done;
  const used = update(scans, scan.id, { used_by: done.refunded.refund_id }, { used_by: null });
  return {
    accept: done.refunded,
    ...mergeParts({ transfers: [], writes: [used], events: [] }, done.parts),
  };
}

/** What assistants did for an order, as `orderActs` reads it. */
function actsUnderLock({ loaded }: Context, orderId: string): OrderAct[] {
  const handed = loaded.find(handovers, 'order_id', orderId).filter(({ undone_at }) => undone_at === null);
  const taken = loaded
    .find(payments, 'order_id', orderId)
    .flatMap(({ way, state, staff_id, day }) =>
      way === 'counter' && state === 'paid' && staff_id !== null ? [{ staff_id, day }] : [],
    );
  return [...handed, ...taken];
}
