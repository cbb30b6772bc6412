import type { Id } from '../../shared/kernel';
import { mergeParts, owner, update, type Command, type Ledger } from '../ledger';
import type { Clock } from '../platform/clock';
import type { Database, Reader } from '../platform/database';
import type { PointPolicy } from '../points';
import { stores } from '../stores';
import { purchases, type PurchaseRow } from './purchases.entity';
import { purchaseById } from './purchases.queries';
import { refundPurchaseRefs } from './purchases.refs';
import { arrivalOf } from './purchases.refunds';

export interface ArriveInput {
  readonly purchase_id: Id<'purchase'>;
  readonly hold_id: Id<'transfer'>;
}

export interface Arrived {
  readonly purchase_id: Id<'purchase'>;
  readonly credited: number;
  readonly repaid: number;
}

/** Most holds looked at in one round. */
const ROUND = 200;

/** Lets the points of a purchase count when their rest is over, a debt first. Once per hold. @rule P4 */
export function arrive(policy: PointPolicy): Command<ArriveInput, null, Arrived> {
  return {
    kind: 'purchases.arrive',
    lane: 'low',
    async prepare({ purchase_id: purchaseId }, { read }) {
      const purchase = await purchaseById(read, purchaseId);
      if (!purchase?.member_id) return { code: 'not_found' };
      const place = await placeOf(read, purchase);
      const subject = owner.member(purchase.member_id);
      const refs = { owners: [], ...refundPurchaseRefs(purchase) };
      return place ? { ...refs, subject, place, seen: null } : { code: 'not_found' };
    },
    decide(context) {
      const { input, loaded, at } = context;
      const purchase = loaded.get(purchases, input.purchase_id);
      const hold = loaded.hold(input.hold_id);
      // refused, so that the key stays free for the time when it is due
      if (!purchase?.member_id || !hold) return { refuse: 'not_found' };
      if (hold.state !== 'open' || purchase.resting_hold_id !== hold.id) return { refuse: 'ended' };
      if (hold.deadline_at > at) return { refuse: 'not_started' };
      const { parts, credited, repaid } = arrivalOf(context, purchase, {
        member_id: purchase.member_id,
        points: hold.amount,
        reference: purchase.id,
        policy,
        hold,
      });
      const rested = update(purchases, purchase.id, { resting_hold_id: null }, { resting_hold_id: hold.id });
      return {
        accept: { purchase_id: purchase.id, credited, repaid },
        ...mergeParts({ transfers: [], writes: [rested], events: [] }, parts),
      };
    },
  };
}

async function placeOf(read: Reader, { store_id }: PurchaseRow) {
  const [raw] = await read.query('SELECT * FROM stores WHERE id = ?', [store_id]);
  if (!raw) return null;
  const { merchant_id, timezone } = stores.decode(raw);
  return { merchant_id, store_id, timezone };
}

/**
 * Lets everything arrive of which the rest is over, a page at a time. Answers how many did. One that fails keeps no
 * other from its time, and is tried again the next round.
 * @rule P4
 */
export async function arriveDue(
  database: Database,
  ledger: Ledger,
  clock: Clock,
  policy: PointPolicy,
): Promise<number> {
  const due = await database.read.query<{ hold_id: Id<'transfer'>; purchase_id: Id<'purchase'> }>(
    `SELECT id AS hold_id, reference AS purchase_id FROM holds
     WHERE state = 'open' AND deadline_at <= ? AND code = 'points.rest' ORDER BY deadline_at LIMIT ?`,
    [clock.now(), ROUND],
  );
  const command = arrive(policy);
  const actor = { kind: 'system', id: 'purchases.arrive' } as const;
  const results = await Promise.allSettled(
    due.map((input) => ledger.run(command, input, { key: `arrive:${input.hold_id}`, actor })),
  );
  return results.filter((result) => result.status === 'fulfilled' && result.value.ok).length;
}
