import type { Id, Instant } from '../../shared/kernel';
import { flashSales, offers } from '../flash-sales';
import {
  mergeRefs,
  owner,
  rowsBy,
  update,
  type Command,
  type DecideContext,
  type Decision,
  type DomainEvent,
} from '../ledger';
import type { ReturnPolicy } from '../points';
import { stores } from '../stores';
import { orders, type OrderRow } from './orders.entity';
import { orderById } from './orders.queries';
import { pickupUntil } from './orders.rules';
import { refundParts, refundRefs, type RefundSeen } from './refund.parts';
import { piecesRefundable } from './refund.rules';

/** An order that waits at its store, and until when: a deadline that has moved since is another matter. */
export interface WaitingOrder {
  readonly order_id: Id<'order'>;
  readonly pickup_until_at: Instant;
}

/** Reminds a member of what waits for them. @rule F7 */
export const remindPickup: Command<WaitingOrder, null, { readonly order_id: Id<'order'> }> = {
  kind: 'order.remind_pickup',
  lane: 'low',
  async prepare({ order_id }, { read }) {
    const order = await orderById(read, order_id);
    if (!order) return { code: 'not_found' };
    const subject = owner.member(order.member_id);
    return { subject, owners: [subject], rows: [rowsBy(orders, 'id', [order_id])], seen: null };
  },
  decide({ input, loaded, at }) {
    const order = loaded.get(orders, input.order_id);
    if (!order || !isWaiting(order, input) || input.pickup_until_at <= at) return { refuse: 'order_closed' };
    const event = due(order, input.pickup_until_at);
    return { accept: { order_id: order.id }, transfers: [], writes: [], events: [event] };
  },
};

/** What became of an order that nobody picked up in time. */
export interface PickupMissed {
  readonly order_id: Id<'order'>;
  /** The new deadline; null where the money goes back. */
  readonly extended_until_at: Instant | null;
}

/**
 * Ends the waiting of an order at its store: gives back what is left of it, or extends the deadline once, as the offer
 * has it. Cash cannot be sent, so what was paid at the counter waits on.
 * @rule F7 @rule F8
 */
export function missedPickup(policy: ReturnPolicy): Command<WaitingOrder, RefundSeen, PickupMissed> {
  return {
    kind: 'order.missed_pickup',
    lane: 'low',
    async prepare({ order_id }, { read }) {
      const order = await orderById(read, order_id);
      if (!order) return { code: 'not_found' };
      const { refs, seen } = await refundRefs(read, order);
      const place = order.pickup_store_id === null ? [] : [order.pickup_store_id];
      const rows = [rowsBy(stores, 'id', place), rowsBy(flashSales, 'id', [order.sale_id])];
      return { ...mergeRefs(refs, { rows }), subject: owner.member(order.member_id), seen };
    },
    decide: (ctx) => decide(policy, ctx),
  };
}

function decide(policy: ReturnPolicy, ctx: DecideContext<WaitingOrder, RefundSeen>): Decision<PickupMissed> {
  const { input, loaded, at, seen } = ctx;
  const order = loaded.get(orders, input.order_id);
  const offer = order && loaded.get(offers, order.offer_id);
  if (!order || !offer || !isWaiting(order, input)) return { refuse: 'order_closed' };
  if (input.pickup_until_at >= at) return { refuse: 'not_started' };
  const isCash = order.way === 'counter' && order.pay_fen > 0;
  if (isCash || (offer.on_missed === 'extend' && !order.extended)) {
    const store = order.pickup_store_id === null ? undefined : loaded.get(stores, order.pickup_store_id);
    if (!store) return { stale: true };
    const { pickup_days: days } = offer;
    const next = pickupUntil(input.pickup_until_at, days, store.timezone);
    // a job that comes too late for that leaves as many days from now
    return extended(order, next > at ? next : pickupUntil(at, days, store.timezone));
  }
  const done = refundParts(ctx, {
    order,
    seen,
    pieces: piecesRefundable(order, 'not_picked_up'),
    why: 'not_picked_up',
    ...{ note: null, staff_id: null, store_id: null, expected: null },
    policy,
  });
  return 'parts' in done ? { accept: { order_id: order.id, extended_until_at: null }, ...done.parts } : done;
}

function extended(order: OrderRow, until: Instant): Decision<PickupMissed> {
  const set = { pickup_until_at: until, extended: true };
  return {
    accept: { order_id: order.id, extended_until_at: until },
    transfers: [],
    writes: [update(orders, order.id, set, { state: order.state, pickup_until_at: order.pickup_until_at })],
    events: [due(order, until)],
  };
}

function isWaiting(order: OrderRow, { pickup_until_at }: WaitingOrder): boolean {
  return order.state === 'paid' && order.pickup_until_at === pickup_until_at;
}

function due({ id, member_id }: OrderRow, until: Instant): DomainEvent {
  return {
    type: 'order.pickup_due',
    owner: owner.member(member_id),
    data: { order_id: id, pickup_until_at: until },
  };
}
