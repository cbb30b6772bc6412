import type { Earning, ErrorCode, ErrorParams } from '../../shared/contract';
import type { Id, Instant } from '../../shared/kernel';
import { linesAddUp, priceCoupon, type Bill } from '../../shared/rules';
import { obstacleAt, type CouponRow, type UseStore } from '../coupons';
import type { EarningBill } from '../purchases';

/** Why a bill cannot be settled like this. */
export interface Obstacle {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
}

/** A bill after its coupon. `line_discounts_fen` follows the order of the lines; empty without lines. */
export interface Settlement {
  readonly original_fen: number;
  readonly discount_fen: number;
  readonly paid_fen: number;
  readonly line_discounts_fen: readonly number[];
}

/**
 * What a bill comes to in a store now, with a coupon or without. Quote and confirmation both ask here, so what was
 * shown is what is charged.
 * @rule C6 @rule C7a
 * @param bill null for an exchange beside any bill
 * @returns why the coupon cannot be used on it otherwise; then the bill without the coupon stands beside
 */
export function settle(
  coupon: CouponRow | null,
  bill: Bill | null,
  store: UseStore,
  at: Instant,
): { readonly settlement: Settlement; readonly obstacle: Obstacle | null } {
  const plain = plainly(bill);
  if (bill && !linesAddUp(bill))
    return { settlement: plain, obstacle: { code: 'lines_do_not_add_up', params: {} } };
  if (!coupon) return { settlement: plain, obstacle: null };
  const obstacle = obstacleAt(coupon, store, at);
  if (obstacle) return { settlement: plain, obstacle };
  const price = priceCoupon(coupon.snapshot.value, bill);
  if (!price.ok) return { settlement: plain, obstacle: { code: price.code, params: price.params } };
  const { discount_fen, paid_fen, line_discounts_fen } = price;
  return {
    settlement: { original_fen: plain.original_fen, discount_fen, paid_fen, line_discounts_fen },
    obstacle: null,
  };
}

/** A bill after its coupon, as points are earned on it. @rule P1 */
export function paidBill(lines: NonNullable<Bill['lines']>, settlement: Settlement): EarningBill {
  const categories = lines.map(({ category }) => category ?? null);
  return {
    paid_fen: settlement.paid_fen,
    line_paid_fen: lines.map((line, i) => line.amount_fen - (settlement.line_discounts_fen[i] ?? 0)),
    line_categories: categories.some((category) => category !== null) ? categories : null,
  };
}

function plainly(bill: Bill | null): Settlement {
  const amount = bill?.amount_fen ?? 0;
  return {
    original_fen: amount,
    discount_fen: 0,
    paid_fen: amount,
    line_discounts_fen: (bill?.lines ?? []).map(() => 0),
  };
}

export const NO_EARNING: Earning = { total: 0, parts: [], resting_until_at: null };

/** The one coupon of an act: the scanned one, or one that was picked from the member's; null for none. */
export function couponOfAct(
  scanned: Id<'coupon'> | null,
  picked: readonly Id<'coupon'>[] | undefined,
): { readonly ok: true; readonly coupon_id: Id<'coupon'> | null } | { readonly ok: false } {
  const [first = null, ...more] = picked ?? [];
  if (more.length > 0) return { ok: false };
  if (scanned === null) return { ok: true, coupon_id: first };
  // a coupon scan names its own; naming another one beside it is a mistake
  return first === null || first === scanned ? { ok: true, coupon_id: scanned } : { ok: false };
}
