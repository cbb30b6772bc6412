import fc from 'fast-check';
import { addDays, HOUR_MS, instant, startOfDay } from '../../shared/kernel';
import { TestClock } from '../../server/platform/clock';
import type { ReturnPolicy } from '../../server/points';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { forgetJobs } from '../platform/jobs.support';
import { FIRST_DAY, Model } from './expiry.model';
import { Program } from './expiry.support';

/**
 * Goal: whatever happens to points, in whatever order, over the end of a year and a leap day, they are where a plain
 * notebook has them, everything expires once and is announced as it should, and the books balance.
 */

const MEMBERS = 2;

const member = fc.integer({ min: 0, max: MEMBERS - 1 });
const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('earn' as const),
      member,
      points: fc.integer({ min: 1, max: 90 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('spend' as const),
      member,
      points: fc.integer({ min: 1, max: 60 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('back' as const),
      member,
      points: fc.integer({ min: 1, max: 60 }),
      ago: fc.integer({ min: 0, max: 70 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('return' as const), member }) },
  // days pass; on some of them no process runs
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      days: fc.integer({ min: 1, max: 12 }),
      runs: fc.boolean(),
    }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

describe('histories of points', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());

  let base = 0;

  async function play(acts: readonly Act[], timezone: string, graceDays: number): Promise<void> {
    // members of their own: one database serves all histories
    base += MEMBERS;
    await forgetJobs(db.database);
    const policy: ReturnPolicy = {
      ...{ point_expiry: { kind: 'months', months: 1 }, timezone, point_grace_days: graceDays },
    };
    const clock = new TestClock();
    const program = new Program(db.database, clock, policy);
    const model = new Model(FIRST_DAY, graceDays);
    const noon = (): void => clock.set(instant(startOfDay(model.today, timezone) + 12 * HOUR_MS));
    noon();
    try {
      for (const each of acts) await step(program, model, each, noon);
      for (let rest = 0; rest < 9; rest += 1)
        await step(program, model, { kind: 'wait', days: 10, runs: true }, noon);
      for (let n = 0; n < MEMBERS; n += 1) expect(model.balance(n)).toBe(0);
      expect(await program.drift()).toEqual([]);
    } finally {
      await program.close();
    }
  }

  async function step(program: Program, model: Model, each: Act, noon: () => void): Promise<void> {
    if (each.kind === 'wait') {
      model.today = addDays(model.today, each.days);
      noon();
      if (!each.runs) return;
      // the sweep comes first in the night, the notices in the morning
      await program.runJobs();
      model.night();
    } else {
      const id = base + each.member;
      if (each.kind === 'return') {
        const legs = program.spends.get(id)?.pop();
        expect(model.giveBack(each.member)).toBe(legs !== undefined);
        if (legs) await program.ok({ member: id, kind: 'return', points: 0, legs });
      } else if (each.kind === 'spend') {
        const { ok } = await program.move({ member: id, kind: 'spend', points: each.points });
        expect(ok).toBe(model.spend(each.member, each.points));
        if (ok) program.spends.set(id, [...(program.spends.get(id) ?? []), await program.spentLegs(id)]);
      } else if (each.kind === 'back') {
        const earned = addDays(model.today, -each.ago);
        await program.ok({ member: id, kind: 'back', points: each.points, earned_on: earned });
        model.takeBack(each.member, each.points, earned);
      } else {
        await program.ok({ member: id, kind: 'earn', points: each.points });
        model.earn(each.member, each.points);
      }
    }
    for (let n = 0; n < MEMBERS; n += 1) await compare(program, model, n);
  }

  async function compare(program: Program, model: Model, n: number): Promise<void> {
    const { balance, debt } = await program.points(base + n);
    const expired = (await program.lines(base + n, 'expire')).reduce((sum, points) => sum - points, 0);
    const said = (await program.told(base + n)).map(
      ([type, data]) => `${type.slice('points.'.length)} ${String(data['points'])} on ${String(data['on'])}`,
    );
    const book = model.of(n);
    expect({ balance, debt, expired, said: said.sort() }).toEqual({
      balance: model.balance(n),
      debt: book.debt,
      expired: book.expired,
      said: [...book.said].sort(),
    });
  }

  it.each([
    ['Asia/Shanghai', 7],
    ['Asia/Urumqi', 30],
    ['America/New_York', 0],
  ])('P4–P6: in %s with %d days of grace, as the notebook has them', async (timezone, grace) => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 28 }), (acts) => play(acts, timezone, grace)),
      { numRuns: testDatabase === 'sqlite' ? 15 : 6 },
    );
  });
});
