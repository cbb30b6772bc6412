import fc from 'fast-check';
import { addDays, day } from '../../../shared/kernel';
import { birthdayCountsFrom, birthdayIn, birthdaysOn, isRealBirthday } from '../../../shared/rules';

const MONTHS = Array.from({ length: 12 }, (_, i) => i + 1);
const DAYS = Array.from({ length: 31 }, (_, i) => i + 1);

describe('birthdays', () => {
  it('M6a: are the 366 days of a leap year', () => {
    const real = MONTHS.flatMap((month) => DAYS.filter((date) => isRealBirthday({ month, day: date })));
    expect(real).toHaveLength(366);
    for (const [month, date] of [
      [2, 30],
      [4, 31],
      [13, 1],
      [0, 1],
      [1, 0],
      [1, 32],
    ] as const)
      expect(isRealBirthday({ month, day: date })).toBe(false);
  });

  it.each<[number, string]>([
    [2027, '2027-02-28'],
    [2028, '2028-02-29'],
    [2000, '2000-02-29'],
    [2100, '2100-02-28'],
  ])('M6a: 29 February of %d is kept on %s', (year, on) => {
    expect(birthdayIn(year, { month: 2, day: 29 })).toBe(on);
  });

  it.each<[string, [number, number][]]>([
    [
      '2027-02-28',
      [
        [2, 28],
        [2, 29],
      ],
    ],
    ['2028-02-28', [[2, 28]]],
    ['2028-02-29', [[2, 29]]],
    ['2026-12-31', [[12, 31]]],
  ])('M6a: on %s', (date, list) => {
    expect(birthdaysOn(day(date)).map((one) => [one.month, one.day])).toEqual(list);
  });

  it('M6a: each is kept once a year, on the day that the calendar of the year says', () => {
    const birthdays = fc.constantFrom(
      ...MONTHS.flatMap((month) => DAYS.map((date) => ({ month, day: date }))).filter(isRealBirthday),
    );
    fc.assert(
      fc.property(birthdays, fc.integer({ min: 1999, max: 2101 }), (birthday, year) => {
        const kept: string[] = [];
        for (let at = day(`${year}-01-01`); at <= `${year}-12-31`; at = addDays(at, 1)) {
          if (birthdaysOn(at).some((one) => one.month === birthday.month && one.day === birthday.day))
            kept.push(at);
        }
        expect(kept).toEqual([birthdayIn(year, birthday)]);
      }),
      { numRuns: 30 },
    );
  });

  it('M6a: count from seven days after they were set', () => {
    expect(birthdayCountsFrom(day('2028-02-25'))).toBe('2028-03-03');
  });
});
