import { allocate } from '../kernel/allocation';
import { formatYuan } from '../kernel/format';
import { fen, mulDivFloor, WHOLE_BP, type Fen } from '../kernel/money';
import { unreachable } from '../kernel/result';
import type { CouponValue, RuleProblem } from './coupon-types';

/** A bill before discounts. `amount_fen` of a line is the line's total, not the price of one. */
export interface Bill {
  readonly amount_fen: number;
  readonly lines?: readonly BillLineFacts[] | undefined;
}
interface BillLineFacts {
  readonly name: string;
  readonly quantity: number;
  readonly amount_fen: number;
  /** What kind of goods; no coupon looks at it, points do (P1). */
  readonly category?: string | undefined;
}

export type PriceProblem = RuleProblem<
  'coupon_below_threshold' | 'coupon_item_missing' | 'coupon_not_usable' | 'lines_do_not_add_up'
>;

/** What a coupon does to a bill. `line_discounts_fen` follows the order of the lines; empty without lines. */
export interface Price {
  readonly ok: true;
  readonly discount_fen: Fen;
  readonly paid_fen: Fen;
  readonly line_discounts_fen: Fen[];
}

/** Whether the lines of a bill, if it has any, sum to its amount. */
export function linesAddUp(bill: Bill): boolean {
  return !bill.lines || bill.lines.reduce((sum, line) => sum + line.amount_fen, 0) === bill.amount_fen;
}

/**
 * What `value` takes off `bill`. App and server both call this, so what is shown is what is charged.
 * - amount off: the amount, at most the bill;
 * - percent off: floor(bill × percent), at most the cap;
 * - exchange: with lines, one unit of the dearest line of that name is free, floor(line ÷ quantity); without
 *   lines the item is handed over beside the bill and nothing is taken off; it is the only kind that needs no
 *   bill (`null`).
 *
 * The threshold is compared with the whole bill before discounts.
 * @rule C1, C7a
 */
export function priceCoupon(value: CouponValue, bill: Bill | null): Price | ({ ok: false } & PriceProblem) {
  if (!bill) return value.kind === 'exchange' ? price(0, []) : refuse('coupon_not_usable');
  if (!linesAddUp(bill)) return refuse('lines_do_not_add_up');
  if (value.kind === 'exchange') return exchange(value.item, bill);
  const missing = value.threshold_fen - bill.amount_fen;
  if (missing > 0) {
    return refuse('coupon_below_threshold', {
      threshold: formatYuan(fen(value.threshold_fen)),
      missing: formatYuan(fen(missing)),
    });
  }
  const discount = Math.min(takenOff(value, bill.amount_fen), bill.amount_fen);
  const weights = (bill.lines ?? []).map((line) => line.amount_fen);
  return price(bill.amount_fen, weights.length > 0 ? allocate(discount, weights) : [], discount);
}

function takenOff(value: Exclude<CouponValue, { kind: 'exchange' }>, amount: number): number {
  switch (value.kind) {
    case 'amount_off':
      return value.amount_fen;
    case 'percent_off':
      return Math.min(mulDivFloor(amount, value.percent_off_bp, WHOLE_BP), value.cap_fen ?? amount);
    default:
      return unreachable(value);
  }
}

function exchange(item: string, bill: Bill): ReturnType<typeof priceCoupon> {
  if (!bill.lines) return price(bill.amount_fen, []);
  const units = bill.lines.map((line) =>
    line.name.trim() === item.trim() ? Math.floor(line.amount_fen / line.quantity) : -1,
  );
  const best = Math.max(-1, ...units);
  if (best < 0) return refuse('coupon_item_missing');
  const at = units.indexOf(best);
  return price(
    bill.amount_fen,
    units.map((_, i) => (i === at ? best : 0)),
    best,
  );
}

function price(amount: number, lineDiscounts: readonly number[], discount = 0): Price {
  return {
    ok: true,
    discount_fen: fen(discount),
    paid_fen: fen(amount - discount),
    line_discounts_fen: lineDiscounts.map(fen),
  };
}

function refuse(
  code: PriceProblem['code'],
  params: PriceProblem['params'] = {},
): { ok: false } & PriceProblem {
  return { ok: false, code, params };
}
