import { DAY_MS, instant, type Id } from '../../shared/kernel';
import { ATTEMPTS_MAX, JOBS_KEPT_MS, LEASE_MS, oldJobs, type JobKind } from '../../server/platform/jobs';
import { TestClock } from '../../server/platform/clock';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { counting, drain, forgetJobs, jobRow, putJob, runnerOf, START } from './jobs.support';

/** Goal: whatever happens to whoever works it, a job is done to its end, each step counted once. */

describe('jobs', () => {
  let db: TestDatabase;
  const clock = new TestClock();

  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    clock.set(START);
    await forgetJobs(db.database);
  });

  const execute = (sql: string, params: (string | number)[] = []): Promise<number> =>
    db.database.transaction((session) => session.execute(sql, params));
  const wish = (id: Id<'job'>, what: string): Promise<number> =>
    execute('UPDATE jobs SET wish = ?, round = round + 1 WHERE id = ?', [what, id]);
  const rowOf = (id: Id<'job'>) => jobRow(db.database, id);

  it('does a job step by step, and leaves a result behind', async () => {
    const counts = counting();
    const runner = runnerOf(db.database, clock, [counts.kind]);
    const id = await putJob(db.database, clock, counts.kind, { to: 7, by: 3 });
    expect(await runner.tick()).toBe(1);
    expect(await rowOf(id)).toMatchObject({ stage: 'open', done: 3, total: 7, reached: 3 });
    expect(await rowOf(id)).toMatchObject({ holder: 'worker-1' });
    expect(await drain(runner)).toBe(2);
    expect(await rowOf(id)).toMatchObject({ stage: 'done', done: 7, failed: 0, total: 7, holder: '' });
    expect(counts.seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const file = (await runner.store.result(id)).toString('utf8');
    expect(file).toBe(`\uFEFFnumber,text\r\n${[1, 2, 3, 4, 5, 6, 7].map((n) => `${n},'=${n}\r\n`).join('')}`);
  });

  it('takes up nothing before its time, and jobs in turn', async () => {
    const [one, two] = [counting('test.one'), counting('test.two')];
    const order: string[] = [];
    one.during = () => void order.push('one');
    two.during = () => void order.push('two');
    const runner = runnerOf(db.database, clock, [one.kind, two.kind]);
    await putJob(db.database, clock, one.kind, { to: 3, by: 1 });
    await putJob(db.database, clock, two.kind, { to: 2, by: 1 }, instant(clock.now() + 1_000));
    await runner.tick();
    clock.advance(1_000);
    await runner.tick();
    clock.advance(1);
    await drain(runner);
    expect(order).toEqual(['one', 'two', 'one', 'two', 'one']);
  });

  it('several workers share the jobs, and none has what another has', async () => {
    const counts = counting();
    const databases = [db.database, testDatabase === 'mariadb' ? await db.another() : db.database];
    const runners = [0, 1, 2, 3].map((n) => runnerOf(databases[n % 2]!, clock, [counts.kind]));
    const ids = await Promise.all(
      Array.from({ length: 6 }, () => putJob(db.database, clock, counts.kind, { to: 10, by: 2 })),
    );
    let inside = 0;
    let most = 0;
    counts.during = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise(setImmediate);
      inside -= 1;
    };
    for (let round = 0; round < 60; round += 1) {
      await Promise.all(runners.map((runner) => runner.tick()));
      clock.advance(1);
    }
    for (const id of ids) expect(await rowOf(id)).toMatchObject({ stage: 'done', done: 10 });
    expect(counts.seen).toHaveLength(60);
    expect(most).toBeGreaterThan(1);
  });

  it('goes on where a killed worker was once its lease is over, and counts nothing twice', async () => {
    for (const step of [0, 2, 4]) {
      const counts = counting(`test.killed_${step}`);
      const id = await putJob(db.database, clock, counts.kind, { to: 6, by: 2 });
      const dead = runnerOf(db.database, clock, [counts.kind]);
      const other = runnerOf(db.database, clock, [counts.kind]);
      // the work of the step is done, its cursor is not saved: as after kill -9
      let die: () => void = () => undefined;
      const died = new Promise<void>((resolve) => (die = resolve));
      counts.during = (from) => {
        if (from !== step) return;
        die();
        return new Promise(() => undefined);
      };
      const life = (async () => {
        while ((await dead.tick()) > 0);
      })();
      void life;
      await died;
      counts.during = () => undefined;
      expect(await other.tick()).toBe(0);
      clock.advance(LEASE_MS - 1);
      expect(await other.tick()).toBe(0);
      clock.advance(1);
      await drain(other);
      expect(await rowOf(id)).toMatchObject({ stage: 'done', done: 6 });
      expect(counts.seen).toEqual([1, 2, 3, 4, 5, 6]);
    }
  });

  it('throws away what a frozen worker brings when it comes back', async () => {
    const counts = counting();
    const id = await putJob(db.database, clock, counts.kind, { to: 4, by: 2 });
    const frozen = runnerOf(db.database, clock, [counts.kind]);
    const other = runnerOf(db.database, clock, [counts.kind]);
    let thaw: (() => void) | undefined;
    counts.during = () => new Promise((resolve) => (thaw = resolve));
    const late = frozen.tick();
    while (!thaw) await new Promise((resolve) => setTimeout(resolve, 5));
    counts.during = () => undefined;
    clock.advance(LEASE_MS);
    await other.tick();
    thaw();
    await late;
    expect(await rowOf(id)).toMatchObject({ done: 2, reached: 2, stage: 'open' });
    await drain(other);
    expect(await rowOf(id)).toMatchObject({ done: 4, stage: 'done', result_pieces: 2 });
    // it did the first step again, as any step must bear
    expect(counts.seen).toEqual([1, 2, 1, 2, 3, 4]);
    expect((await other.store.result(id)).toString('utf8').match(/\r\n/g)).toHaveLength(5);
  });

  it('a long step keeps the lease, and learns when it has lost it', async () => {
    const kept: boolean[] = [];
    const kind: JobKind<null> = {
      kind: 'test.long',
      title: '很久',
      async step(_cursor, { renew }) {
        clock.advance(LEASE_MS - 1_000);
        kept.push(await renew());
        clock.advance(LEASE_MS - 1_000);
        kept.push((await runnerOf(db.database, clock, [{ ...kind, step: finish }]).tick()) === 0);
        clock.advance(LEASE_MS);
        await runnerOf(db.database, clock, [{ ...kind, step: finish }]).tick();
        kept.push(await renew());
        return { cursor: null, done: 100, finished: true };
      },
    };
    const finish = async () => ({ cursor: null, done: 1, finished: true });
    const id = await putJob(db.database, clock, kind, {});
    await runnerOf(db.database, clock, [kind]).tick();
    expect(kept).toEqual([true, true, false]);
    expect(await rowOf(id)).toMatchObject({ stage: 'done', done: 1 });
  });

  it('lets go of what it has when it stops', async () => {
    const counts = counting();
    await putJob(db.database, clock, counts.kind, { to: 4, by: 2 });
    const one = runnerOf(db.database, clock, [counts.kind]);
    const other = runnerOf(db.database, clock, [counts.kind]);
    await one.tick();
    expect(await other.tick()).toBe(0);
    await one.release();
    expect(await other.tick()).toBe(1);
  });

  it('obeys between steps: pause, go on, cancel', async () => {
    const counts = counting();
    const runner = runnerOf(db.database, clock, [counts.kind]);
    const id = await putJob(db.database, clock, counts.kind, { to: 10, by: 2 });
    // asked for in the middle of a step, which is finished
    counts.during = async (from) => {
      if (from === 2) await wish(id, 'pause');
    };
    expect(await drain(runner)).toBe(2);
    expect(await rowOf(id)).toMatchObject({ done: 4, stage: 'open', wish: 'pause' });
    await wish(id, 'run');
    await runner.tick();
    expect((await rowOf(id)).done).toBe(6);
    await wish(id, 'cancel');
    clock.advance(DAY_MS);
    expect(await drain(runner)).toBe(0);
    expect(await rowOf(id)).toMatchObject({ done: 6, wish: 'cancel' });
  });

  it('tries a step that fails again, later and later, then gives up until it is resumed', async () => {
    const counts = counting();
    const runner = runnerOf(db.database, clock, [counts.kind]);
    const id = await putJob(db.database, clock, counts.kind, { to: 4, by: 2 });
    await runner.tick();
    counts.during = () => {
      throw new Error('磁盘坏了');
    };
    const waits: number[] = [];
    while ((await rowOf(id)).stage === 'open') {
      expect(await runner.tick()).toBe(1);
      const { retry_at: at, stage } = await rowOf(id);
      if (stage === 'failed') break;
      waits.push(at - clock.now());
      clock.set(instant(at - 1));
      expect(await runner.tick()).toBe(0);
      clock.advance(1);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256].map((seconds) => seconds * 1_000));
    expect(runner.problems).toHaveLength(ATTEMPTS_MAX);
    expect(await rowOf(id)).toMatchObject({ stage: 'failed', problem: '磁盘坏了', done: 2, attempts: 10 });
    clock.advance(DAY_MS);
    expect(await runner.tick()).toBe(0);
    counts.during = () => undefined;
    await wish(id, 'run');
    await drain(runner);
    expect(await rowOf(id)).toMatchObject({ stage: 'done', done: 4, attempts: 0 });
    expect(counts.seen).toEqual([1, 2, 3, 4]);
  });

  it('one failure is forgotten with the next success', async () => {
    const counts = counting();
    const runner = runnerOf(db.database, clock, [counts.kind]);
    const id = await putJob(db.database, clock, counts.kind, { to: 40, by: 1 });
    let fails = true;
    counts.during = () => {
      fails = !fails;
      if (fails) throw new Error('once in a while');
    };
    for (let n = 0; n < 100; n += 1) {
      await runner.tick();
      clock.advance(1_000);
    }
    expect(await rowOf(id)).toMatchObject({ stage: 'done', done: 40, problem: 'once in a while' });
  });

  it('fails at its deadline', async () => {
    const counts = counting('test.deadline', { deadline_ms: 5_000 });
    const runner = runnerOf(db.database, clock, [counts.kind]);
    const id = await putJob(db.database, clock, counts.kind, { to: 4, by: 2 });
    clock.advance(4_999);
    await runner.tick();
    clock.advance(1);
    await drain(runner);
    expect(await rowOf(id)).toMatchObject({ stage: 'failed', done: 2, failed_round: 1 });
    expect((await rowOf(id)).problem).toContain('截止');
  });

  it('a clock that was set back does not hold a job up', async () => {
    const counts = counting();
    const id = await putJob(db.database, clock, counts.kind, { to: 4, by: 2 });
    clock.advance(30 * DAY_MS);
    await runnerOf(db.database, clock, [counts.kind]).tick();
    clock.set(START);
    await drain(runnerOf(db.database, clock, [counts.kind]));
    expect(await rowOf(id)).toMatchObject({ stage: 'done' });
  });

  it('knows how fast it goes', async () => {
    const counts = counting();
    const runner = runnerOf(db.database, clock, [counts.kind]);
    const id = await putJob(db.database, clock, counts.kind, { to: 1_000, by: 10 });
    counts.during = () => void clock.advance(2_000);
    for (let n = 0; n < 31; n += 1) await runner.tick();
    expect(await rowOf(id)).toMatchObject({ rate: 5_000, minute_done: 300 });
  });

  it('is not begun with kinds that would hold up each other', () => {
    const [one, two] = [counting('test.same'), counting('test.same')];
    expect(() => runnerOf(db.database, clock, [one.kind, two.kind])).toThrow('same name');
    const long = counting('test.long', { title: '长'.repeat(61) });
    expect(() => runnerOf(db.database, clock, [long.kind])).toThrow('too long');
  });

  it('leaves alone what it does not know how to do', async () => {
    const [known, unknown] = [counting('test.known'), counting('test.unknown')];
    const id = await putJob(db.database, clock, unknown.kind, { to: 1, by: 1 });
    await drain(runnerOf(db.database, clock, [known.kind]));
    expect(await rowOf(id)).toMatchObject({ stage: 'open', lease_no: 0 });
  });

  it('purges what ended 90 days ago, and its result', async () => {
    const counts = counting();
    const put = () => putJob(db.database, clock, counts.kind, { to: 2, by: 2 });
    const [done, cancelled, paused] = [await put(), await put(), await put()];
    await wish(cancelled, 'cancel');
    await wish(paused, 'pause');
    await drain(runnerOf(db.database, clock, [counts.kind]));
    clock.advance(JOBS_KEPT_MS);
    const purge = runnerOf(db.database, clock, [
      oldJobs(db.database, { timezone: 'Asia/Shanghai', minute: 0 }),
    ]);
    await drain(purge);
    await expect(rowOf(done)).resolves.toMatchObject({ stage: 'done' });
    clock.advance(DAY_MS);
    await drain(purge);
    await expect(rowOf(done)).rejects.toThrow('no job');
    await expect(rowOf(cancelled)).rejects.toThrow('no job');
    await expect(rowOf(paused)).resolves.toMatchObject({ wish: 'pause' });
    expect(await db.database.read.query('SELECT * FROM job_results')).toEqual([]);
  });
});
