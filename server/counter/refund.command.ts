import type { Id } from '../../shared/kernel';
import { refundObstacle, type RefundAsk } from '../../shared/rules';
import {
  mergeRefs,
  owner,
  type Command,
  type DecideContext,
  type Decision,
  type PrepareContext,
  type Refs,
  type Refusal,
} from '../ledger';
import { members } from '../members';
import type { PointPolicy } from '../points';
import {
  purchaseById,
  purchases,
  refundPurchase,
  refundPurchaseRefs,
  type PurchaseRow,
  type RefundPoints,
} from '../purchases';
import { stores } from '../stores';
import { atCounter, isOwn, staffRows } from './counter.staff';

export interface RefundInput {
  readonly purchase_id: Id<'purchase'>;
  readonly staff_id: Id<'staff'>;
  readonly ask: RefundAsk;
  readonly reason: string;
}

export interface RefundDone {
  readonly refund_id: Id<'refund'>;
  readonly purchase_id: Id<'purchase'>;
  readonly refund_fen: number;
  readonly stays_fen: number;
  readonly points: RefundPoints;
  readonly balance_after: number | null;
}

/** The purchase as it was read; whose it is and where its points rest decide what is locked and loaded. */
type Seen = Pick<PurchaseRow, 'member_id' | 'resting_hold_id'>;
type Context = DecideContext<RefundInput, Seen>;

/** Refunds a part of a purchase or all that is left of it, any number of times. @rule P4 @rule S4 */
export function refund(policy: PointPolicy): Command<RefundInput, Seen, RefundDone> {
  return { kind: 'counter.refund', prepare, decide: (context) => decide(policy, context) };
}

async function prepare(input: RefundInput, { read }: PrepareContext): Promise<Refs<Seen> | Refusal> {
  const purchase = await purchaseById(read, input.purchase_id);
  if (!purchase) return { code: 'not_found' };
  const { store_id, member_id, resting_hold_id } = purchase;
  const [raw] = await read.query('SELECT * FROM stores WHERE id = ?', [store_id]);
  if (!raw) return { code: 'not_found' };
  const { merchant_id, timezone } = stores.decode(raw);
  return {
    ...mergeRefs(
      { owners: [owner.staff(input.staff_id)], rows: [staffRows(input.staff_id)] },
      refundPurchaseRefs(purchase),
    ),
    subject: member_id === null ? owner.single(purchase.id) : owner.member(member_id),
    place: { merchant_id, store_id, timezone },
    seen: { member_id, resting_hold_id },
  };
}

function decide(policy: PointPolicy, context: Context): Decision<RefundDone> {
  const { input, seen, loaded, day } = context;
  const purchase = loaded.get(purchases, input.purchase_id);
  if (!purchase) return { refuse: 'not_found' };
  // collected, arrived or refunded since: other things are to be locked and loaded
  if (purchase.member_id !== seen.member_id || purchase.resting_hold_id !== seen.resting_hold_id)
    return { stale: true };
  const here = atCounter(loaded, input.staff_id, purchase.store_id);
  if (!here.ok) return { refuse: here.code };
  const actor = { staff_id: here.staff.id, role: here.staff.role };
  const obstacle = refundObstacle(purchase, actor, day);
  if (obstacle) return { refuse: obstacle };
  const member = purchase.member_id === null ? null : loaded.get(members, purchase.member_id);
  if (member === undefined) return { refuse: 'not_found' };
  if (member && isOwn(member, here.staff)) return { refuse: 'own_subject' };
  if (purchase.state === 'undone') return { refuse: 'purchase_undone' };
  const { ask, reason, staff_id } = input;
  const done = refundPurchase(context, { purchase, ask, staff_id, reason, policy });
  if (!done.ok) return { refuse: done.code, params: done.params };
  const { row, stays_fen, points, balance_after } = done;
  const { id: refund_id, purchase_id, refund_fen } = row;
  return { accept: { refund_id, purchase_id, refund_fen, stays_fen, points, balance_after }, ...done.parts };
}
