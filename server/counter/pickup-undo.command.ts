import type { Id } from '../../shared/kernel';
import { undoWindow } from '../../shared/rules';
import { mergeRefs, owner, rowsBy, type Command, type Decision, type DecideContext } from '../ledger';
import { members } from '../members';
import { handovers, orderRefunds, orders, takenBackParts } from '../orders';
import { staff } from '../staff';
import { stores } from '../stores';
import { isOwn, staffRows } from './counter.staff';

export interface PickupUndoInput {
  readonly handover_id: Id<'handover'>;
  readonly staff_id: Id<'staff'>;
  readonly reason: string;
}

export interface PickupUndone {
  readonly handover_id: Id<'handover'>;
  readonly order_id: Id<'order'>;
  readonly pieces: number;
}

/**
 * Undoes a handover, once: its pieces are to be picked up again. Not after something of the order was refunded: what
 * went back was reckoned with the pieces handed over.
 * @rule C7 @rule F7 @rule S4
 */
export const undoPickup: Command<PickupUndoInput, null, PickupUndone> = {
  kind: 'counter.undo_pickup',
  async prepare({ handover_id, staff_id }, { read }) {
    const [raw] = await read.query('SELECT * FROM handovers WHERE id = ?', [handover_id]);
    const row = raw ? handovers.decode(raw) : null;
    const [rawStore] = row ? await read.query('SELECT * FROM stores WHERE id = ?', [row.store_id]) : [];
    if (!row || !rawStore) return { code: 'not_found' };
    const { merchant_id, timezone } = stores.decode(rawStore);
    return {
      ...mergeRefs({
        owners: [owner.member(row.member_id), owner.staff(staff_id)],
        rows: [
          staffRows(staff_id),
          rowsBy(handovers, 'id', [row.id]),
          rowsBy(orders, 'id', [row.order_id]),
          rowsBy(orderRefunds, 'order_id', [row.order_id]),
          rowsBy(members, 'id', [row.member_id]),
        ],
      }),
      subject: owner.member(row.member_id),
      place: { merchant_id, store_id: row.store_id, timezone },
      seen: null,
    };
  },
  decide,
};

function decide(context: DecideContext<PickupUndoInput, null>): Decision<PickupUndone> {
  const { input, loaded, at } = context;
  const handover = loaded.get(handovers, input.handover_id);
  const assistant = loaded.get(staff, input.staff_id);
  const order = handover && loaded.get(orders, handover.order_id);
  const member = handover && loaded.get(members, handover.member_id);
  // a handover belongs to the store where it happened: to others it does not exist
  const mayKnow =
    assistant?.state === 'active' && handover && assistant.store_ids.includes(handover.store_id);
  if (!mayKnow || !order || !member) return { refuse: 'not_found' };
  if (handover.undone_at !== null) return { refuse: 'already_undone' };
  const { staff_id, store_id } = handover;
  const window = undoWindow(
    { redeemed_at: handover.at, staff_id, store_id },
    { ...assistant, staff_id: assistant.id },
    at,
  );
  if (!window.ok) return { refuse: window.refuse };
  if (isOwn(member, assistant)) return { refuse: 'undo_not_allowed' };
  const refunds = loaded.find(orderRefunds, 'order_id', order.id);
  if (refunds.some((refund) => refund.at >= handover.at)) return { refuse: 'order_refunded' };
  const { reason } = input;
  return {
    accept: { handover_id: handover.id, order_id: order.id, pieces: handover.pieces },
    ...takenBackParts(context, order, handover, { staff_id: assistant.id, reason }),
  };
}
