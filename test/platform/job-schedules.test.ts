import { instant } from '../../shared/kernel';
import type { JobKind } from '../../server/platform/jobs';
import { csvLine, jobs } from '../../server/platform/jobs';
import { TestClock } from '../../server/platform/clock';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { counting, drain, forgetJobs, jobRow, putJob, runnerOf, START } from './jobs.support';

/** Goal: one job a day in the program's zone, however many processes there are, and files that run nothing. */

describe('daily jobs', () => {
  let db: TestDatabase;
  const clock = new TestClock();
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());
  beforeEach(() => forgetJobs(db.database));

  const daily = (timezone: string, minute = 30): JobKind<null> => ({
    kind: 'test.daily',
    title: '每天一次',
    daily: { timezone, minute },
    step: async () => ({ cursor: null, done: 1, finished: true }),
  });
  const made = async () =>
    (await db.database.read.query('SELECT * FROM jobs ORDER BY schedule_key')).map((raw) => jobs.decode(raw));

  it('a worker does one step at a time, however often it is told to work', async () => {
    clock.set(START);
    const counts = counting();
    const runner = runnerOf(db.database, clock, [counts.kind]);
    const id = await putJob(db.database, clock, counts.kind, { to: 6, by: 2 });
    expect(await Promise.all([runner.tick(), runner.tick(), runner.tick(), runner.tick()])).toEqual([
      1, 1, 1, 0,
    ]);
    expect(await jobRow(db.database, id)).toMatchObject({ stage: 'done', done: 6, result_pieces: 3 });
    expect([counts.seen, runner.problems]).toEqual([[1, 2, 3, 4, 5, 6], []]);
  });

  it('eight workers make one a day', async () => {
    clock.set(instant(Date.UTC(2026, 10, 20, 16)));
    const databases = [db.database, testDatabase === 'mariadb' ? await db.another() : db.database];
    const runners = Array.from({ length: 8 }, (_, n) =>
      runnerOf(databases[n % 2]!, clock, [daily('Asia/Shanghai')]),
    );
    await Promise.all(runners.map((runner) => runner.tick()));
    await Promise.all(runners.map((runner) => runner.tick()));
    expect((await made()).map(({ schedule_key: key, due_at: at, params }) => [key, at, params])).toEqual([
      ['test.daily:2026-11-21', Date.UTC(2026, 10, 20, 16, 30), { day: '2026-11-21' }],
    ]);
    // a process that starts later finds it there
    await runnerOf(db.database, clock, [daily('Asia/Shanghai')]).tick();
    expect(await made()).toHaveLength(1);
  });

  it.each([
    ['Asia/Shanghai', Date.UTC(2026, 11, 31, 16) - 1, '2026-12-31'],
    ['Asia/Shanghai', Date.UTC(2026, 11, 31, 16), '2027-01-01'],
    ['Asia/Shanghai', Date.UTC(2028, 1, 28, 16), '2028-02-29'],
    ['Asia/Urumqi', Date.UTC(2026, 11, 31, 18) - 1, '2026-12-31'],
    ['Asia/Urumqi', Date.UTC(2026, 11, 31, 18), '2027-01-01'],
    ['America/New_York', Date.UTC(2026, 2, 8, 5) - 1, '2026-03-07'],
    ['America/New_York', Date.UTC(2026, 2, 8, 5), '2026-03-08'],
    ['America/New_York', Date.UTC(2026, 2, 9, 4) - 1, '2026-03-08'],
    ['America/New_York', Date.UTC(2026, 2, 9, 4), '2026-03-09'],
    ['America/New_York', Date.UTC(2026, 10, 2, 5) - 1, '2026-11-01'],
    ['America/New_York', Date.UTC(2026, 10, 2, 5), '2026-11-02'],
  ])('the day begins and ends as it does in %s (%d is %s)', async (timezone, at, day) => {
    clock.set(instant(at));
    await runnerOf(db.database, clock, [daily(timezone, 0)]).tick();
    expect(await made()).toMatchObject([{ schedule_key: `test.daily:${day}` }]);
  });

  it('is due in the night, and once a day whenever the clocks change', async () => {
    clock.set(instant(Date.UTC(2026, 9, 30, 12)));
    const kind = daily('America/New_York', 150);
    for (let hour = 0; hour < 5 * 24; hour += 1) {
      await drain(runnerOf(db.database, clock, [kind]));
      clock.advance(3_600_000);
    }
    const rows = await made();
    expect(rows.map(({ params }) => (params as { day: string }).day)).toEqual([
      '2026-10-30',
      '2026-10-31',
      '2026-11-01',
      '2026-11-02',
      '2026-11-03',
      '2026-11-04',
    ]);
    expect(rows.slice(0, 5).every(({ stage, done }) => stage === 'done' && done === 1)).toBe(true);
  });
});

describe('result files', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+86 138', "'+86 138"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', '"\'\t=1"'],
    ['\r=1', '"\'\r=1"'],
    ['  =1', '"\'  =1"'],
    ['＝1', "'＝1"],
    ['a=1', 'a=1'],
    ['say "hi", bye', '"say ""hi"", bye"'],
    ['two\nlines', '"two\nlines"'],
    [' spaced ', '" spaced "'],
    ['张三', '张三'],
    [-5, '-5'],
    [0, '0'],
    [null, ''],
  ])('%j is written %j', (cell, text) => {
    expect(csvLine([cell, 'x'])).toBe(`${text},x\r\n`);
  });
});
