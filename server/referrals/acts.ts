import type { Id, Instant } from '../../shared/kernel';
import type { Qualification } from '../../shared/contract';
import { coupons, type CouponRow } from '../coupons';
import { owner, rowsBy, type Loaded, type Refs } from '../ledger';
import { handovers, orders, type HandoverRow, type OrderRow } from '../orders';
import { purchases, type PurchaseRow } from '../purchases';
import type { InviteRow } from './referrals.entity';

/**
 * What a friend did that may qualify them: a purchase, or a redemption, which is a coupon used at a counter or pieces of
 * an order handed over there (F7). Paying an order is neither: a purchase is what a store records.
 * @rule R4
 */
export interface Act {
  readonly id: Id<'purchase'> | Id<'redemption'> | Id<'handover'>;
  /** The coupon that was used up; null where none was. */
  readonly coupon_id: Id<'coupon'> | null;
  /** The order of which pieces were handed over; null where none were. */
  readonly order_id: Id<'order'> | null;
  readonly store_id: Id<'store'> | null;
  /** When it was done; of a purchase whose points were collected later, when they were. */
  readonly at: Instant;
}

/** What says which act qualified a friend. */
export type InviteAct = Pick<InviteRow, 'invitee_id' | 'act_id' | 'act_coupon_id' | 'act_order_id'>;

/**
 * What must be locked and loaded to know whether the act of an invite stands: the friend, and the purchase, coupon or
 * handover. An act that is of no invite yet can be given as one.
 */
export function actRefs(invite: InviteAct): Partial<Refs<unknown>> {
  const { invitee_id, act_id, act_coupon_id, act_order_id } = invite;
  const owners = [owner.member(invitee_id)];
  if (act_id === null) return { owners };
  if (act_coupon_id !== null) return { owners, rows: [rowsBy(coupons, 'id', [act_coupon_id])] };
  if (act_order_id !== null)
    return { owners, rows: [rowsBy(handovers, 'id', [act_id]), rowsBy(orders, 'id', [act_order_id])] };
  const purchaseId = act_id as Id<'purchase'>;
  return {
    owners: [...owners, owner.single(purchaseId)],
    rows: [rowsBy(purchases, 'id', [purchaseId])],
  };
}

/** Why what qualified a friend does not count any more. */
export type ActFallen = 'refunded' | 'undone';

/**
 * Whether what qualified a friend still stands: a purchase that was not undone and of which at least so much was kept,
 * or a redemption that was not undone; of an order, one that was not given back whole.
 * @param loaded what `actRefs` named, under lock
 * @returns null while it stands, else why it does not
 * @rule R4 @rule R6
 */
export function actFallen(
  loaded: Pick<Loaded, 'get'>,
  invite: InviteAct,
  qualify: Qualification,
): ActFallen | null {
  const { act_id, act_coupon_id, act_order_id } = invite;
  if (act_id === null) return 'undone';
  if (qualify.kind === 'purchase')
    return purchaseFallen(invite, loaded.get(purchases, act_id), qualify.min_fen);
  if (act_order_id !== null)
    return handoverFallen(loaded.get(handovers, act_id), loaded.get(orders, act_order_id));
  return redemptionFallen(invite, act_coupon_id === null ? undefined : loaded.get(coupons, act_coupon_id));
}

/** The same of a coupon as it was read. */
export function redemptionFallen({ act_id }: InviteAct, row: CouponRow | undefined): ActFallen | null {
  return act_id !== null && row?.redeemed_by === act_id ? null : 'undone';
}

/** The same of a handover and its order as they were read. Of an order some pieces are kept until all were given back. */
export function handoverFallen(
  handover: Pick<HandoverRow, 'undone_at'> | undefined,
  order: Pick<OrderRow, 'pieces' | 'pieces_refunded'> | undefined,
): ActFallen | null {
  if (!handover || !order || handover.undone_at !== null) return 'undone';
  return order.pieces_refunded < order.pieces ? null : 'refunded';
}

/** The same of a purchase as it was read. */
export function purchaseFallen(
  { invitee_id }: InviteAct,
  row: PurchaseRow | undefined,
  minFen: number,
): ActFallen | null {
  if (row?.state !== 'recorded' || row.member_id !== invitee_id) return 'undone';
  return keptOf(row) >= leastFen(minFen) ? null : 'refunded';
}

/** What must be kept of a purchase for it to count: of any purchase at all something, else it was given back whole. */
export function leastFen(minFen: number): number {
  return Math.max(1, minFen);
}

/** What of a purchase was not refunded, in fen. */
export function keptOf({ paid_fen, refunded_fen }: Pick<PurchaseRow, 'paid_fen' | 'refunded_fen'>): number {
  return paid_fen - refunded_fen;
}

/** A purchase as an act. Points that were collected from a receipt make it the member's when they did. */
export function actOfPurchase(row: PurchaseRow): Act {
  const at = row.collected_at ?? row.at;
  return { id: row.id, coupon_id: null, order_id: null, store_id: row.store_id, at };
}

/** Pieces of an order that were handed over, as an act. @rule F7 */
export function actOfHandover({ id, order_id, store_id, at }: HandoverRow): Act {
  return { id, coupon_id: null, order_id, store_id, at };
}

/** A coupon's redemption at a counter as an act; null where it is not redeemed, or by an order. */
export function actOfCoupon(row: CouponRow): Act | null {
  const { id, redeemed_by, redeemed_at, redeemed_store_id } = row;
  if (redeemed_at === null || redeemed_by?.startsWith('rdm_') !== true) return null;
  return {
    id: redeemed_by as Id<'redemption'>,
    coupon_id: id,
    order_id: null,
    store_id: redeemed_store_id,
    at: redeemed_at,
  };
}
