import fc from 'fast-check';
import { addDays, day, type Day } from '../../../shared/kernel';
import { expiryOf, isLive, spendable, spendPlan, takeBackPlan, type PointLot } from '../../../shared/rules';

const lot = (expires_on: string | null, available: number): PointLot => ({
  expires_on: expires_on === null ? null : day(expires_on),
  available,
});
const leg = (expires_on: string | null, points: number) => ({ expires_on, points });
const today = day('2026-12-05');
const lots = [lot(null, 50), lot('2027-12-31', 30), lot('2026-12-04', 99), lot('2026-12-31', 20)];

/** Lots of distinct expiry dates around today, in any order. */
const anyLots = fc
  .uniqueArray(fc.tuple(fc.option(fc.integer({ min: -5, max: 30 })), fc.nat(1000)), {
    selector: ([expiry]) => expiry,
    maxLength: 12,
  })
  .map((pairs) =>
    pairs.map(([expiry, available]): PointLot => ({
      expires_on: expiry === null ? null : addDays(today, expiry),
      available,
    })),
  );
const sumOf = (legs: readonly { points: number }[]) => legs.reduce((sum, { points }) => sum + points, 0);

describe('when points expire', () => {
  it.each<[Parameters<typeof expiryOf>[0], string, string | null]>([
    [{ kind: 'never' }, '2026-12-05', null],
    [{ kind: 'months', months: 12 }, '2026-12-05', '2027-12-31'],
    [{ kind: 'months', months: 12 }, '2027-02-28', '2028-02-29'],
    [{ kind: 'months', months: 3 }, '2026-11-30', '2027-02-28'],
    [{ kind: 'months', months: 1 }, '2028-01-31', '2028-02-29'],
    [{ kind: 'next_year_end' }, '2026-01-01', '2027-12-31'],
    [{ kind: 'next_year_end' }, '2026-12-31', '2027-12-31'],
  ])('P2: %j, earned on %s: %s', (policy, earnedOn, expected) => {
    expect(expiryOf(policy, day(earnedOn))).toBe(expected);
  });

  it('P6: points count to the end of their last day', () => {
    expect(isLive(day('2026-12-05'), today)).toBe(true);
    expect(isLive(day('2026-12-04'), today)).toBe(false);
    expect(isLive(null, today)).toBe(true);
    expect(spendable(lots, today)).toBe(100);
    expect(spendable([], today)).toBe(0);
  });
});

describe('spending', () => {
  it('P3: takes the soonest-expiring first and those that never expire last', () => {
    expect(spendPlan(lots, 15, today)).toEqual({ ok: true, legs: [leg('2026-12-31', 15)] });
    expect(spendPlan(lots, 60, today)).toEqual({
      ok: true,
      legs: [leg('2026-12-31', 20), leg('2027-12-31', 30), leg(null, 10)],
    });
  });

  it('P3: all of it, and not one point more', () => {
    expect(spendPlan(lots, 100, today)).toMatchObject({ ok: true });
    expect(spendPlan(lots, 101, today)).toEqual({ ok: false, missing: 1 });
    expect(spendPlan([], 7, today)).toEqual({ ok: false, missing: 7 });
  });

  it('P3: spending nothing moves nothing; a negative amount is a bug', () => {
    expect(spendPlan(lots, 0, today)).toEqual({ ok: true, legs: [] });
    expect(() => spendPlan(lots, -1, today)).toThrow(RangeError);
    expect(() => spendPlan(lots, 0.5, today)).toThrow(RangeError);
  });

  it('P3: takes exactly the amount, from live lots, none over what it holds, each emptied before the next', () => {
    fc.assert(
      fc.property(anyLots, fc.nat(6000), (given, amount) => {
        const before = JSON.stringify(given);
        const plan = spendPlan(given, amount, today);
        expect(JSON.stringify(given)).toBe(before);
        if (!plan.ok) {
          expect(plan.missing).toBe(amount - spendable(given, today));
          return;
        }
        expect(sumOf(plan.legs)).toBe(amount);
        const heldOf = (expiry: Day | null) => given.find((one) => one.expires_on === expiry)!.available;
        plan.legs.forEach((one, i) => {
          expect(isLive(one.expires_on, today)).toBe(true);
          expect(one.points).toBeGreaterThan(0);
          if (i < plan.legs.length - 1) expect(one.points).toBe(heldOf(one.expires_on));
          else expect(one.points).toBeLessThanOrEqual(heldOf(one.expires_on));
        });
        const order = plan.legs.map((one) => one.expires_on ?? '9999-12-31');
        expect(order).toEqual([...order].sort());
      }),
    );
  });
});

describe('taking back', () => {
  const takeBack = (earned: string | null, amount: number) =>
    takeBackPlan({ lots, earned_on_expiry: earned === null ? null : day(earned), amount, today });

  it('P4: from the expiry it was earned in, then soonest first, and the rest is debt', () => {
    expect(takeBack('2027-12-31', 25)).toEqual({ legs: [leg('2027-12-31', 25)], debt: 0 });
    expect(takeBack('2027-12-31', 60)).toEqual({
      legs: [leg('2027-12-31', 30), leg('2026-12-31', 20), leg(null, 10)],
      debt: 0,
    });
    expect(takeBack(null, 130)).toEqual({
      legs: [leg(null, 50), leg('2026-12-31', 20), leg('2027-12-31', 30)],
      debt: 30,
    });
  });

  it('P4: an expiry that has passed, or of which nothing is there, is passed over', () => {
    expect(takeBack('2026-12-04', 10)).toEqual({ legs: [leg('2026-12-31', 10)], debt: 0 });
    expect(takeBack('2029-12-31', 10)).toEqual({ legs: [leg('2026-12-31', 10)], debt: 0 });
  });

  it('P4: what is taken and what is owed sum to the amount; nobody owes while points are left', () => {
    fc.assert(
      fc.property(
        anyLots,
        fc.option(fc.integer({ min: -5, max: 30 })),
        fc.nat(15_000),
        (given, own, amount) => {
          const earned_on_expiry = own === null ? null : addDays(today, own);
          const { legs, debt } = takeBackPlan({ lots: given, earned_on_expiry, amount, today });
          expect(sumOf(legs) + debt).toBe(amount);
          if (debt > 0) expect(sumOf(legs)).toBe(spendable(given, today));
          expect(new Set(legs.map((one) => one.expires_on)).size).toBe(legs.length);
        },
      ),
    );
  });
});
