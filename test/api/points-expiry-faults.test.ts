import { day, HOUR_MS, instant, startOfDay } from '../../shared/kernel';
import { TestClock } from '../../server/platform/clock';
import { jobs, LEASE_MS } from '../../server/platform/jobs';
import type { ReturnPolicy } from '../../server/points';
import { forgetJobs, runnerOf } from '../platform/jobs.support';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { Program } from './expiry.support';

/** Goal: whoever sweeps, and whatever happens to them, everybody's points expire once and people are told once. */

const SHANGHAI: ReturnPolicy = {
  point_expiry: { kind: 'months', months: 1 },
  timezone: 'Asia/Shanghai',
  point_grace_days: 7,
};

describe('expiry under faults', () => {
  let db: TestDatabase;
  const clock = new TestClock();
  const open: Program[] = [];

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(async () => {
    for (const program of open) await program.close();
    await db.drop();
  });

  function programOf(database = db.database): Program {
    const program = new Program(database, clock, SHANGHAI);
    open.push(program);
    return program;
  }
  const at = (date: string, timezone = 'Asia/Shanghai', ms = 0): void => {
    clock.set(instant(startOfDay(day(date), timezone) + ms));
  };

  it('P6: a job that is killed at any step sweeps everybody once, and its file says so', async () => {
    const program = programOf();
    const count = 120;
    const first = 1_000;
    for (const kill of [0, 1, 2, 3]) {
      // each round a month later
      const month = 2 * (kill + 1);
      at(`2027-${String(month).padStart(2, '0')}-05`);
      const members = Array.from({ length: count }, (_, n) => first + kill * 200 + n);
      await Promise.all(members.map((each) => program.ok({ member: each, kind: 'earn', points: each % 50 })));
      at(`2027-${String(month + 2).padStart(2, '0')}-01`, 'Asia/Shanghai', HOUR_MS);
      const [sweep] = program.kinds();
      // its commands are run, its cursor is not saved
      let steps = 0;
      let die = (): void => undefined;
      const killed = new Promise<void>((resolve) => (die = resolve));
      const dying = {
        ...sweep!,
        step: async (...args: Parameters<NonNullable<typeof sweep>['step']>) => {
          const done = await sweep!.step(...args);
          if (steps === kill) {
            die();
            return new Promise<never>(() => undefined);
          }
          steps += 1;
          return done;
        },
      };
      const dead = runnerOf(db.database, clock, [dying]);
      void (async () => {
        while ((await dead.tick()) > 0);
      })();
      await killed;
      clock.advance(LEASE_MS);
      await program.runJobs();
      for (const each of members)
        expect(await program.lines(each, 'expire')).toEqual(each % 50 === 0 ? [] : [-(each % 50)]);
      const rows = await db.database.read.query(
        "SELECT * FROM jobs WHERE kind = 'points.expire' ORDER BY id DESC",
      );
      const row = rows.map((raw) => jobs.decode(raw)).find(({ schedule_key: key }) => key?.endsWith('-01'));
      expect(row).toMatchObject({ stage: 'done', failed: 0 });
      expect(row!.done).toBeGreaterThanOrEqual(members.filter((each) => each % 50 > 0).length);
      const file = (await dead.store.result(row!.id)).toString('utf8');
      const said = file.split('\r\n').filter((line) => line.startsWith('mem_'));
      const mine = said.filter((line) => Number(line.slice(4, 32)) >= first);
      expect(mine).toHaveLength(members.filter((each) => each % 50 > 0).length);
      await forgetJobs(db.database);
    }
    expect(await program.drift()).toEqual([]);
  });

  it('P6: several processes with the same jobs sweep and tell once', async () => {
    const other = testDatabase === 'mariadb' ? await db.another() : db.database;
    const programs = [programOf(), programOf(other)];
    const first = 10_000;
    const members = Array.from({ length: 150 }, (_, n) => first + n);
    at('2027-01-05');
    await Promise.all(members.map((each) => programs[0]!.ok({ member: each, kind: 'earn', points: 3 })));
    for (const date of ['2027-02-22', '2027-03-01']) {
      at(date, 'Asia/Shanghai', 11 * HOUR_MS);
      const workers = [0, 1, 2, 3].map((n) => programs[n % 2]!.worker());
      for (let round = 0; round < 40; round += 1) {
        await Promise.all(workers.map((worker) => worker.tick()));
        // one that works so slowly that its lease is taken from it now and then
        clock.advance(round % 5 === 0 ? LEASE_MS : 1);
      }
    }
    for (const each of members) {
      expect(await programs[0]!.told(each)).toEqual([
        ['points.expiring', { points: 3, on: '2027-02-28', days: 6 }],
        ['points.expired', { points: 3, on: '2027-02-28' }],
      ]);
      expect(await programs[0]!.lines(each, 'expire')).toEqual([-3]);
    }
    expect(await programs[0]!.drift()).toEqual([]);
  });
});
