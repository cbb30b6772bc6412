import type { Id } from '../../shared/kernel';
import {
  mergeRefs,
  owner,
  rowsBy,
  type DecideContext,
  type Decision,
  type Refs,
  type Refusal,
} from '../ledger';
import { members } from '../members';
import { orderById, orders, type OrderRow } from '../orders';
import type { Reader } from '../platform/database';
import { stores } from '../stores';
import { scans, type ScanRow } from './counter.entity';
import { atCounter, isOwn, staffRows, type Assistant } from './counter.staff';
import { elsewhereOf } from './pickup.rules';

/** Whoever does something with a scanned order. */
export interface OfTicket {
  readonly scan_id: Id<'scan'>;
  readonly staff_id: Id<'staff'>;
}

/** What a ticket is of, as it was read. */
export interface TicketSeen {
  readonly order_id: Id<'order'>;
  /** Where its goods are, if that is not the store of the ticket. */
  readonly elsewhere: string | null;
}

/** A ticket that is in order, loaded under lock. */
export interface OrderTicket {
  readonly ok: true;
  readonly scan: ScanRow;
  readonly order: OrderRow;
  readonly assistant: Assistant;
}

/**
 * What must be locked and loaded for anything done with a scanned order, and the order as it was read.
 * @returns Refusal `not_found` unless it is the assistant's own scan of an order
 */
export async function orderTicketRefs(
  read: Reader,
  { scan_id, staff_id }: OfTicket,
): Promise<{ readonly refs: Refs<TicketSeen>; readonly order: OrderRow } | Refusal> {
  const [rawScan] = await read.query('SELECT * FROM scans WHERE id = ?', [scan_id]);
  const scan = rawScan ? scans.decode(rawScan) : null;
  if (scan?.staff_id !== staff_id || scan.order_id === null) return { code: 'not_found' };
  const order = await orderById(read, scan.order_id);
  const [rawStore] = await read.query('SELECT * FROM stores WHERE id = ?', [scan.store_id]);
  if (!order || !rawStore) return { code: 'not_found' };
  const { merchant_id, timezone } = stores.decode(rawStore);
  const refs: Refs<TicketSeen> = {
    ...mergeRefs({
      owners: [owner.member(order.member_id), owner.staff(staff_id), owner.single(scan.id)],
      rows: [
        staffRows(staff_id),
        rowsBy(scans, 'id', [scan.id]),
        rowsBy(orders, 'id', [order.id]),
        rowsBy(members, 'id', [order.member_id]),
      ],
    }),
    subject: owner.member(order.member_id),
    place: { merchant_id, store_id: scan.store_id, timezone },
    seen: {
      order_id: order.id,
      elsewhere: await elsewhereOf(read, order, { id: scan.store_id, merchant_id }),
    },
  };
  return { refs, order };
}

/**
 * Whether a ticket is good for something now: the assistant still works there, it has neither run out nor been used,
 * the order is not their own and belongs to this store.
 * @param usedBefore what the ticket may have been used for before this
 * @rule C6 @rule F7 @rule S4
 */
export function orderTicket(
  { input, seen, loaded, at }: DecideContext<OfTicket, TicketSeen>,
  usedBefore: (order: OrderRow) => string | null = () => null,
): OrderTicket | { readonly ok: false; readonly refusal: Refusal } {
  const scan = loaded.get(scans, input.scan_id);
  const order = loaded.get(orders, seen.order_id);
  const member = order && loaded.get(members, order.member_id);
  if (!scan || !order || !member) return refused({ code: 'not_found' });
  const here = atCounter(loaded, input.staff_id, scan.store_id);
  if (!here.ok) return refused(here);
  if (at >= scan.expires_at) return refused({ code: 'scan_expired' });
  const isFresh = scan.used_by === null || scan.used_by === usedBefore(order);
  if (!isFresh) return refused({ code: 'scan_used' });
  if (isOwn(member, here.staff)) return refused({ code: 'own_subject' });
  if (seen.elsewhere !== null)
    return refused({ code: 'pickup_elsewhere', params: { store: seen.elsewhere } });
  return { ok: true, scan, order, assistant: here.staff };
}

function refused({ code, params }: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: params ? { code, params } : { code } };
}

/** A refusal as a decision says it. */
export function refusing({ code, params }: Refusal): Extract<Decision<object>, { refuse: unknown }> {
  return params ? { refuse: code, params } : { refuse: code };
}
