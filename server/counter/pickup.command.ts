import type { Id, Instant } from '../../shared/kernel';
import { undoWindow } from '../../shared/rules';
import {
  mergeParts,
  mergeRefs,
  NOTHING,
  update,
  type Command,
  type Decision,
  type DecideContext,
} from '../ledger';
import { handedOverParts, handoverObstacle } from '../orders';
import { shippedOnce, shippingRefs } from '../payments';
import { scans } from './counter.entity';
import { orderTicket, orderTicketRefs, refusing, type OfTicket, type TicketSeen } from './order-ticket';

export interface PickupInput extends OfTicket {
  readonly pieces: number;
}

export interface PickedUp {
  readonly handover_id: Id<'handover'>;
  readonly order_id: Id<'order'>;
  readonly title: string;
  readonly pieces: number;
  readonly pieces_left: number;
  readonly undo_until_at: Instant;
}

/** With the payment that is looked up for the last piece. */
interface Seen extends TicketSeen {
  readonly payment_id: Id<'payment'> | null;
}

/**
 * Hands over pieces of a scanned order, all or some. Of two tills with the same order each piece goes out once: both
 * lock its member. The ticket its money was confirmed with is still good for it. WeChat, which keeps the money of a
 * payment until then, is told once that all is handed over.
 * @rule F7 @rule C6
 */
export const pickup: Command<PickupInput, Seen, PickedUp> = {
  kind: 'counter.pickup',
  async prepare(input, { read }) {
    const found = await orderTicketRefs(read, input);
    if (!('refs' in found)) return found;
    const { refs, order } = found;
    const report = order.payment_id === null ? {} : shippingRefs(order.payment_id);
    return {
      ...refs,
      ...mergeRefs(refs, report),
      seen: { ...refs.seen, payment_id: order.payment_id },
    };
  },
  decide,
};

function decide(context: DecideContext<PickupInput, Seen>): Decision<PickedUp> {
  const { input, seen, at } = context;
  const ticket = orderTicket(context, (order) => order.payment_id);
  if (!ticket.ok) return refusing(ticket.refusal);
  const { order, scan, assistant } = ticket;
  const obstacle = handoverObstacle(order, input.pieces);
  if (obstacle) return refusing(obstacle);
  // paid since it was read: its payment is not loaded
  if (order.payment_id !== seen.payment_id) return { stale: true };
  const { store_id } = scan;
  const { parts, row, pieces_left } = handedOverParts(context, order, {
    staff_id: assistant.id,
    store_id,
    scan_id: scan.id,
    pieces: input.pieces,
  });
  const window = undoWindow(
    { redeemed_at: at, staff_id: assistant.id, store_id },
    { ...assistant, staff_id: assistant.id },
    at,
  );
  if (!window.ok) throw new Error(`${assistant.id} does not work at ${store_id}`);
  const used = update(scans, scan.id, { used_by: row.id }, { used_by: scan.used_by });
  return {
    accept: {
      handover_id: row.id,
      order_id: order.id,
      title: order.title,
      pieces: row.pieces,
      pieces_left,
      undo_until_at: window.allowed_until,
    },
    ...mergeParts(
      { ...NOTHING, writes: [used] },
      parts,
      pieces_left === 0 ? shippedOnce(context, order) : NOTHING,
    ),
  };
}
