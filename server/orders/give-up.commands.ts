import type { ErrorCode } from '../../shared/contract';
import type { Id, Instant } from '../../shared/kernel';
import { owner, type Command, type DecideContext, type Ledger, type RowWrite } from '../ledger';
import { changeRow } from '../merchants';
import type { SpentLeg } from '../points';
import type { Clock } from '../platform/clock';
import type { ProgramConfig } from '../platform/config';
import type { Database, Reader } from '../platform/database';
import { orders, type OrderRow } from './orders.entity';
import { orderById } from './orders.queries';
import { isMoved, releasedParts, releaseRefs } from './release.parts';

interface OfOrder {
  readonly order_id: Id<'order'>;
}

interface GiveUp extends OfOrder {
  /** The payment that WeChat Pay has closed for it; null while none was. */
  readonly closed: Id<'payment'> | null;
}

interface Seen {
  readonly order: OrderRow;
  readonly legs: readonly SpentLeg[];
}

async function refsOf(read: Reader, order: OrderRow) {
  const { refs, legs } = await releaseRefs(read, order);
  const seen: Seen = { order, legs };
  return { owners: [], ...refs, subject: owner.member(order.member_id), seen };
}

/** Why an order is not to be paid any more, or null. Past its deadline it is over, whether somebody noticed or not. */
export function overBy(order: OrderRow, at: Instant): ErrorCode | null {
  if (order.state === 'cancelled' || order.state === 'lapsed') return 'order_closed';
  if (order.state !== 'held' && order.state !== 'paying') return 'order_paid';
  return order.hold_until_at <= at ? 'order_closed' : null;
}

interface Cancel extends GiveUp {
  /** Whose it must be; null for an operator. */
  readonly member_id: Id<'member'> | null;
  /** Why the shop cancels it; null when its member does. */
  readonly reason: string | null;
}

/**
 * Gives up a piece before its hold ends. Until it is paid, that costs nothing; whoever asks has closed its payment.
 * What the shop cancels is a line of the change log.
 * @rule C5 @rule F5 @rule O2
 */
export function cancelOrder(program: ProgramConfig): Command<Cancel, Seen, OfOrder> {
  return {
    kind: 'order.cancel',
    async prepare({ order_id, member_id }, { read }) {
      const order = await orderById(read, order_id);
      const isTheirs = order !== null && (member_id === null || order.member_id === member_id);
      return isTheirs ? refsOf(read, order) : { code: 'not_found' };
    },
    decide(ctx) {
      const { input, loaded, seen, at } = ctx;
      const order = loaded.get(orders, input.order_id);
      if (!order) return { refuse: 'not_found' };
      const over = overBy(order, at);
      if (over !== null) return { refuse: over };
      if (isMoved(seen.order, order)) return { stale: true };
      const { closed, reason } = input;
      const how = { to: 'cancelled', closed, legs: seen.legs, policy: program } as const;
      const released = releasedParts(ctx, order, { ...how, shop_caused: reason !== null });
      if ('refuse' in released) return released;
      const writes = [...released.writes, ...loggedFor(ctx, order, reason)];
      return { accept: { order_id: order.id }, ...released, writes };
    },
  };
}

function loggedFor(ctx: DecideContext<Cancel, Seen>, order: OrderRow, reason: string | null): RowWrite[] {
  if (reason === null) return [];
  const change = changeRow(ctx, {
    subject_kind: 'order',
    subject_id: order.id,
    command_kind: 'order.cancel',
    old_values: { state: order.state },
    new_values: { state: 'cancelled', reason },
  });
  return [change.write];
}

/** Ends a hold that was not paid in time. @rule F4a @rule F5 */
export function lapseOrder(program: ProgramConfig): Command<GiveUp, Seen, OfOrder> {
  return {
    kind: 'order.lapse',
    lane: 'low',
    async prepare({ order_id }, { read }) {
      const order = await orderById(read, order_id);
      return order ? refsOf(read, order) : { code: 'not_found' };
    },
    decide(ctx) {
      const { input, loaded, seen, at } = ctx;
      const order = loaded.get(orders, input.order_id);
      // refused, so that the key stays free for the time when it is due
      if (!order) return { refuse: 'not_found' };
      if (order.state !== 'held' && order.state !== 'paying') return { refuse: 'order_closed' };
      if (order.hold_until_at > at) return { refuse: 'not_started' };
      if (isMoved(seen.order, order)) return { stale: true };
      const release = { to: 'lapsed', closed: input.closed, legs: seen.legs, policy: program } as const;
      const released = releasedParts(ctx, order, release);
      return 'refuse' in released ? released : { accept: { order_id: order.id }, ...released };
    },
  };
}

/** Most orders looked at in one round. */
const ROUND = 200;
const ACTOR = { kind: 'system', id: 'order.lapse' } as const;

/**
 * Lets an order lapse whose time is over.
 * @param closed the payment of it that WeChat Pay has closed
 * @returns whether it did
 */
export async function lapseOne(
  ledger: Ledger,
  program: ProgramConfig,
  orderId: Id<'order'>,
  closed: Id<'payment'> | null,
): Promise<boolean> {
  const input = { order_id: orderId, closed };
  const options = { key: `lapse:${orderId}`, actor: ACTOR, content: { order_id: orderId } };
  return (await ledger.run(lapseOrder(program), input, options)).ok;
}

/**
 * Lets every order lapse that was not paid in time, a page at a time, but for those that WeChat Pay must close first
 * (`PayWatch`). Answers how many did. One that fails keeps no other from its time, and is tried again the next round.
 * @rule F5
 */
export async function lapseDue(
  database: Database,
  ledger: Ledger,
  clock: Clock,
  program: ProgramConfig,
): Promise<number> {
  const due = await database.read.query<{ id: Id<'order'> }>(
    `SELECT o.id AS id FROM orders o WHERE o.state IN ('held', 'paying') AND o.hold_until_at <= ?
     AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.order_id = o.id AND p.state = 'open' AND p.way = 'wechat')
     ORDER BY o.hold_until_at LIMIT ?`,
    [clock.now(), ROUND],
  );
  const results = await Promise.allSettled(due.map(({ id }) => lapseOne(ledger, program, id, null)));
  return results.filter((result) => result.status === 'fulfilled' && result.value).length;
}
