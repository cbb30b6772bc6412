import type { CouponState } from '../../shared/contract';
import type { Id, Instant } from '../../shared/kernel';
import { isEdge, validToAfterUndo } from '../../shared/rules';
import {
  account,
  insert,
  owner,
  update,
  type DecideContext,
  type Parts,
  type RowWrite,
  type TransferSpec,
} from '../ledger';
import { couponEvents, coupons, type CouponRow } from './coupons.entity';

/** What the parts need of a command's context. */
export type CouponsContext = Pick<
  DecideContext<unknown, unknown>,
  'loaded' | 'at' | 'day' | 'actor' | 'newId' | 'version' | 'ordinal'
>;

/** Where and why a coupon changes. */
interface Circumstances {
  readonly store_id: Id<'store'> | null;
  readonly reason: string | null;
  readonly reference: string | null;
}

const NOWHERE: Circumstances = { store_id: null, reason: null, reference: null };

/** How a coupon that is claimed leaves the stock. */
function claimed(coupon: CouponRow): TransferSpec {
  return {
    kind: 'single',
    code: 'coupon.claimed',
    debit: account.stock(coupon.template_id),
    credit: account.stockIssued(coupon.template_id),
    amount: 1,
    reference: coupon.id,
  };
}

/**
 * A coupon comes into being. Who, where, when and why are told by the coupon and its transfer: its history begins with
 * the first change.
 * @param leaves how it leaves the stock: at once, or by posting what was kept for it
 * @rule C5
 */
export function bornParts(coupon: CouponRow, leaves: TransferSpec = claimed(coupon)): Parts {
  return {
    transfers: [leaves],
    writes: [insert(coupons, coupon)],
    events: [
      {
        type: 'coupon.issued',
        owner: owner.member(coupon.member_id),
        data: { coupon_id: coupon.id, template_id: coupon.template_id },
      },
    ],
  };
}

export interface RedeemCoupon {
  /** As loaded under the member's lock; the caller has checked that it can be used here and now. */
  readonly coupon: CouponRow;
  readonly staff_id: Id<'staff'>;
  readonly store_id: Id<'store'>;
  /** The redemption. */
  readonly reference: string;
}

/**
 * Uses a coupon up at a counter.
 * @rule C5 @rule C6
 * @throws Error when the coupon's state has no edge to `redeemed`: our bug, the caller must have refused
 */
export function redeemCoupon(ctx: CouponsContext, redeem: RedeemCoupon): Parts {
  const { coupon, staff_id, store_id, reference } = redeem;
  const circumstances = { store_id, reason: null, reference };
  return {
    transfers: [
      {
        kind: 'single',
        code: 'coupon.redeemed',
        debit: account.stockIssued(coupon.template_id),
        credit: account.stockRedeemed(coupon.template_id),
        amount: 1,
        reference,
      },
    ],
    writes: changeWrites(ctx, coupon, 'redeemed', circumstances, {
      redeemed_at: ctx.at,
      redeemed_store_id: store_id,
      redeemed_staff_id: staff_id,
      redeemed_by: reference,
    }),
    events: [
      {
        type: 'coupon.redeemed',
        owner: owner.member(coupon.member_id),
        data: { coupon_id: coupon.id, redemption_id: reference, store_id },
      },
    ],
  };
}

export interface UndoRedeemed {
  readonly coupon: CouponRow;
  readonly store_id: Id<'store'>;
  readonly reason: string;
  /** The redemption that is undone. */
  readonly reference: string;
}

/**
 * Makes a redeemed coupon usable again, for at least 24 hours; redeemed and undone in turn it outlasts its own end by
 * 30 days at most.
 * @rule C5 @rule C7
 * @throws Error when the coupon is not redeemed: our bug, the caller must have refused
 */
export function undoRedeemed(
  ctx: CouponsContext,
  undo: UndoRedeemed,
): { parts: Parts; valid_to_at: Instant } {
  const { coupon, store_id, reason, reference } = undo;
  const ownEnd = coupon.own_end_at ?? coupon.valid_to_at;
  const validTo = validToAfterUndo(coupon.valid_to_at, ctx.at, ownEnd);
  const parts: Parts = {
    transfers: [
      {
        kind: 'single',
        code: 'coupon.redemption_undone',
        debit: account.stockRedeemed(coupon.template_id),
        credit: account.stockIssued(coupon.template_id),
        amount: 1,
        reference,
      },
    ],
    writes: changeWrites(
      ctx,
      coupon,
      'issued',
      { store_id, reason, reference },
      {
        valid_to_at: validTo,
        own_end_at: validTo === ownEnd ? null : ownEnd,
        redeemed_at: null,
        redeemed_store_id: null,
        redeemed_staff_id: null,
        redeemed_by: null,
      },
    ),
    events: [
      {
        type: 'coupon.redemption_undone',
        owner: owner.member(coupon.member_id),
        data: { coupon_id: coupon.id, redemption_id: reference, store_id, valid_to_at: validTo },
      },
    ],
  };
  return { parts, valid_to_at: validTo };
}

/**
 * Takes a coupon back that has not been used: the piece stays issued and never comes back on sale.
 * @param revoke.reference what it was taken back for: an order, a reward
 * @rule C5
 * @throws Error when the coupon's state has no edge to `revoked`: our bug, the caller must have looked
 */
export function revokeCoupon(
  ctx: CouponsContext,
  { coupon, reference }: { readonly coupon: CouponRow; readonly reference: string },
): Parts {
  const writes = changeWrites(ctx, coupon, 'revoked', { ...NOWHERE, reference }, {});
  return { transfers: [], writes, events: [] };
}

/** @rule C5 No other edge exists, and each change names the state and the owner it expects. */
export function changeWrites(
  ctx: CouponsContext,
  coupon: CouponRow,
  to: CouponState,
  circumstances: Circumstances,
  set: Partial<CouponRow>,
): RowWrite[] {
  if (!isEdge(coupon.state, to))
    throw new Error(`coupon ${coupon.id}: no edge from ${coupon.state} to ${to}`);
  const { valid_to_at, redeemed_at } = { ...coupon, ...set };
  const change = { ...set, state: to, sorted_at: redeemed_at ?? valid_to_at };
  return [
    update(coupons, coupon.id, change, { state: coupon.state, member_id: coupon.member_id }),
    historyRow(ctx, coupon, to, circumstances),
  ];
}

function historyRow(
  ctx: CouponsContext,
  coupon: CouponRow,
  to: CouponState,
  circumstances: Circumstances,
): RowWrite {
  return insert(couponEvents, {
    id: ctx.newId('history'),
    coupon_id: coupon.id,
    from_state: coupon.state,
    to_state: to,
    actor_kind: ctx.actor.kind,
    actor_id: ctx.actor.id,
    ...circumstances,
    version: ctx.version(owner.member(coupon.member_id)),
    ordinal: ctx.ordinal(),
    day: ctx.day,
    at: ctx.at,
  });
}
