import fc from 'fast-check';
import { day, instant } from '../../../shared/kernel';
import {
  earningAfterDebt,
  earnPoints,
  excludedLines,
  growthOf,
  payDebtFirst,
  restingUntil,
  type AppliedRule,
  type PaidBill,
} from '../../../shared/rules';

const PLAIN: AppliedRule = {
  rate_bp: 10_000,
  multiplier_bp: 10_000,
  tier_bp: 10_000,
  campaign_bp: 10_000,
  campaign_id: null,
  daily_cap: null,
  earned_before: 0,
  excluded: [],
  growth_rate_bp: 0,
};
const rule = (change: Partial<AppliedRule>): AppliedRule => ({ ...PLAIN, ...change });
const whole = (paid_fen: number): PaidBill => ({ paid_fen, line_paid_fen: [] });
const ofLines = (...line_paid_fen: number[]): PaidBill => ({
  paid_fen: line_paid_fen.reduce((sum, paid) => sum + paid, 0),
  line_paid_fen,
});
const earn = (bill: PaidBill, of: AppliedRule) => {
  const { total, parts } = earnPoints(bill, of);
  return [total, Object.fromEntries(parts.map((part) => [part.kind, part.points]))];
};

const rates = fc.integer({ min: 0, max: 1_000_000 });
const raising = fc.oneof(fc.constant(10_000), fc.integer({ min: 10_000, max: 100_000 }));
const bills = fc.oneof(
  fc.integer({ min: 0, max: 100_000_000 }).map(whole),
  fc
    .array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 8 })
    .map((of) => ofLines(...of)),
);
const rules = fc.record({
  rate_bp: rates,
  multiplier_bp: rates,
  tier_bp: raising,
  campaign_bp: raising,
  campaign_id: fc.constant(null),
  daily_cap: fc.option(fc.integer({ min: 0, max: 10_000_000 })),
  earned_before: fc.integer({ min: 0, max: 10_000_000 }),
  excluded: fc.oneof(fc.constant<boolean[]>([]), fc.array(fc.boolean(), { minLength: 8, maxLength: 8 })),
  growth_rate_bp: rates,
});

describe('what a purchase earns', () => {
  it.each<[string, PaidBill, Partial<AppliedRule>, number, Record<string, number>]>([
    ['one point per yuan, fen dropped', whole(9999), {}, 99, { base: 99 }],
    ['below one yuan', whole(99), {}, 0, { base: 0 }],
    ['nothing paid', whole(0), {}, 0, { base: 0 }],
    ['one point per two yuan', whole(3900), { rate_bp: 5000 }, 19, { base: 19 }],
    [
      'rounded down once, not twice',
      whole(3999),
      { rate_bp: 5000, multiplier_bp: 20_000 },
      39,
      { base: 19, multiplier: 20 },
    ],
    ['×1.5', whole(3333), { multiplier_bp: 15_000 }, 49, { base: 33, multiplier: 16 }],
    ['a multiplier below ×1', whole(10_000), { multiplier_bp: 5000 }, 50, { base: 100, multiplier: -50 }],
    ['a tier of ×1.2', whole(9999), { tier_bp: 12_000 }, 119, { base: 99, tier: 20 }],
    ['a campaign of ×2', whole(9999), { campaign_bp: 20_000 }, 199, { base: 99, campaign: 100 }],
    ['all lines earn', ofLines(5000, 4999), {}, 99, { base: 99 }],
    [
      'a line that earns nothing',
      ofLines(5000, 4999),
      { excluded: [false, true] },
      50,
      { base: 99, excluded: -49 },
    ],
    ['no line earns', ofLines(5000, 4999), { excluded: [true, true] }, 0, { base: 99, excluded: -99 }],
    ['cap not reached', whole(10_000), { daily_cap: 100 }, 100, { base: 100 }],
    [
      'cap reached by this',
      whole(10_000),
      { daily_cap: 100, earned_before: 30 },
      70,
      { base: 100, daily_cap: -30 },
    ],
    [
      'cap used up before',
      whole(10_000),
      { daily_cap: 100, earned_before: 100 },
      0,
      { base: 100, daily_cap: -100 },
    ],
    [
      'cap lowered below what was earned',
      whole(100),
      { daily_cap: 5, earned_before: 9 },
      0,
      { base: 1, daily_cap: -1 },
    ],
    [
      'all of it',
      ofLines(9999, 5000),
      {
        excluded: [false, true],
        multiplier_bp: 15_000,
        tier_bp: 12_000,
        campaign_bp: 20_000,
        daily_cap: 300,
      },
      300,
      { base: 149, excluded: -50, multiplier: 50, tier: 30, campaign: 180, daily_cap: -59 },
    ],
    [
      'the largest of everything',
      whole(100_000_000),
      { rate_bp: 1_000_000, multiplier_bp: 1_000_000, tier_bp: 100_000, campaign_bp: 100_000 },
      1_000_000_000_000,
      { base: 100_000_000, multiplier: 9_900_000_000, tier: 90_000_000_000, campaign: 900_000_000_000 },
    ],
  ])('P1: %s', (_, bill, of, total, parts) => {
    expect(earn(bill, rule(of))).toEqual([total, parts]);
  });

  it('P1: the parts sum to the total, which is never below 0 nor above the room', () => {
    fc.assert(
      fc.property(bills, rules, (bill, of) => {
        const { total, parts } = earnPoints(bill, of);
        expect(parts.reduce((sum, part) => sum + part.points, 0)).toBe(total);
        expect(total).toBeGreaterThanOrEqual(0);
        if (of.daily_cap !== null)
          expect(total).toBeLessThanOrEqual(Math.max(0, of.daily_cap - of.earned_before));
        for (const { kind, points } of parts) {
          if (kind === 'excluded' || kind === 'daily_cap') expect(points).toBeLessThan(0);
          if (kind === 'tier' || kind === 'campaign') expect(points).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('P1: is the exact rational rounded down once, by BigInt', () => {
    fc.assert(
      fc.property(bills, rules, (bill, of) => {
        const eligible =
          of.excluded.length === 0
            ? bill.paid_fen
            : bill.line_paid_fen.reduce((sum, paid, i) => (of.excluded[i] ? sum : sum + paid), 0);
        const { rate_bp, multiplier_bp, tier_bp, campaign_bp } = of;
        const product = [rate_bp, multiplier_bp, tier_bp, campaign_bp].reduce(
          (sum, factor) => sum * BigInt(factor),
          BigInt(eligible),
        );
        const { total } = earnPoints(bill, { ...of, daily_cap: null });
        expect(BigInt(total)).toBe(product / 10n ** 18n);
      }),
    );
  });

  it('P1: fractions and negative amounts are bugs', () => {
    expect(() => earn(whole(0.5), PLAIN)).toThrow(RangeError);
    expect(() => earn(whole(-1), PLAIN)).toThrow(RangeError);
    expect(() => earn(whole(1), rule({ earned_before: 0.5 }))).toThrow(RangeError);
  });

  it.each<[string, (string | null)[] | null, boolean[]]>([
    ['no line names one', null, []],
    ['none is excluded', ['茶', null], []],
    ['some are', ['茶', '烟', null], [false, true, false]],
  ])('P1: lines of excluded categories: %s', (_, categories, excluded) => {
    expect(excludedLines(categories, ['烟', '酒'])).toEqual(excluded);
  });

  it('M4: growth is so much per yuan paid, rounded down', () => {
    expect([growthOf(9_999, 10_000), growthOf(9_999, 5_000), growthOf(9_999, 0)]).toEqual([99, 49, 0]);
  });

  it('P4: points rest for whole days after the day they were earned on', () => {
    const until = (days: number) => restingUntil(day('2026-11-22'), days, 'Asia/Shanghai');
    expect(until(0)).toBeNull();
    expect(until(1)).toBe(instant(Date.UTC(2026, 10, 23, 16)));
    expect(until(7)).toBe(instant(Date.UTC(2026, 10, 29, 16)));
  });
});

describe('paying a debt', () => {
  it.each([
    [100, 0, 0, 100],
    [100, 30, 30, 70],
    [100, 100, 100, 0],
    [100, 130, 100, 0],
    [0, 30, 0, 0],
  ])('P4: a credit of %i with a debt of %i repays %i and credits %i', (total, debt, repaid, credited) => {
    expect(payDebtFirst(total, debt)).toEqual({ repaid, credited });
  });

  it('P4: the answer lists what repaid the debt', () => {
    const earning = earnPoints(whole(10_000), PLAIN);
    expect(earningAfterDebt(earning, 0)).toEqual(earning);
    expect(earningAfterDebt(earning, 30)).toEqual({
      total: 70,
      parts: [
        { kind: 'base', points: 100 },
        { kind: 'debt', points: -30 },
      ],
    });
  });

  it('P4: negative amounts are bugs', () => {
    expect(() => payDebtFirst(-1, 0)).toThrow(RangeError);
    expect(() => payDebtFirst(0, -1)).toThrow(RangeError);
  });
});
