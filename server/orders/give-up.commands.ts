import type { Id } from '../../shared/kernel';
import { mergeRefs, owner, type Command, type Ledger, type Refs } from '../ledger';
import type { Clock } from '../platform/clock';
import type { Database } from '../platform/database';
import { orders, type OrderRow } from './orders.entity';
import { orderById } from './orders.queries';
import { givenUpParts, heldRefs } from './orders.states';

interface OfOrder {
  readonly order_id: Id<'order'>;
}

function refsOf(order: OrderRow): Refs<null> {
  return { ...mergeRefs(heldRefs(order)), subject: owner.member(order.member_id), seen: null };
}

/** Gives up a piece before its hold ends. Until it is paid, that costs nothing. @rule F5 */
export const cancelOrder: Command<OfOrder & { readonly member_id: Id<'member'> }, null, OfOrder> = {
  kind: 'order.cancel',
  async prepare({ order_id, member_id }, { read }) {
    const order = await orderById(read, order_id);
    return order?.member_id === member_id ? refsOf(order) : { code: 'not_found' };
  },
  decide(ctx) {
    const { input, loaded, at } = ctx;
    const order = loaded.get(orders, input.order_id);
    if (order?.member_id !== input.member_id) return { refuse: 'not_found' };
    // past its deadline it has lapsed, whether somebody has noticed yet or not
    if (order.state !== 'held' || order.hold_until_at <= at) return { refuse: 'order_closed' };
    return { accept: { order_id: order.id }, ...givenUpParts(ctx, order, 'cancelled') };
  },
};

/** Ends a hold that was not paid in time. @rule F4a @rule F5 */
export const lapseOrder: Command<OfOrder, null, OfOrder> = {
  kind: 'order.lapse',
  lane: 'low',
  async prepare({ order_id }, { read }) {
    const order = await orderById(read, order_id);
    return order ? refsOf(order) : { code: 'not_found' };
  },
  decide(ctx) {
    const { input, loaded, at } = ctx;
    const order = loaded.get(orders, input.order_id);
    // refused, so that the key stays free for the time when it is due
    if (!order) return { refuse: 'not_found' };
    if (order.state !== 'held') return { refuse: 'order_closed' };
    if (order.hold_until_at > at) return { refuse: 'not_started' };
    return { accept: { order_id: order.id }, ...givenUpParts(ctx, order, 'lapsed') };
  },
};

/** Most orders looked at in one round. */
const ROUND = 200;

/**
 * Lets every order lapse that was not paid in time, a page at a time. Answers how many did. One that fails keeps no
 * other from its time, and is tried again the next round.
 * @rule F5
 */
export async function lapseDue(database: Database, ledger: Ledger, clock: Clock): Promise<number> {
  const due = await database.read.query<{ id: Id<'order'> }>(
    `SELECT id FROM orders WHERE state = 'held' AND hold_until_at <= ? ORDER BY hold_until_at LIMIT ?`,
    [clock.now(), ROUND],
  );
  const actor = { kind: 'system', id: 'order.lapse' } as const;
  const results = await Promise.allSettled(
    due.map(({ id }) => ledger.run(lapseOrder, { order_id: id }, { key: `lapse:${id}`, actor })),
  );
  return results.filter((result) => result.status === 'fulfilled' && result.value.ok).length;
}
