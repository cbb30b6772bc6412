import fc from 'fast-check';
import { addDays, day } from '@shared/kernel';
import { monthPlus, monthSquares, nextStep, runDays, STRIP_DAYS } from '@/packages/member/points/sign-in/run';

const STEPS = [
  { streak: 7, points: 30 },
  { streak: 3, points: 10 },
];

describe('the strip of sign-ins', () => {
  it.each([
    ['nobody has signed in yet', 0, false, 1, 1],
    ['three days, today open', 3, false, 1, 4],
    ['three days, today among them', 3, true, 1, 3],
    ['a week is full', 7, true, 1, 7],
    ['the next week begins with the tap to come', 7, false, 8, 8],
    ['far on', 100, true, 99, 100],
  ])('P8: %s', (_, streak, signed, first, today) => {
    const days = runDays(streak, signed, STEPS);
    expect(days[0]?.nth).toBe(first);
    expect(days.filter((one) => one.today).map((one) => one.nth)).toEqual([today]);
    expect(days.filter((one) => one.done).map((one) => one.nth)).toEqual(
      days.map((one) => one.nth).filter((nth) => nth <= streak),
    );
  });

  it('P8: shows seven days with today among them, whatever the streak', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.boolean(), (streak, signed) => {
        const days = runDays(streak, signed, STEPS);
        expect(days).toHaveLength(STRIP_DAYS);
        expect(days.filter((one) => one.today)).toHaveLength(1);
        // today is the last that is done, or the first that is not
        const done = days.filter((one) => one.done).length;
        const at = days.findIndex((one) => one.today);
        expect(at).toBe(signed && streak > 0 ? done - 1 : done);
      }),
    );
  });

  it('P8: says what a day brings beside the daily points, and the next step, in whatever order they come', () => {
    expect(runDays(0, false, STEPS).map((one) => one.bonus)).toEqual([0, 0, 10, 0, 0, 0, 30]);
    expect(nextStep(0, STEPS)?.streak).toBe(3);
    expect(nextStep(3, STEPS)?.streak).toBe(7);
    expect(nextStep(7, STEPS)).toBeNull();
    expect(nextStep(0, [])).toBeNull();
  });
});

function month(name: string, over: Partial<Parameters<typeof monthSquares>[0]> = {}) {
  return monthSquares({
    month: name,
    today: '2026-11-22',
    days: [],
    make_up: { left: 0, days: [] },
    ...over,
  });
}

describe('the calendar of sign-ins', () => {
  it('begins on a Monday and has every day of the month once, leap years too', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2024, max: 2100 }), fc.integer({ min: 1, max: 12 }), (year, number) => {
        const name = `${year}-${String(number).padStart(2, '0')}`;
        const squares = month(name);
        expect(squares.length % 7).toBe(0);
        const days = squares.flatMap((one) => (one.day === null ? [] : [one.day]));
        expect(days[0]).toBe(`${name}-01`);
        days.forEach((one, i) => expect(one).toBe(addDays(day(`${name}-01`), i)));
        expect(addDays(day(days[days.length - 1] ?? ''), 1).slice(0, 7)).toBe(monthPlus(name, 1));
        const column = squares.findIndex((one) => one.day !== null);
        expect((new Date(`${name}-01T00:00:00Z`).getUTCDay() + 6) % 7).toBe(column);
      }),
    );
  });

  it('P8: marks what was signed, made up for, and can be; nothing can be when no make-up is left', () => {
    const days = [
      { day: '2026-11-20', made_up: false },
      { day: '2026-11-19', made_up: true },
    ];
    const marks = (left: number): string[] =>
      month('2026-11', { days, make_up: { left, days: ['2026-11-18'] } }).flatMap((one) =>
        one.day === null || one.mark === 'none' ? [] : [`${one.date} ${one.mark}`],
      );
    expect(marks(1)).toEqual(['18 missed', '19 made_up', '20 signed']);
    expect(marks(0)).toEqual(['19 made_up', '20 signed']);
  });

  it('knows today and what lies ahead, over the turn of a year', () => {
    const squares = month('2026-11');
    expect(squares.filter((one) => one.day !== null && one.today)).toMatchObject([{ date: 22 }]);
    expect(squares.filter((one) => one.day !== null && one.future)).toHaveLength(8);
    expect([monthPlus('2026-12', 1), monthPlus('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
  });
});
