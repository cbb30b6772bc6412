import { allocate } from '../kernel/allocation';
import { formatYuan } from '../kernel/format';
import { fen, mulDivFloor } from '../kernel/money';
import { earnPoints, growthOf, type AppliedRule, type PaidBill } from './earning';

/** A purchase with what has come back of it so far. */
export interface RefundedPurchase extends PaidBill {
  readonly refunded_fen: number;
  /** Of each line; null before the first refund and without lines. */
  readonly line_refunds_fen: readonly number[] | null;
  /** What it earned by `rule`, 0 while nobody has it; null: the rule was not kept, and points follow the money. */
  readonly points_total: number;
  readonly points_taken_back: number;
  readonly growth: number;
  readonly growth_taken_back: number;
  readonly rule: AppliedRule | null;
}

/** What is asked back: an amount, spread over the lines, or so much of named lines. */
export type RefundAsk =
  | { readonly amount_fen: number }
  | { readonly lines: readonly { readonly index: number; readonly amount_fen: number }[] };

export interface RefundPlan {
  readonly ok: true;
  readonly refund_fen: number;
  readonly stays_fen: number;
  /** What this refund takes of each line; empty without lines. */
  readonly line_refunds_fen: readonly number[];
  /** What it takes back of what was earned. */
  readonly points: number;
  readonly growth: number;
}

export type RefundProblem =
  | {
      readonly ok: false;
      readonly code: 'refund_too_much';
      /** Yuan. */
      readonly params: { readonly available: string };
    }
  | { readonly ok: false; readonly code: 'refund_line_unknown'; readonly params: Record<string, never> };

/** What stays paid of a purchase, line by line. */
export function staysPaid(
  purchase: Pick<RefundedPurchase, 'paid_fen' | 'line_paid_fen' | 'refunded_fen' | 'line_refunds_fen'>,
): PaidBill {
  return {
    paid_fen: purchase.paid_fen - purchase.refunded_fen,
    line_paid_fen: purchase.line_paid_fen.map((paid, i) => paid - (purchase.line_refunds_fen?.[i] ?? 0)),
  };
}

/**
 * What a refund does: it takes back points(original paid) − points(what stays paid) − what was taken back before, by
 * the rule and the cap room of the purchase, so any series of refunds sums exactly. An amount is spread over what
 * stays of the lines, pro rata by largest remainder.
 * @rule P4
 * @param ask amounts above 0, each line named at most once
 */
export function planRefund(purchase: RefundedPurchase, ask: RefundAsk): RefundPlan | RefundProblem {
  const before = staysPaid(purchase);
  const spread = 'lines' in ask ? byLines(before, ask.lines) : byAmount(before, ask.amount_fen);
  if (!spread.ok) return spread;
  const after: PaidBill = {
    paid_fen: before.paid_fen - spread.refund_fen,
    line_paid_fen: before.line_paid_fen.map((paid, i) => paid - (spread.line_refunds_fen[i] ?? 0)),
  };
  return {
    ...spread,
    stays_fen: after.paid_fen,
    points: purchase.points_total - pointsOf(purchase, after) - purchase.points_taken_back,
    growth: purchase.growth - growthFor(purchase, after) - purchase.growth_taken_back,
  };
}

type Spread = Pick<RefundPlan, 'ok' | 'refund_fen' | 'line_refunds_fen'> | RefundProblem;

function byAmount(stays: PaidBill, amount: number): Spread {
  if (amount > stays.paid_fen) return tooMuch(stays.paid_fen);
  const lines = stays.line_paid_fen.length === 0 ? [] : allocate(amount, stays.line_paid_fen);
  return { ok: true, refund_fen: amount, line_refunds_fen: lines };
}

function byLines(stays: PaidBill, lines: Extract<RefundAsk, { lines: unknown }>['lines']): Spread {
  const taken = stays.line_paid_fen.map(() => 0);
  for (const { index, amount_fen } of lines) {
    const available = stays.line_paid_fen[index];
    if (available === undefined) return { ok: false, code: 'refund_line_unknown', params: {} };
    if (amount_fen > available) return tooMuch(available);
    taken[index] = amount_fen;
  }
  return { ok: true, refund_fen: taken.reduce((sum, amount) => sum + amount, 0), line_refunds_fen: taken };
}

function tooMuch(available: number): RefundProblem {
  return { ok: false, code: 'refund_too_much', params: { available: formatYuan(fen(available)) } };
}

/** Points of what stays paid. */
function pointsOf({ rule, points_total, paid_fen }: RefundedPurchase, stays: PaidBill): number {
  if (rule !== null) return earnPoints(stays, rule).total;
  return paid_fen === 0 ? points_total : mulDivFloor(points_total, stays.paid_fen, paid_fen);
}

function growthFor({ rule, growth }: RefundedPurchase, stays: PaidBill): number {
  return rule === null ? growth : growthOf(stays.paid_fen, rule.growth_rate_bp);
}
