import fc from 'fast-check';
import { nextStep, streakBonus, type StreakStep } from '../../../shared/rules';

const STEPS: StreakStep[] = [
  { streak: 3, points: 5 },
  { streak: 7, points: 20 },
  { streak: 15, points: 50 },
];
const steps = fc
  .uniqueArray(
    fc.record({ streak: fc.integer({ min: 2, max: 40 }), points: fc.integer({ min: 1, max: 100 }) }),
    {
      selector: (step) => step.streak,
      maxLength: 6,
    },
  )
  .map((list) => [...list].sort((one, other) => one.streak - other.streak));

describe('what a run of days gives', () => {
  it.each<[string, number, number, number]>([
    ['the first day', 0, 0, 0],
    ['the third', 2, 0, 5],
    ['the fourth', 3, 0, 0],
    ['the seventh', 6, 0, 20],
    ['a gap made good, nothing new reached', 3, 2, 0],
    ['a gap made good, the seventh reached', 3, 3, 20],
    ['a gap made good, two steps at once', 2, 4, 20],
    ['two steps at once', 2, 12, 50],
    ['a made-up day before a run', 0, 2, 5],
  ])('P8: %s', (_, before, after, bonus) => {
    expect(streakBonus(STEPS, { before, after })).toBe(bonus);
  });

  it('P8: says the next step', () => {
    expect([nextStep(STEPS, 0), nextStep(STEPS, 3), nextStep(STEPS, 15)]).toEqual([STEPS[0], STEPS[1], null]);
  });

  it('P8: a run that grew day by day has given each step that it reached, once', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 60 }), (list, length) => {
        let given = 0;
        for (let before = 0; before < length; before += 1) given += streakBonus(list, { before, after: 0 });
        expect(given).toBe(list.reduce((sum, step) => (step.streak <= length ? sum + step.points : sum), 0));
      }),
    );
  });

  it('P8: whichever days are made up for and when, no run is left without a step that it reaches', () => {
    // days in any order: a model that remembers, for every run, which steps it was given
    const orders = fc.integer({ min: 1, max: 16 }).chain((n) =>
      fc.shuffledSubarray(
        Array.from({ length: n }, (_, i) => i),
        { minLength: n },
      ),
    );
    fc.assert(
      fc.property(steps, orders, (list, order) => {
        const runs = new Map<number, { days: number[]; given: Set<number> }>();
        for (const date of order) {
          const before = runs.get(date - 1);
          const after = runs.get(date + 1);
          const given = new Set([...(before?.given ?? []), ...(after?.given ?? [])]);
          const days = [...(before?.days ?? []), date, ...(after?.days ?? [])];
          const due = list.filter((step) => step.streak <= days.length && !given.has(step.streak));
          const bonus = streakBonus(list, {
            before: before?.days.length ?? 0,
            after: after?.days.length ?? 0,
          });
          expect(bonus).toBe(due.reduce((sum, step) => sum + step.points, 0));
          const run = { days, given: new Set([...given, ...due.map((step) => step.streak)]) };
          for (const one of days) runs.set(one, run);
        }
      }),
    );
  });
});
