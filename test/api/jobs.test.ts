import { JOB_STATES } from '../../shared/contract';
import { HOUR_MS, toRfc3339, type Id } from '../../shared/kernel';
import { jobs } from '../../server/platform/jobs';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { counting, drain, jobRow, putJob, runnerOf } from '../platform/jobs.support';
import { asRole, rowsOf } from './console.support';

const UNKNOWN = `job_${'0'.repeat(28)}`;

describe('jobs in the console', () => {
  let app: TestApp;
  let token: string;
  // the app's own worker does not know this kind: it leaves these jobs to the test's
  const counts = counting();
  useTestApp(async (started) => {
    app = started;
    token = await app.asConsole();
  });

  const put = (to = 6): Promise<Id<'job'>> => putJob(app.db.database, app.clock, counts.kind, { to, by: 2 });
  const worker = () => runnerOf(app.db.database, app.clock, [counts.kind]);
  const look = (id: Id<'job'>) => app.ok('GET /console/jobs/{id}', { token, params: { id } });
  const act = (id: string, what: 'pauses' | 'resumptions' | 'cancellations', key = freshKey()) =>
    app.call(`POST /console/jobs/{id}/${what}`, { token, params: { id }, key });

  it('O1: shows how far a job is, how fast it goes and how long it will take', async () => {
    const id = await put(60);
    const runner = worker();
    expect(await look(id)).toMatchObject({ state: 'waiting', done: 0, total: null, per_second: null });
    counts.during = () => void app.clock.advance(2_000);
    for (let n = 0; n < 10; n += 1) await runner.tick();
    counts.during = () => undefined;
    expect(await look(id)).toMatchObject({
      kind: 'test.count',
      title: '数数',
      state: 'running',
      done: 20,
      total: 60,
      per_second: 1,
      left_ms: 40_000,
      problem: null,
      has_result: false,
      finished_at: null,
      version: 1,
    });
    await drain(runner);
    expect(await look(id)).toMatchObject({ state: 'done', done: 60, per_second: null, has_result: true });
  });

  it('O1: pauses, goes on and cancels, each once per key and with its line in the log', async () => {
    const id = await put();
    const runner = worker();
    await runner.tick();
    const key = freshKey();
    const paused = await act(id, 'pauses', key);
    expect(paused).toMatchObject({ status: 200, body: { state: 'paused', done: 2, version: 2 } });
    expect(await runner.tick()).toBe(0);
    app.clock.advance(1);
    const resumed = await act(id, 'resumptions');
    expect(resumed).toMatchObject({ status: 200, body: { state: 'running', version: 3 } });
    expect(await runner.tick()).toBe(1);
    // the answer of then, though the job has gone on since
    const replayed = await act(id, 'pauses', key);
    expect([replayed.replayed, replayed.body]).toEqual([true, paused.body]);
    app.clock.advance(1);
    expect((await act(id, 'cancellations')).body).toMatchObject({ state: 'cancelled', done: 4, version: 4 });
    expect(await drain(runner)).toBe(0);
    const log = await rowsOf(app, 'SELECT * FROM changes WHERE subject_id = ? ORDER BY at', [id]);
    expect(log.map((row) => [row['command_kind'], row['actor_kind'], row['subject_kind']])).toEqual([
      ['job.pause', 'console', 'job'],
      ['job.resume', 'console', 'job'],
      ['job.cancel', 'console', 'job'],
    ]);
    expect(await look(id)).toMatchObject({ state: 'cancelled', finished_at: toRfc3339(app.clock.now()) });
  });

  it('a failed job goes on where it was, its missed deadline forgotten', async () => {
    const late = counting('test.late', { deadline_ms: HOUR_MS });
    const id = await putJob(app.db.database, app.clock, late.kind, { to: 4, by: 2 });
    const runner = runnerOf(app.db.database, app.clock, [late.kind]);
    await runner.tick();
    app.clock.advance(HOUR_MS);
    await drain(runner);
    expect(await look(id)).toMatchObject({ state: 'failed', done: 2, problem: '超过截止时间仍未完成' });
    expect((await act(id, 'pauses')).body.code).toBe('job_finished');
    expect((await act(id, 'resumptions')).body).toMatchObject({ state: 'waiting', deadline_at: null });
    await drain(runner);
    expect(await look(id)).toMatchObject({ state: 'done', done: 4 });
    expect(late.seen).toEqual([1, 2, 3, 4]);
  });

  it('refuses what cannot be done', async () => {
    const [done, running, cancelled] = [await put(2), await put(), await put()];
    await act(cancelled, 'cancellations');
    await act(running, 'pauses');
    await drain(worker());
    await act(running, 'resumptions');
    for (const what of ['pauses', 'resumptions', 'cancellations'] as const) {
      expect((await act(done, what)).body.code).toBe('job_finished');
      expect((await act(cancelled, what)).body.code).toBe('job_finished');
      expect((await act(UNKNOWN, what)).status).toBe(404);
    }
    expect((await act(running, 'resumptions')).body.code).toBe('job_not_paused');
    expect((await app.call('GET /console/jobs/{id}', { token, params: { id: UNKNOWN } })).status).toBe(404);
  });

  it('an operator and a worker never undo what the other did', async () => {
    const id = await put(200);
    const runner = worker();
    const working = (async () => {
      for (let n = 0; n < 40; n += 1) await runner.tick();
    })();
    for (let n = 0; n < 8; n += 1) {
      expect((await act(id, 'pauses')).status).toBe(200);
      expect((await act(id, 'resumptions')).status).toBe(200);
    }
    await working;
    await drain(runner);
    const row = await jobRow(app.db.database, id);
    expect(row).toMatchObject({ stage: 'done', done: 200, version: 17, round: 9 });
  });

  it('serves the result of a finished job as a file that runs nothing', async () => {
    const id = await put(3);
    const file = (job: string) => app.call('GET /console/jobs/{id}/result', { token, params: { id: job } });
    const runner = worker();
    await runner.tick();
    expect((await file(id)).status).toBe(404);
    await drain(runner);
    const answer = await file(id);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${id}.csv"`,
    });
    expect((answer.body as unknown as Buffer).toString('utf8')).toBe(
      "\uFEFFnumber,text\r\n1,'=1\r\n2,'=2\r\n3,'=3\r\n",
    );
    expect((await file(UNKNOWN)).status).toBe(404);
  });

  it('lists newest first, by state and kind, with a cursor', async () => {
    await put();
    await act(await put(), 'pauses');
    // one kind only: the app's own daily jobs go on between two requests, these rest
    const list = (query: { state?: (typeof JOB_STATES)[number]; limit: number; after?: string }) =>
      app.ok('GET /console/jobs', { token, query: { kind: counts.kind.kind, ...query } });
    const { items } = await list({ limit: 100 });
    const ids = items.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort().reverse());
    for (const state of JOB_STATES) {
      const some = await list({ state, limit: 100 });
      expect(some.items).toEqual(items.filter((job) => job.state === state));
    }
    expect(new Set(items.map(({ state }) => state))).toEqual(
      new Set(['waiting', 'paused', 'done', 'cancelled']),
    );
    // of every kind: nobody but this test pauses a job
    const paused = await app.ok('GET /console/jobs', { token, query: { state: 'paused', limit: 100 } });
    expect(paused.items).toEqual(items.filter(({ state }) => state === 'paused'));
    const ofKind = await app.ok('GET /console/jobs', { token, query: { kind: 'test.late' } });
    expect(ofKind.items.map(({ kind }) => kind)).toEqual(['test.late']);
    const first = await list({ limit: 2 });
    const second = await list({ limit: 2, after: first.next! });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.slice(0, 4));
    const bad = await app.call('GET /console/jobs', { token, query: { after: 'x' } });
    expect(bad.body.code).toBe('malformed');
  });

  it('everybody in the console may look, only operators may act', async () => {
    const id = await put();
    const auditor = await asRole(app, 'auditor');
    expect((await app.call('GET /console/jobs', { token: auditor })).status).toBe(200);
    const refused = await app.call('POST /console/jobs/{id}/pauses', { token: auditor, params: { id } });
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  });

  it('the server makes and works its own daily jobs', async () => {
    const made = async () =>
      (await rowsOf(app, "SELECT * FROM jobs WHERE kind = 'jobs.purge'")).map((raw) =>
        jobs.decode(raw as never),
      );
    for (let tries = 0; tries < 100 && (await made())[0]?.stage !== 'done'; tries += 1)
      await app.app.background.jobs.tick();
    expect(await made()).toMatchObject([{ schedule_key: 'jobs.purge:2026-11-20', stage: 'done' }]);
  });
});
