import { coupons } from '../coupons';
import { flashSales, lapsesId, offers, saleLapses, type OfferRow } from '../flash-sales';
import { account, available, mergeParts, mergeRefs, rowsBy, update, type Parts, type Refs } from '../ledger';
import type { PaymentRow } from '../payments';
import { pointsRefs, spendPoints } from '../points';
import type { ProgramConfig } from '../platform/config';
import { stores } from '../stores';
import { grantLimit } from './claim.command';
import type { Delivery } from './delivery';
import type { OrderRow } from './orders.entity';
import { couponFen } from './orders.rules';
import type { OrdersContext } from './orders.states';
import { paidParts } from './paid.parts';

/** What must be locked and loaded, beside `paidRefs`, to take the piece of a closed order after all. */
export function lateRefs(order: OrderRow): Partial<Refs<unknown>> {
  const { sale_id, member_id } = order;
  return mergeRefs({ rows: [rowsBy(flashSales, 'id', [sale_id])] }, pointsRefs(member_id));
}

/**
 * Money came for an order whose hold is over: the member gets it after all if piece, limit, coupon and points are
 * still there for it, at the terms it had.
 * @rule F5 @rule F6
 * @param payment as it is with the money
 * @returns null when something is gone: the money goes back
 */
export function latePaid(
  ctx: OrdersContext,
  order: OrderRow,
  { payment, delivery, program }: { payment: PaymentRow; delivery: Delivery; program: ProgramConfig },
): { readonly parts: Parts } | { readonly stale: true } | null {
  const piece = pieceParts(ctx, order);
  if (piece === null || !hasCoupon(ctx, order, program)) return null;
  const { id, member_id, pay_points: points } = order;
  const spent = spendPoints(ctx, {
    ...{ member_id, points, reason: 'spend', reference: id, store_id: null, policy: program },
  });
  if ('missing' in spent) return null;
  const paid = paidParts(ctx, order, { payment, delivery, piece });
  if ('stale' in paid) return paid;
  return 'refuse' in paid ? null : { parts: mergeParts(spent.parts, paid.parts) };
}

/** A piece that is free for everybody: one that comes back belongs to those who wait. */
function pieceParts({ loaded }: OrdersContext, order: OrderRow): Parts | null {
  const { id, offer_id, member_id, sale_id } = order;
  const offer = loaded.get(offers, offer_id);
  const sale = loaded.get(flashSales, sale_id);
  if (offer?.state !== 'active' || sale?.state !== 'active') return null;
  const [stock, limit] = [account.stockOffer(offer_id), account.quotaOffer(member_id, offer_id)];
  if (offer.waiting > 0 || available(loaded.account(stock)) < 1 || !hasLimit(loaded.account(limit), offer))
    return null;
  const one = { kind: 'single', amount: 1, reference: id } as const;
  return {
    transfers: [
      ...grantLimit(order, offer.per_member - loaded.account(limit).credits_posted),
      { ...one, code: 'quota.offer_used', debit: limit, credit: account.quotaUsed },
      { ...one, code: 'offer.sold', debit: stock, credit: account.stockSold(offer_id) },
    ],
    writes: order.state === 'lapsed' ? takenBack(loaded, order) : [],
    events: [],
  };
}

function hasLimit(
  { debits_posted, debits_pending }: { readonly debits_posted: number; readonly debits_pending: number },
  { per_member }: OfferRow,
): boolean {
  return debits_posted + debits_pending < per_member;
}

/** The lapse that turned out to be none counts no more. */
function takenBack(loaded: OrdersContext['loaded'], { sale_id, member_id }: OrderRow): Parts['writes'] {
  const id = lapsesId(sale_id, member_id);
  const row = loaded.get(saleLapses, id);
  return row ? [update(saleLapses, id, { lapsed: row.lapsed - 1 }, { lapsed: row.lapsed })] : [];
}

/** Whether the coupon of the order is still good for what it took off. */
function hasCoupon({ loaded, at }: OrdersContext, order: OrderRow, { timezone }: ProgramConfig): boolean {
  if (order.coupon_id === null) return true;
  const coupon = loaded.get(coupons, order.coupon_id);
  if (!coupon) return false;
  const store = order.pickup_store_id === null ? undefined : loaded.get(stores, order.pickup_store_id);
  const priced = couponFen(coupon, order, store ?? { merchant_id: coupon.merchant_id, timezone }, at);
  return priced.ok && priced.fen === order.coupon_fen;
}
