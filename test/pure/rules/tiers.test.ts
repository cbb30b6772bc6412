import fc from 'fast-check';
import { addDays, day, type Day } from '../../../shared/kernel';
import {
  growthMissing,
  growthWithin,
  isRising,
  levelOf,
  levelOn,
  monthOf,
  reviewed,
  sameDayNextYear,
  windowFrom,
  type GrowthMonth,
} from '../../../shared/rules';

const LADDER = [0, 500, 2_000, 10_000].map((growth_from) => ({ growth_from }));

/** 2020-01-01 to the end of 2031, leap days among them. */
const dates = fc.integer({ min: 0, max: 4_382 }).map((days) => addDays(day('2020-01-01'), days));
const ladders = fc
  .uniqueArray(fc.integer({ min: 1, max: 100_000 }), { maxLength: 9 })
  .map((list) => [0, ...list.sort((one, other) => one - other)].map((growth_from) => ({ growth_from })));

describe('the window of growth', () => {
  it.each<[string, string, number, string]>([
    ['the month itself', '2026-11-22', 1, '2026-11'],
    ['a year', '2026-11-22', 12, '2025-12'],
    ['over New Year', '2026-01-31', 2, '2025-12'],
    ['three years', '2026-02-28', 36, '2023-03'],
    ['on a leap day', '2028-02-29', 13, '2027-02'],
  ])('M4: %s', (_, date, months, first) => {
    expect(windowFrom(day(date), months)).toBe(first);
  });

  it('M4: has so many months, the last of them that of the date', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 36 }), (date, months) => {
        // walking back day by day meets every month of it, and no other
        const met = new Set<string>();
        for (let at = date; met.size < months; at = addDays(at, -1)) met.add(monthOf(at));
        expect(windowFrom(date, months)).toBe([...met].sort()[0]);
      }),
      { numRuns: 60 },
    );
  });

  it('M4: adds up what was grown on its days, and nothing before', () => {
    const acts = fc.array(fc.tuple(dates, fc.integer({ min: 0, max: 1_000_000 })), { maxLength: 40 });
    fc.assert(
      fc.property(acts, dates, fc.integer({ min: 1, max: 36 }), (list, today, months) => {
        const past = list.filter(([date]) => date <= today);
        const byMonth = new Map<string, number>();
        for (const [date, growth] of past)
          byMonth.set(monthOf(date), (byMonth.get(monthOf(date)) ?? 0) + growth);
        const grown: GrowthMonth[] = [...byMonth].map(([month, growth]) => ({ month, growth }));
        const age = (date: Day): number =>
          (Number(today.slice(0, 4)) - Number(date.slice(0, 4))) * 12 +
          Number(today.slice(5, 7)) -
          Number(date.slice(5, 7));
        const model = past.reduce((sum, [date, growth]) => (age(date) < months ? sum + growth : sum), 0);
        expect(growthWithin(grown, today, months)).toBe(model);
      }),
    );
  });
});

describe('levels', () => {
  it.each<[number, number]>([
    [0, 1],
    [499, 1],
    [500, 2],
    [1_999, 2],
    [2_000, 3],
    [9_999_999, 4],
  ])('M4: growth of %d is level %d', (growth, level) => {
    expect(levelOf(LADDER, growth)).toBe(level);
  });

  it('M4: without levels nobody has one', () => {
    expect([levelOf([], 5_000), levelOn([], 3), growthMissing([], 1, 0)]).toEqual([0, 0, 0]);
  });

  it.each<[number, number]>([
    [0, 1],
    [1, 1],
    [4, 4],
    [7, 4],
  ])('M4: stored level %d stands at %d of four', (stored, level) => {
    expect(levelOn(LADDER, stored)).toBe(level);
  });

  it('M4: more growth is never a lower level, and what is missing for a level brings one there', () => {
    fc.assert(
      fc.property(ladders, fc.nat(200_000), fc.nat(200_000), (ladder, growth, more) => {
        const level = levelOf(ladder, growth);
        expect(isRising(ladder)).toBe(true);
        expect(levelOf(ladder, growth + more)).toBeGreaterThanOrEqual(level);
        for (let next = level + 1; next <= ladder.length; next += 1) {
          const missing = growthMissing(ladder, next, growth);
          expect([levelOf(ladder, growth + missing), levelOf(ladder, growth + missing - 1)]).toEqual([
            next,
            next - 1,
          ]);
        }
        expect(growthMissing(ladder, level, growth)).toBe(0);
      }),
    );
  });

  it.each<[string, number[], boolean]>([
    ['none', [], true],
    ['one', [0], true],
    ['rising', [0, 1, 2], true],
    ['not from 0', [1, 2], false],
    ['twice the same', [0, 5, 5], false],
    ['falling', [0, 5, 4], false],
  ])('M4: thresholds: %s', (_, list, expected) => {
    expect(isRising(list.map((growth_from) => ({ growth_from })))).toBe(expected);
  });
});

describe('the review', () => {
  it.each<[string, string]>([
    ['2026-11-22', '2027-11-22'],
    ['2028-02-29', '2029-02-28'],
    ['2027-02-28', '2028-02-28'],
    ['2026-12-31', '2027-12-31'],
  ])('M4: of %s is on %s', (from, on) => {
    expect(sameDayNextYear(day(from))).toBe(on);
  });

  it('M4: is 365 days later, or 366 where a leap day lies between', () => {
    fc.assert(
      fc.property(dates, (date) => {
        const on = sameDayNextYear(date);
        const days = (Date.parse(on) - Date.parse(date)) / 86_400_000;
        const passed = Array.from({ length: days }, (_, i) => addDays(date, i + 1));
        const isOverLeap = passed.some((one) => one.endsWith('-02-29'));
        expect(days).toBe(isOverLeap ? 366 : 365);
      }),
      { numRuns: 60 },
    );
  });

  it('M4: brings a member to what growth supports, for another year; the lowest level has none to come', () => {
    expect(reviewed(LADDER, 2_500, day('2026-11-22'))).toEqual({ level: 3, review_on: '2027-11-22' });
    expect(reviewed(LADDER, 700, day('2028-02-29'))).toEqual({ level: 2, review_on: '2029-02-28' });
    expect(reviewed(LADDER, 10, day('2026-11-22'))).toEqual({ level: 1, review_on: null });
    expect(reviewed([], 10, day('2026-11-22'))).toEqual({ level: 0, review_on: null });
  });
});
