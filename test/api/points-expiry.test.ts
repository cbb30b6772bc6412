import { DAY_MS, day, HOUR_MS, instant, startOfDay } from '../../shared/kernel';
import { TestClock } from '../../server/platform/clock';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { forgetJobs, jobRow } from '../platform/jobs.support';
import { Program } from './expiry.support';
import type { ReturnPolicy } from '../../server/points';

/** Goal: points end with their last day and are swept once; people are told twice, whatever happens to the job. */

const MONTHS: ReturnPolicy['point_expiry'] = { kind: 'months', months: 1 };
const SHANGHAI: ReturnPolicy = { point_expiry: MONTHS, timezone: 'Asia/Shanghai', point_grace_days: 7 };

describe('expiry', () => {
  let db: TestDatabase;
  let member = 0;
  const clock = new TestClock();
  const open: Program[] = [];

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(async () => {
    for (const program of open) await program.close();
    await db.drop();
  });
  beforeEach(async () => {
    member += 1;
    await forgetJobs(db.database);
  });

  function programOf(policy: Partial<ReturnPolicy> = {}): Program {
    const program = new Program(db.database, clock, { ...SHANGHAI, ...policy });
    open.push(program);
    return program;
  }
  const at = (date: string, timezone = 'Asia/Shanghai', ms = 0): void => {
    clock.set(instant(startOfDay(day(date), timezone) + ms));
  };

  it.each<[string, ReturnPolicy['point_expiry'], string, string]>([
    ['Asia/Shanghai', { kind: 'next_year_end' }, '2026-03-01', '2027-12-31'],
    ['Asia/Shanghai', { kind: 'months', months: 1 }, '2028-01-31', '2028-02-29'],
    ['Asia/Urumqi', { kind: 'next_year_end' }, '2026-03-01', '2027-12-31'],
    ['Asia/Urumqi', { kind: 'months', months: 12 }, '2027-02-28', '2028-02-29'],
    // the day before clocks go forward, that day, and the day they go back
    ['America/New_York', { kind: 'months', months: 1 }, '2027-02-14', '2027-03-31'],
    ['America/New_York', { kind: 'months', months: 1 }, '2026-09-30', '2026-10-31'],
    ['America/New_York', { kind: 'next_year_end' }, '2026-11-01', '2027-12-31'],
  ])('P6: in %s with %j, earned on %s: to the end of %s', async (timezone, point_expiry, earned, last) => {
    const program = programOf({ timezone, point_expiry });
    at(earned, timezone, HOUR_MS);
    await program.ok({ member, kind: 'earn', points: 30 });
    const end = startOfDay(day(last), timezone) + 24 * HOUR_MS;
    clock.set(instant(end - 1));
    await program.runJobs();
    expect(await program.points(member)).toMatchObject({ balance: 30 });
    expect((await program.told(member)).map(([type]) => type)).toEqual(['points.expiring']);
    clock.set(instant(end));
    // whether the job has run or not
    expect(await program.points(member)).toMatchObject({ balance: 0, next_expiry: null });
    expect(await program.move({ member, kind: 'spend', points: 1 })).toMatchObject({ ok: false });
    clock.advance(5 * 60_000);
    await program.runJobs();
    expect(await program.points(member)).toMatchObject({ balance: 0, debt: 0 });
    expect(await program.lines(member, 'expire')).toEqual([-30]);
    expect((await program.told(member)).at(-1)).toEqual(['points.expired', { points: 30, on: last }]);
    expect(await program.drift()).toEqual([]);
  });

  it('P6: the job counts the day of the program, also where clocks change in the night', async () => {
    const timezone = 'America/New_York';
    const program = programOf({ timezone });
    at('2027-02-10', timezone);
    await program.ok({ member, kind: 'earn', points: 5 });
    // 2027-03-14 has 23 hours; the lot lasts to the 31st
    for (const date of ['2027-03-13', '2027-03-14', '2027-03-15', '2027-03-31']) {
      at(date, timezone, 22 * HOUR_MS);
      await program.runJobs();
    }
    expect(await program.lines(member, 'expire')).toEqual([]);
    at('2027-04-01', timezone, HOUR_MS);
    await program.runJobs();
    expect(await program.lines(member, 'expire')).toEqual([-5]);
  });

  it('P6: tells 30 and 7 days before, each once, with what is left then', async () => {
    const program = programOf();
    at('2027-01-05');
    await program.ok({ member, kind: 'earn', points: 100 }); // to 2027-02-28
    for (let date = 0; date < 60; date += 1) {
      clock.advance(DAY_MS);
      if (date === 30) await program.ok({ member, kind: 'spend', points: 40 });
      clock.advance(12 * HOUR_MS);
      await program.runJobs();
      await program.runJobs();
      clock.advance(-12 * HOUR_MS);
    }
    expect(await program.told(member)).toEqual([
      ['points.expiring', { points: 100, on: '2027-02-28', days: 30 }],
      ['points.expiring', { points: 60, on: '2027-02-28', days: 7 }],
      ['points.expired', { points: 60, on: '2027-02-28' }],
    ]);
  });

  it.each<[string, string[], (number | string)[]]>([
    ['a day late', ['2027-01-30', '2027-02-22'], [29, 6]],
    ['both when the first was long late', ['2027-02-20', '2027-02-21'], [8, 7]],
    ['never the longer after the shorter was due', ['2027-02-22', '2027-02-23', '2027-02-24'], [6]],
    ['on the last day', ['2027-02-28'], [0]],
    ['nothing after it', ['2027-03-01'], []],
  ])('P6: when days were skipped, a notice is late, but once: %s', async (_what, days, expected) => {
    const program = programOf();
    at('2027-01-05');
    await program.ok({ member, kind: 'earn', points: 10 });
    for (const date of days) {
      at(date, 'Asia/Shanghai', 10 * HOUR_MS);
      await program.runJobs();
    }
    const told = (await program.told(member)).filter(([type]) => type === 'points.expiring');
    expect(told.map(([, data]) => data['days'])).toEqual(expected);
  });

  it('P6: nothing is said and no line written of points that are spent', async () => {
    const program = programOf();
    at('2027-01-05');
    await program.ok({ member, kind: 'earn', points: 10 });
    await program.ok({ member, kind: 'spend', points: 10 });
    for (const date of ['2027-01-29', '2027-02-21', '2027-03-01']) {
      at(date, 'Asia/Shanghai', 10 * HOUR_MS);
      await program.runJobs();
    }
    expect([await program.told(member), await program.lines(member, 'expire')]).toEqual([[], []]);
    expect(await program.drift()).toEqual([]);
  });

  it('P6: two lots of one member are swept each on its day, and a debt stays', async () => {
    const program = programOf();
    at('2027-01-05');
    await program.ok({ member, kind: 'earn', points: 10 });
    at('2027-02-05');
    await program.ok({ member, kind: 'earn', points: 7 });
    at('2027-03-01', 'Asia/Shanghai', HOUR_MS);
    await program.ok({ member, kind: 'back', points: 10, earned_on: '2027-01-05' });
    await program.runJobs();
    // the dead ten are passed over: seven are taken, three are owed, the ten expire
    expect(await program.points(member)).toMatchObject({ balance: 0, debt: 3 });
    expect(await program.lines(member, 'expire')).toEqual([-10]);
    at('2027-04-01', 'Asia/Shanghai', HOUR_MS);
    await program.runJobs();
    expect(await program.lines(member, 'expire')).toEqual([-10]);
    expect(await program.drift()).toEqual([]);
  });

  it('P4: what rests is not swept; it is when it has arrived, or nothing when it was voided', async () => {
    const program = programOf();
    at('2027-01-05');
    await program.ok({ member, kind: 'earn', points: 10 });
    const rest = { member, kind: 'rest', points: 4, expires_on: '2027-02-28' } as const;
    const until_at = instant(startOfDay(day('2027-03-10'), 'Asia/Shanghai'));
    const { hold: one } = await program.ok({ ...rest, until_at });
    const { hold: two } = await program.ok({ ...rest, points: 3, until_at });
    at('2027-03-01', 'Asia/Shanghai', HOUR_MS);
    await program.runJobs();
    expect(await program.lines(member, 'expire')).toEqual([-10]);
    expect(await program.drift()).toEqual([]);
    await program.ok({ member, kind: 'void', points: 0, hold: one! });
    at('2027-03-02', 'Asia/Shanghai', HOUR_MS);
    await program.runJobs();
    expect(await program.lines(member, 'expire')).toEqual([-10]);
    await program.ok({ member, kind: 'void', points: 0, hold: two! });
    for (const date of ['2027-03-03', '2027-03-04']) {
      at(date, 'Asia/Shanghai', HOUR_MS);
      await program.runJobs();
    }
    const [lot] = await db.database.read.query(
      'SELECT stage, sweeps FROM point_lots WHERE member_id LIKE ?',
      [`%${member}`],
    );
    expect(lot).toMatchObject({ stage: 'swept' });
    expect(await program.drift()).toEqual([]);
  });

  it('P5: points come back to their expiry, once into a grace, and then not at all', async () => {
    const program = programOf();
    at('2027-01-05');
    await program.ok({ member, kind: 'earn', points: 10 });
    await program.ok({ member, kind: 'spend', points: 10 });
    const back = async () => {
      const legs = await program.spentLegs(member);
      return program.ok({ member, kind: 'return', points: 0, legs });
    };
    expect(await back()).toMatchObject({ credited: 10, lapsed: 0, balance_after: 10 });
    expect((await program.points(member)).next_expiry).toEqual({ on: '2027-02-28', points: 10 });
    await program.ok({ member, kind: 'spend', points: 10 });
    at('2027-03-03', 'Asia/Shanghai', HOUR_MS);
    await program.runJobs();
    expect(await back()).toMatchObject({ credited: 10, lapsed: 0 });
    expect((await program.points(member)).next_expiry).toEqual({ on: '2027-03-10', points: 10 });
    at('2027-03-04', 'Asia/Shanghai', 10 * HOUR_MS);
    await program.runJobs();
    expect((await program.told(member)).at(-1)).toEqual([
      'points.expiring',
      { points: 10, on: '2027-03-10', days: 6 },
    ]);
    await program.ok({ member, kind: 'spend', points: 10 });
    at('2027-03-10', 'Asia/Shanghai', 23 * HOUR_MS);
    // while the grace lasts it can be used again
    expect(await back()).toMatchObject({ credited: 10 });
    expect((await program.points(member)).next_expiry).toEqual({ on: '2027-03-10', points: 10 });
    await program.ok({ member, kind: 'spend', points: 10 });
    at('2027-03-11', 'Asia/Shanghai', HOUR_MS);
    await program.runJobs();
    expect(await back()).toMatchObject({ credited: 0, lapsed: 10, balance_after: 0 });
    expect(await program.drift()).toEqual([]);
    at('2027-03-12', 'Asia/Shanghai', HOUR_MS);
    await program.runJobs();
    expect(await program.lines(member, 'expire')).toEqual([-10]);
    expect(await program.points(member)).toMatchObject({ balance: 0, expiries: [] });
    expect(await program.drift()).toEqual([]);
  });

  it('P5: past 30 days after the expiry nothing comes back to life; P4: a debt is paid first', async () => {
    const program = programOf();
    at('2027-01-05');
    await program.ok({ member, kind: 'earn', points: 10 });
    await program.ok({ member, kind: 'spend', points: 10 });
    await program.ok({ member, kind: 'back', points: 6, earned_on: '2027-01-05' });
    const legs = await program.spentLegs(member);
    const half = legs.map((leg) => ({ ...leg, points: 5 }));
    at('2027-03-05');
    expect(await program.ok({ member, kind: 'return', points: 0, legs: half })).toMatchObject({
      repaid: 5,
      credited: 0,
    });
    at('2027-03-31');
    expect(await program.ok({ member, kind: 'return', points: 0, legs: half })).toMatchObject({
      lapsed: 5,
      repaid: 0,
    });
    expect(await program.points(member)).toMatchObject({ balance: 0, debt: 1 });
    await program.runJobs();
    clock.advance(DAY_MS);
    await program.runJobs();
    expect(await program.lines(member, 'expire')).toEqual([-5]);
    expect(await program.drift()).toEqual([]);
  });

  it('P6: looks at no account whose time has not come', async () => {
    const program = programOf({ point_expiry: { kind: 'next_year_end' } });
    at('2030-05-05');
    const first = (member += 1) * 1_000;
    await Promise.all(
      Array.from({ length: 80 }, (_, n) => program.ok({ member: first + n, kind: 'earn', points: 1 })),
    );
    at('2030-05-06', 'Asia/Shanghai', 11 * HOUR_MS);
    await program.runJobs();
    const rows = await db.database.read.query<{ id: `job_${string}` }>(
      "SELECT id FROM jobs WHERE schedule_key LIKE 'points.%:2030-05-06'",
    );
    expect(rows).toHaveLength(2);
    const worked = await Promise.all(rows.map(({ id }) => jobRow(db.database, id)));
    expect(worked.find(({ kind }) => kind === 'points.announce')).toMatchObject({ stage: 'done', done: 0 });
  });

  it('L7: the audit finds a lot that is on no list, and points that a sweep left', async () => {
    const program = programOf();
    at('2027-01-05');
    await program.ok({ member, kind: 'earn', points: 9 });
    const spoil = (sql: string) =>
      db.database.transaction((session) => session.execute(sql, [`%:2027-02-28`]));
    await spoil("UPDATE point_lots SET stage = 'swept' WHERE id LIKE ? AND stage = 'quiet'");
    expect(await program.drift()).toMatchObject([{ check: 'nothing is left of points that were swept' }]);
    await spoil('DELETE FROM point_lots WHERE id LIKE ?');
    const drift = (await program.drift()) as { check: string }[];
    expect(new Set(drift.map(({ check }) => check))).toEqual(
      new Set(['every points account that expires is on the list of its day']),
    );
  });
});
