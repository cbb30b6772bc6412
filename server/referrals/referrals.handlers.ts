import type { Id } from '../../shared/kernel';
import type { EventHandler, Ledger, OutboxRow } from '../ledger';
import type { Database } from '../platform/database';
import type { PointPolicy } from '../points';
import { advanceInvite, type Advancer } from './referrals.due';
import { lookAtCoupon } from './rewards.lost';

/**
 * Looks at an invite as soon as its friend buys, uses a coupon or picks an order up, or that is refunded or undone. Which invite it is, is
 * found by the friend or by the act; what becomes of it, its records say. An event that comes twice or never changes
 * nothing but the time.
 * @rule R4 @rule R6
 */
export function referralHandlers(database: Database, ledger: Ledger, policy: PointPolicy): EventHandler[] {
  const of: Advancer = { database, ledger, policy };
  const look = async (sql: string, value: string): Promise<void> => {
    const found = await database.read.query<{ id: Id<'invite'> }>(sql, [value]);
    for (const { id } of found) await advanceInvite(of, id);
  };
  return [
    {
      name: 'referrals.acts',
      types: ['purchase.recorded', 'coupon.redeemed', 'order.handed_over'],
      handle: (event) =>
        look("SELECT id FROM invites WHERE invitee_id = ? AND state = 'bound'", memberOf(event)),
    },
    {
      name: 'referrals.undone_acts',
      types: ['purchase.refunded', 'purchase.undone', 'coupon.redemption_undone', 'order.handover_undone'],
      handle: ({ data }) => {
        const act = data['purchase_id'] ?? data['redemption_id'] ?? data['handover_id'];
        return typeof act === 'string'
          ? look('SELECT id FROM invites WHERE act_id = ?', act)
          : Promise.resolve();
      },
    },
    {
      name: 'referrals.refunded_orders',
      types: ['order.refunded'],
      handle: ({ data }) =>
        look(
          'SELECT i.id AS id FROM handovers h JOIN invites i ON i.act_id = h.id WHERE h.order_id = ?',
          String(data['order_id']),
        ),
    },
    {
      name: 'referrals.unused_coupons',
      types: ['coupon.redemption_undone', 'order.refunded', 'order.closed'],
      handle: async ({ data }) => {
        for (const id of await couponsOf(database, data)) await lookAtCoupon(of, id);
      },
    },
  ];
}

/** The coupon that came back to its member: the event names it, or the order that had used it. */
async function couponsOf(
  { read }: Database,
  { coupon_id: coupon, order_id: order }: OutboxRow['data'],
): Promise<string[]> {
  if (typeof coupon === 'string') return [coupon];
  if (typeof order !== 'string') return [];
  const rows = await read.query<{ id: string | null }>('SELECT coupon_id AS id FROM orders WHERE id = ?', [
    order,
  ]);
  return rows.flatMap(({ id }) => id ?? []);
}

/** Whose stream an event is in: that of a member is named `1.member:<id>`. */
function memberOf({ owner_key: key }: OutboxRow): string {
  return key.slice(key.indexOf(':') + 1);
}
