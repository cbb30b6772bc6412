import { fork } from 'node:child_process';
import { join } from 'node:path';
import { day, HOUR_MS, instant, startOfDay } from '../../shared/kernel';
import { TestClock } from '../../server/platform/clock';
import { jobs, JobStore, LEASE_MS } from '../../server/platform/jobs';
import type { ReturnPolicy } from '../../server/points';
import { Program } from '../api/expiry.support';
import { createTestDatabase } from '../support/database';

/** Goal: processes that work a job may be killed at any statement; whoever comes next brings it to its end, exactly. */

const POLICY: ReturnPolicy = {
  point_expiry: { kind: 'months', months: 1 },
  timezone: 'Asia/Shanghai',
  point_grace_days: 7,
};
const MEMBERS = Array.from({ length: 130 }, (_, n) => n + 1);
/** Spread over making the job, taking it, the commands of a page and saving the cursor. */
const KILLS = [1, 2, 4, 6, 9, 13, 17, 22, 30].flatMap((statement) =>
  (['before', 'after'] as const).map((phase) => ({ statement, phase })),
);

it('P6: whatever kills those who sweep, everybody is swept once and the file names them once', async () => {
  const db = await createTestDatabase();
  const clock = new TestClock(instant(startOfDay(day('2027-01-05'), POLICY.timezone)));
  const program = new Program(db.database, clock, POLICY);
  try {
    await Promise.all(MEMBERS.map((member) => program.ok({ member, kind: 'earn', points: member })));
    clock.set(instant(startOfDay(day('2027-03-01'), POLICY.timezone) + HOUR_MS));
    let killed = 0;
    for (const kill of KILLS) {
      const child = fork(join(__dirname, 'jobs-child.cjs'));
      const gone = new Promise<NodeJS.Signals | null>((exit) => {
        child.once('exit', (_code, signal) => exit(signal));
        child.once('message', () => child.kill('SIGTERM'));
      });
      child.send({ url: db.url, dataDir: db.dataDir, now: clock.now(), policy: POLICY, kill });
      if ((await gone) === 'SIGKILL') killed += 1;
      clock.advance(LEASE_MS);
    }
    // the later ones found little left to do
    expect(killed).toBeGreaterThan(KILLS.length / 2);
    await program.runJobs();
    for (const member of MEMBERS) expect(await program.lines(member, 'expire')).toEqual([-member]);
    const [raw] = await db.database.read.query("SELECT * FROM jobs WHERE kind = 'points.expire'");
    const row = jobs.decode(raw as never);
    expect(row).toMatchObject({ stage: 'done', done: MEMBERS.length, failed: 0, total: MEMBERS.length });
    const file = (await new JobStore(db.database).result(row.id)).toString('utf8');
    expect(file.match(/mem_\d+/g)?.sort()).toEqual(MEMBERS.map((n) => `mem_${String(n).padStart(28, '0')}`));
    expect(await program.drift()).toEqual([]);
  } finally {
    await program.close();
    await db.drop();
  }
});
