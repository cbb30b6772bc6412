import fc from 'fast-check';
import { addDays, day, points, type Day } from '../../../shared/kernel';
import { GRACE_LIMIT_DAYS, noticeDue, returnLot, returnPlan, type PointLeg } from '../../../shared/rules';

const today = day('2027-01-10');
const on = (offset: number): Day => addDays(today, offset);

describe('points that come back', () => {
  it.each<[string, Parameters<typeof returnLot>[0], Parameters<typeof returnLot>[0]]>([
    ['never expires', { expires_on: null }, { expires_on: null }],
    ['counts today', { expires_on: on(0) }, { expires_on: on(0) }],
    ['expired yesterday', { expires_on: on(-1) }, { expires_on: on(7), grace_of: on(-1) }],
    ['expired 23 days ago', { expires_on: on(-23) }, { expires_on: on(7), grace_of: on(-23) }],
    [
      'expired 24 days ago: the limit is nearer',
      { expires_on: on(-24) },
      { expires_on: on(6), grace_of: on(-24) },
    ],
    ['expired 30 days ago', { expires_on: on(-30) }, { expires_on: on(0), grace_of: on(-30) }],
    ['expired 31 days ago: too late', { expires_on: on(-31) }, { expires_on: on(-31) }],
    ['is in its grace', { expires_on: on(3), grace_of: on(-4) }, { expires_on: on(3), grace_of: on(-4) }],
    [
      'had its grace: no second one',
      { expires_on: on(-1), grace_of: on(-8) },
      { expires_on: on(-1), grace_of: on(-8) },
    ],
  ])('P5: %s', (_what, lot, expected) => {
    expect(returnLot(lot, today, 7)).toEqual(expected);
  });

  it('P5: a leap day and the end of a year are days like others', () => {
    expect(returnLot({ expires_on: day('2028-02-28') }, day('2028-02-29'), 1)).toEqual({
      expires_on: '2028-03-01',
      grace_of: '2028-02-28',
    });
    expect(returnLot({ expires_on: day('2026-12-31') }, day('2027-01-01'), 7)).toEqual({
      expires_on: '2027-01-08',
      grace_of: '2026-12-31',
    });
  });

  it('P5: without days of grace there is none', () => {
    expect(returnLot({ expires_on: on(-1) }, today, 0)).toEqual({ expires_on: on(-1) });
  });

  const anyLegs = fc.array(
    fc.record({
      expires_on: fc.option(fc.integer({ min: -40, max: 40 }).map(on)),
      points: fc.nat(500).map(points),
    }),
    { maxLength: 6 },
  );

  it('P5: however often points come back, they never live past 30 days after their first expiry', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -60, max: 60 }),
        fc.integer({ min: 0, max: 30 }),
        fc.array(fc.nat(20), { maxLength: 6 }),
        (first, grace, waits) => {
          const expiry = on(first);
          let lot: Parameters<typeof returnLot>[0] = { expires_on: expiry };
          let now = today;
          let graces = 0;
          for (const wait of waits) {
            now = addDays(now, wait);
            const back = returnLot(lot, now, grace);
            if (back.grace_of !== lot.grace_of) graces += 1;
            lot = back;
          }
          expect(graces).toBeLessThanOrEqual(1);
          expect(lot.expires_on! <= addDays(expiry, GRACE_LIMIT_DAYS)).toBe(true);
          expect(lot.grace_of ?? expiry).toBe(expiry);
        },
      ),
    );
  });

  it('P4: a debt is paid first, by what counts, soonest first; nothing is lost on the way', () => {
    fc.assert(
      fc.property(anyLegs, fc.nat(1_000), (legs, debt) => {
        const plan = returnPlan({ legs, debt, today, grace_days: 7 });
        const sum = (some: readonly PointLeg[]) => some.reduce((total, leg) => total + leg.points, 0);
        expect(plan.repaid + sum(plan.legs)).toBe(sum(legs));
        const live = sum(legs.filter((leg) => leg.expires_on === null || leg.expires_on >= on(-30)));
        expect(plan.repaid).toBe(Math.min(debt, live));
        expect(plan.counted).toBe(live - plan.repaid);
        if (plan.counted > 0) expect(plan.repaid).toBe(debt);
        expect(plan.legs.every((leg) => leg.points > 0)).toBe(true);
      }),
    );
  });
});

describe('notices', () => {
  it.each<[number, 30 | 7 | null]>([
    [31, null],
    [30, 30],
    [29, 30],
    [8, 30],
    [7, 7],
    [1, 7],
    [0, 7],
    [-1, null],
  ])('P6: %d days before: %s', (days, expected) => {
    expect(noticeDue(on(days), today)).toBe(expected);
  });
});
