import fc from 'fast-check';
import { earningAfterDebt, earnPoints, payDebtFirst, type PointRule } from '../../../shared/rules';

const rule = (rate_bp: number, multiplier_bp = 10_000, daily_cap: number | null = null): PointRule => ({
  rate_bp,
  multiplier_bp,
  daily_cap,
});
const earn = (paid_fen: number, of: PointRule, earned_today = 0) => {
  const { total, parts } = earnPoints({ paid_fen, rule: of, earned_today });
  return [total, Object.fromEntries(parts.map((part) => [part.kind, part.points]))];
};

const amounts = fc.integer({ min: 0, max: 100_000_000 });
const rates = fc.integer({ min: 0, max: 1_000_000 });
const rules = fc.record({
  rate_bp: rates,
  multiplier_bp: rates,
  daily_cap: fc.option(fc.integer({ min: 0, max: 10_000_000 })),
});
const today = fc.integer({ min: 0, max: 10_000_000 });

describe('what a purchase earns', () => {
  it.each<[string, number, PointRule, number, number, Record<string, number>]>([
    ['one point per yuan, fen dropped', 9999, rule(10_000), 0, 99, { base: 99 }],
    ['below one yuan', 99, rule(10_000), 0, 0, { base: 0 }],
    ['nothing paid', 0, rule(10_000), 0, 0, { base: 0 }],
    ['one point per two yuan', 3900, rule(5000), 0, 19, { base: 19 }],
    ['rounded down once, not twice', 3999, rule(5000, 20_000), 0, 39, { base: 19, multiplier: 20 }],
    ['×1.5', 3333, rule(10_000, 15_000), 0, 49, { base: 33, multiplier: 16 }],
    ['a multiplier below ×1', 10_000, rule(10_000, 5000), 0, 50, { base: 100, multiplier: -50 }],
    ['cap not reached', 10_000, rule(10_000, 10_000, 100), 0, 100, { base: 100 }],
    ['cap reached by this', 10_000, rule(10_000, 10_000, 100), 30, 70, { base: 100, daily_cap: -30 }],
    ['cap used up before', 10_000, rule(10_000, 10_000, 100), 100, 0, { base: 100, daily_cap: -100 }],
    ['cap lowered below what was earned', 100, rule(10_000, 10_000, 5), 9, 0, { base: 1, daily_cap: -1 }],
    ['all of it', 9999, rule(10_000, 20_000, 150), 0, 150, { base: 99, multiplier: 100, daily_cap: -49 }],
    [
      'the largest of everything',
      100_000_000,
      rule(1_000_000, 1_000_000),
      0,
      10_000_000_000,
      { base: 100_000_000, multiplier: 9_900_000_000 },
    ],
  ])('P1: %s', (_, paid, of, earnedToday, total, parts) => {
    expect(earn(paid, of, earnedToday)).toEqual([total, parts]);
  });

  it('P1: the parts sum to the total, which is never below 0 nor above the room', () => {
    fc.assert(
      fc.property(amounts, rules, today, (paid_fen, of, earned_today) => {
        const { total, parts } = earnPoints({ paid_fen, rule: of, earned_today });
        expect(parts.reduce((sum, part) => sum + part.points, 0)).toBe(total);
        expect(total).toBeGreaterThanOrEqual(0);
        if (of.daily_cap !== null)
          expect(total).toBeLessThanOrEqual(Math.max(0, of.daily_cap - earned_today));
      }),
    );
  });

  it('P1: is the exact rational rounded down, by BigInt', () => {
    fc.assert(
      fc.property(amounts, rates, rates, (paid, rate, multiplier) => {
        const exact = (BigInt(paid) * BigInt(rate) * BigInt(multiplier)) / 10_000_000_000n;
        const earning = earnPoints({ paid_fen: paid, rule: rule(rate, multiplier), earned_today: 0 });
        expect(BigInt(earning.total)).toBe(exact);
      }),
    );
  });

  it('P4: any series of partial refunds takes back exactly what was earned, and never gives', () => {
    fc.assert(
      fc.property(amounts, rules, today, fc.array(fc.nat(1000)), (paid, of, earned_today, cuts) => {
        const earned = (paid_fen: number) => earnPoints({ paid_fen, rule: of, earned_today }).total;
        let stays = paid;
        let takenBack = 0;
        for (const cut of [...cuts, 1000]) {
          const next = stays - Math.floor((stays * cut) / 1000);
          expect(earned(stays) - earned(next)).toBeGreaterThanOrEqual(0);
          takenBack += earned(stays) - earned(next);
          stays = next;
        }
        expect(stays).toBe(0);
        expect(takenBack).toBe(earned(paid));
      }),
    );
  });

  it('P1: fractions and negative amounts are bugs', () => {
    expect(() => earn(0.5, rule(10_000))).toThrow(RangeError);
    expect(() => earn(-1, rule(10_000))).toThrow(RangeError);
    expect(() => earn(1, rule(10_000), 0.5)).toThrow(RangeError);
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
    const earning = earnPoints({ paid_fen: 10_000, rule: rule(10_000), earned_today: 0 });
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
