import type { Id, Instant } from '../../shared/kernel';
import { validToAfterUndo } from '../../shared/rules';
import { account, owner, type Parts } from '../ledger';
import type { CouponRow } from './coupons.entity';
import { changeWrites, type CouponsContext } from './coupons.states';

/** Each takes the coupon as loaded under the member's lock, and throws for a state without that edge: our bug. */
interface OfOrder {
  readonly coupon: CouponRow;
  readonly order_id: Id<'order'>;
}

/** Keeps a coupon for an order that is to be paid. @rule C5 */
export function lockCoupon(ctx: CouponsContext, { coupon, order_id }: OfOrder): Parts {
  const writes = changeWrites(ctx, coupon, 'locked', of(order_id), { locked_by: order_id });
  return { transfers: [], writes, events: [] };
}

/**
 * Gives a locked coupon back. One that ended meanwhile is usable for a day more when the shop is the cause; else it
 * has expired, which its dates say.
 * @rule C5
 */
export function unlockCoupon(
  ctx: CouponsContext,
  { coupon, shop_caused }: { readonly coupon: CouponRow; readonly shop_caused: boolean },
): Parts {
  const writes = changeWrites(ctx, coupon, 'issued', of(coupon.locked_by), {
    locked_by: null,
    ...(shop_caused ? longer(coupon, ctx.at) : {}),
  });
  return { transfers: [], writes, events: [] };
}

/**
 * An order that is paid uses its coupon up; also one that had been given back, when the money came late.
 * @param redeem.store_id where the order is picked up; null where there is nothing to pick up
 * @rule C5 @rule F6
 */
export function redeemLocked(
  ctx: CouponsContext,
  redeem: OfOrder & { readonly store_id: Id<'store'> | null },
): Parts {
  const { coupon, order_id, store_id } = redeem;
  return {
    transfers: [
      {
        kind: 'single',
        code: 'coupon.redeemed',
        debit: account.stockIssued(coupon.template_id),
        credit: account.stockRedeemed(coupon.template_id),
        amount: 1,
        reference: order_id,
      },
    ],
    writes: changeWrites(
      ctx,
      coupon,
      'redeemed',
      { store_id, reason: null, reference: order_id },
      {
        locked_by: null,
        redeemed_at: ctx.at,
        redeemed_store_id: store_id,
        redeemed_by: order_id,
      },
    ),
    events: [
      {
        type: 'coupon.redeemed',
        owner: owner.member(coupon.member_id),
        data: { coupon_id: coupon.id, order_id, store_id },
      },
    ],
  };
}

/**
 * Gives back the coupon of an order all of whose pieces are refunded.
 * @param give.shop_caused whether it is usable for a day more if it ended meanwhile
 * @rule C5 @rule F8
 */
export function returnRedeemed(
  ctx: CouponsContext,
  give: OfOrder & { readonly shop_caused?: boolean },
): Parts {
  const { coupon, order_id, shop_caused = false } = give;
  return {
    transfers: [
      {
        kind: 'single',
        code: 'coupon.redemption_undone',
        debit: account.stockRedeemed(coupon.template_id),
        credit: account.stockIssued(coupon.template_id),
        amount: 1,
        reference: order_id,
      },
    ],
    writes: changeWrites(ctx, coupon, 'issued', of(order_id), {
      redeemed_at: null,
      redeemed_store_id: null,
      redeemed_staff_id: null,
      redeemed_by: null,
      ...(shop_caused ? longer(coupon, ctx.at) : {}),
    }),
    events: [],
  };
}

/** What the shop owes a coupon whose order it cancels: an end that is the coupon's own from then on. */
function longer({ valid_to_at: end, own_end_at }: CouponRow, at: Instant) {
  const valid_to_at = validToAfterUndo(end, at);
  return { valid_to_at, own_end_at: valid_to_at === end ? own_end_at : null };
}

function of(orderId: Id<'order'> | null) {
  return { store_id: null, reason: null, reference: orderId };
}
