import type { Id, Instant } from '../../shared/kernel';
import { undoWindow } from '../../shared/rules';
import { coupons, undoRedeemed } from '../coupons';
import {
  insert,
  mergeParts,
  mergeRefs,
  NOTHING,
  owner,
  rowsBy,
  type Command,
  type DecideContext,
  type Decision,
  type PrepareContext,
  type Refs,
  type Refusal,
} from '../ledger';
import { members } from '../members';
import { pointsRefs, type PointPolicy } from '../points';
import { purchaseById, purchases, undoPurchase, undoPurchaseRefs } from '../purchases';
import { staff, type StaffRow } from '../staff';
import { stores } from '../stores';
import { redemptions, redemptionUndos, type RedemptionRow } from './counter.entity';
import { isOwn, staffRows } from './counter.staff';

export interface UndoInput {
  readonly redemption_id: Id<'redemption'>;
  readonly staff_id: Id<'staff'>;
  readonly reason: string;
}

export interface Undone {
  readonly redemption_id: Id<'redemption'>;
  readonly coupon_id: Id<'coupon'>;
  readonly coupon_valid_to_at: Instant;
  readonly purchase_id: Id<'purchase'> | null;
  readonly points_taken_back: number;
  readonly points_owed: number;
}

type Context = DecideContext<UndoInput, null>;

const NOTHING_BOUGHT = { parts: NOTHING, taken: 0, owed: 0 };

/**
 * Undoes a redemption, once: the coupon is good again, the purchase and its points are taken back. A record of its
 * own; the redemption stays as it was.
 * @rule C7 @rule P4 @rule S4
 */
export function undo(policy: PointPolicy): Command<UndoInput, null, Undone> {
  return { kind: 'counter.undo', prepare, decide: (context) => decide(policy, context) };
}

async function prepare(input: UndoInput, { read }: PrepareContext): Promise<Refs<null> | Refusal> {
  const [raw] = await read.query('SELECT * FROM redemptions WHERE id = ?', [input.redemption_id]);
  if (!raw) return { code: 'not_found' };
  const row = redemptions.decode(raw);
  const purchase = row.purchase_id === null ? null : await purchaseById(read, row.purchase_id);
  const [rawStore] = await read.query('SELECT * FROM stores WHERE id = ?', [row.store_id]);
  if (!rawStore) return { code: 'not_found' };
  const { merchant_id, store_id } = row;
  return {
    ...mergeRefs(
      {
        owners: [owner.staff(input.staff_id)],
        rows: [
          staffRows(input.staff_id),
          rowsBy(redemptions, 'id', [row.id]),
          rowsBy(redemptionUndos, 'redemption_id', [row.id]),
          rowsBy(coupons, 'id', [row.coupon_id]),
          rowsBy(members, 'id', [row.member_id]),
        ],
      },
      pointsRefs(row.member_id),
      purchase === null ? {} : undoPurchaseRefs(purchase),
    ),
    subject: owner.member(row.member_id),
    place: { merchant_id, store_id, timezone: stores.decode(rawStore).timezone },
    seen: null,
  };
}

function decide(policy: PointPolicy, context: Context): Decision<Undone> {
  const { input, loaded, at } = context;
  const redemption = loaded.get(redemptions, input.redemption_id);
  const assistant = loaded.get(staff, input.staff_id);
  if (!redemption || !mayKnow(assistant, redemption)) return { refuse: 'not_found' };
  if (loaded.get(redemptionUndos, redemption.id)) return { refuse: 'already_undone' };
  const { staff_id, store_id } = redemption;
  const window = undoWindow(
    { redeemed_at: redemption.at, staff_id, store_id },
    { ...assistant, staff_id: assistant.id },
    at,
  );
  if (!window.ok) return { refuse: window.refuse };
  const coupon = loaded.get(coupons, redemption.coupon_id);
  const member = loaded.get(members, redemption.member_id);
  if (!coupon || !member) return { refuse: 'not_found' };
  // nobody gets a coupon back by their own hand
  if (isOwn(member, assistant)) return { refuse: 'undo_not_allowed' };
  const bought = redemption.purchase_id === null ? null : loaded.get(purchases, redemption.purchase_id);
  if (bought === undefined) throw new Error(`redemption ${redemption.id} has lost its purchase`);
  if (bought && bought.refunded_fen > 0) return { refuse: 'purchase_refunded' };
  const purchase = bought ? undoPurchase(context, { purchase: bought, member, policy }) : NOTHING_BOUGHT;
  const restored = undoRedeemed(context, {
    coupon,
    store_id,
    reason: input.reason,
    reference: redemption.id,
  });
  const record = insert(redemptionUndos, {
    redemption_id: redemption.id,
    coupon_id: coupon.id,
    staff_id: assistant.id,
    reason: input.reason,
    points_taken_back: purchase.taken,
    points_owed: purchase.owed,
    at,
  });
  return {
    accept: {
      redemption_id: redemption.id,
      coupon_id: coupon.id,
      coupon_valid_to_at: restored.valid_to_at,
      purchase_id: redemption.purchase_id,
      points_taken_back: purchase.taken,
      points_owed: purchase.owed,
    },
    ...mergeParts({ transfers: [], writes: [record], events: [] }, restored.parts, purchase.parts),
  };
}

/** A redemption belongs to the store where it happened: to others it does not exist. */
function mayKnow(assistant: StaffRow | undefined, redemption: RedemptionRow): assistant is StaffRow {
  return assistant?.state === 'active' && assistant.store_ids.includes(redemption.store_id);
}
