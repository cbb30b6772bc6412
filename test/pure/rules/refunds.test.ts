import fc from 'fast-check';
import {
  earnPoints,
  growthOf,
  planRefund,
  staysPaid,
  type AppliedRule,
  type RefundAsk,
  type RefundedPurchase,
  type RefundPlan,
} from '../../../shared/rules';

const RULE: AppliedRule = {
  rate_bp: 10_000,
  multiplier_bp: 10_000,
  tier_bp: 10_000,
  campaign_bp: 10_000,
  campaign_id: null,
  daily_cap: null,
  earned_before: 0,
  excluded: [],
  growth_rate_bp: 10_000,
};

/** A purchase that has earned what its rule gives; with lines or without. */
function bought(paid: number | number[], rule: AppliedRule | null = RULE): RefundedPurchase {
  const lines = typeof paid === 'number' ? [] : paid;
  const bill = {
    paid_fen: typeof paid === 'number' ? paid : lines.reduce((sum, each) => sum + each, 0),
    line_paid_fen: lines,
  };
  return {
    ...bill,
    refunded_fen: 0,
    line_refunds_fen: null,
    points_total: earnPoints(bill, rule ?? RULE).total,
    points_taken_back: 0,
    growth: rule === null ? 0 : growthOf(bill.paid_fen, rule.growth_rate_bp),
    growth_taken_back: 0,
    rule,
  };
}

/** The purchase after one more refund. */
function after(purchase: RefundedPurchase, done: RefundPlan): RefundedPurchase {
  const { line_refunds_fen: before } = purchase;
  return {
    ...purchase,
    refunded_fen: purchase.refunded_fen + done.refund_fen,
    line_refunds_fen: done.line_refunds_fen.map((amount, i) => amount + (before?.[i] ?? 0)),
    points_taken_back: purchase.points_taken_back + done.points,
    growth_taken_back: purchase.growth_taken_back + done.growth,
  };
}

function plan(purchase: RefundedPurchase, ask: RefundAsk): RefundPlan {
  const planned = planRefund(purchase, ask);
  if (!planned.ok) throw new Error(planned.code);
  return planned;
}

describe('refunds', () => {
  it('P4: what goes back is what was earned less what stays earns', () => {
    expect(plan(bought(9_999), { amount_fen: 100 })).toEqual({
      ok: true,
      refund_fen: 100,
      stays_fen: 9_899,
      line_refunds_fen: [],
      points: 1,
      growth: 1,
    });
    expect(plan(bought(9_999), { amount_fen: 99 }).points).toBe(0);
    expect(plan(bought(9_999), { amount_fen: 9_999 })).toMatchObject({ stays_fen: 0, points: 99 });
  });

  it('P4: while the cap had cut more than comes back, nothing goes back', () => {
    const capped = bought(20_000, { ...RULE, daily_cap: 150, earned_before: 50 });
    expect(capped.points_total).toBe(100);
    expect(plan(capped, { amount_fen: 10_000 })).toMatchObject({ points: 0, growth: 100 });
    expect(plan(capped, { amount_fen: 12_000 }).points).toBe(20);
  });

  it('P4: lines that earned nothing give nothing back, and an amount is spread over all lines', () => {
    const mixed = bought([6_000, 3_000], { ...RULE, excluded: [false, true] });
    expect(plan(mixed, { lines: [{ index: 1, amount_fen: 3_000 }] })).toMatchObject({
      points: 0,
      growth: 30,
    });
    expect(plan(mixed, { lines: [{ index: 0, amount_fen: 1_000 }] }).points).toBe(10);
    expect(plan(mixed, { amount_fen: 900 })).toMatchObject({ line_refunds_fen: [600, 300], points: 6 });
  });

  it('P4: an amount is spread over what is left of the lines', () => {
    const first = bought([1_000, 1_000]);
    const second = after(first, plan(first, { lines: [{ index: 0, amount_fen: 1_000 }] }));
    expect(plan(second, { amount_fen: 500 }).line_refunds_fen).toEqual([0, 500]);
  });

  it('P4: a purchase whose rule was not kept gives points back as its money', () => {
    const old = { ...bought(9_000, null), points_total: 45 };
    const half = plan(old, { amount_fen: 4_500 });
    expect(half).toMatchObject({ points: 23, growth: 0 });
    expect(plan(after(old, half), { amount_fen: 4_500 }).points).toBe(22);
  });

  it('P4: what nobody has collected takes nothing back', () => {
    const unclaimed = { ...bought(9_000, null), points_total: 0 };
    expect(plan(unclaimed, { amount_fen: 9_000 })).toMatchObject({ stays_fen: 0, points: 0 });
  });

  it.each<[string, RefundedPurchase, RefundAsk, object]>([
    [
      'more than was paid',
      bought(5_000),
      { amount_fen: 5_001 },
      { code: 'refund_too_much', params: { available: '50' } },
    ],
    [
      'more than a line cost',
      bought([1_000, 250]),
      { lines: [{ index: 1, amount_fen: 251 }] },
      { code: 'refund_too_much', params: { available: '2.50' } },
    ],
    [
      'of nothing paid',
      bought(0),
      { amount_fen: 1 },
      { code: 'refund_too_much', params: { available: '0' } },
    ],
    [
      'of a line there is not',
      bought([1_000]),
      { lines: [{ index: 1, amount_fen: 1 }] },
      { code: 'refund_line_unknown' },
    ],
    [
      'by lines without any',
      bought(1_000),
      { lines: [{ index: 0, amount_fen: 1 }] },
      { code: 'refund_line_unknown' },
    ],
  ])('P4: refuses a refund %s', (_, purchase, ask, refusal) => {
    expect(planRefund(purchase, ask)).toMatchObject({ ok: false, ...refusal });
  });

  it('P4: any series of refunds sums exactly, never gives points, and keeps the lines whole', () => {
    const rate = fc.integer({ min: 0, max: 1_000_000 });
    const rules = fc.record({
      rate_bp: rate,
      multiplier_bp: fc.integer({ min: 0, max: 50_000 }),
      tier_bp: fc.integer({ min: 10_000, max: 100_000 }),
      campaign_bp: fc.integer({ min: 10_000, max: 100_000 }),
      campaign_id: fc.constant(null),
      daily_cap: fc.option(fc.nat(100_000)),
      earned_before: fc.nat(100_000),
      excluded: fc.oneof(fc.constant<boolean[]>([]), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 })),
      growth_rate_bp: rate,
    });
    const bills = fc.oneof(fc.nat(100_000_000), fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 6 }));
    const cuts = fc.array(fc.record({ share: fc.nat(1000), line: fc.nat(5), isByLine: fc.boolean() }));
    fc.assert(
      fc.property(bills, fc.option(rules), cuts, (paid, rule, steps) => {
        let purchase = bought(typeof paid === 'number' || rule !== null ? paid : paid.slice(), rule);
        for (const { share, line, isByLine } of [...steps, { share: 1000, line: 0, isByLine: false }]) {
          const stays = staysPaid(purchase);
          const place = line % Math.max(1, stays.line_paid_fen.length);
          const isLine = isByLine && stays.line_paid_fen.length > 0;
          const available = isLine ? (stays.line_paid_fen[place] ?? 0) : stays.paid_fen;
          const amount = Math.floor((available * share) / 1000);
          if (amount === 0) continue;
          const ask = isLine ? { lines: [{ index: place, amount_fen: amount }] } : { amount_fen: amount };
          const planned = plan(purchase, ask);
          expect(planned.refund_fen).toBe(amount);
          expect(planned.points).toBeGreaterThanOrEqual(0);
          expect(planned.growth).toBeGreaterThanOrEqual(0);
          purchase = after(purchase, planned);
          const left = staysPaid(purchase);
          expect(left.paid_fen).toBe(planned.stays_fen);
          if (left.line_paid_fen.length > 0) {
            expect(left.line_paid_fen.every((each) => each >= 0)).toBe(true);
            expect(left.line_paid_fen.reduce((sum, each) => sum + each, 0)).toBe(left.paid_fen);
          }
        }
        expect(purchase.refunded_fen).toBe(purchase.paid_fen);
        expect(purchase.points_taken_back).toBe(purchase.points_total);
        expect(purchase.growth_taken_back).toBe(purchase.growth);
      }),
    );
  });
});
