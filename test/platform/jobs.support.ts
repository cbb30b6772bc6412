import { instant, type Instant } from '../../shared/kernel';
import { TestClock } from '../../server/platform/clock';
import type { Database } from '../../server/platform/database';
import { RandomIds } from '../../server/platform/ids';
import { JobRunner, JobStore, newJob, type JobKind, type JobRow } from '../../server/platform/jobs';
import { SeededRandom } from '../../server/platform/random';
import { makeId, type Id } from '../../shared/kernel';

/** Counts to `params.to`, `params.by` at a time, and remembers every number it came past. */
export interface Counting {
  readonly kind: JobKind<number, { readonly to: number; readonly by: number }>;
  /** What each step did, in the order in which they ran. */
  readonly seen: number[];
  /** Called in the middle of every step. */
  during: (from: number) => Promise<void> | void;
}

export function counting(name = 'test.count', more: Partial<JobKind> = {}): Counting {
  const seen: number[] = [];
  const counts: Counting = {
    seen,
    during: () => undefined,
    kind: {
      kind: name,
      title: '数数',
      columns: ['number', 'text'],
      ...more,
      async step(cursor, { params }) {
        const from = cursor ?? 0;
        const to = Math.min(params.to, from + params.by);
        await counts.during(from);
        const numbers = Array.from({ length: to - from }, (_, n) => from + n + 1);
        seen.push(...numbers);
        return {
          cursor: to,
          done: to - from,
          total: params.to,
          finished: to === params.to,
          rows: numbers.map((n) => [n, `=${n}`]),
        };
      },
    },
  };
  return counts;
}

let serial = 0;

/** A process that works jobs, but only when told to. */
export function runnerOf(
  database: Database,
  clock: TestClock,
  kinds: readonly JobKind[],
  holder = `worker-${(serial += 1)}`,
): JobRunner & { readonly problems: string[] } {
  const problems: string[] = [];
  const warn = (_message: string, error: unknown): void => {
    problems.push(String(error));
  };
  const runner = new JobRunner({ database, clock, kinds, holder, warn, rest: () => Promise.resolve() });
  return Object.assign(runner, { problems });
}

/** Puts a job in and answers its id. */
export async function putJob(
  database: Database,
  clock: TestClock,
  kind: JobKind,
  params: object,
  due: Instant = clock.now(),
): Promise<Id<'job'>> {
  serial += 1;
  const id = makeId('job', new RandomIds(new SeededRandom(`job-${serial}`)).ulid(clock.now()), 0);
  await new JobStore(database).make(
    newJob(id, kind, { now: clock.now(), params: params as never, due_at: due }),
  );
  return id;
}

export async function jobRow(database: Database, id: Id<'job'>): Promise<JobRow> {
  const row = await new JobStore(database).find(id);
  if (!row) throw new Error(`no job ${id}`);
  return row;
}

/** Works until nothing is due. */
export async function drain(runner: JobRunner, most = 1_000): Promise<number> {
  for (let steps = 0; steps < most; steps += 1) if ((await runner.tick()) === 0) return steps;
  throw new Error(`still at work after ${most} steps`);
}

/** 2026-11-20 10:00 in Shanghai. */
export const START = instant(Date.UTC(2026, 10, 20, 2));

/** Forgets every job and what it left behind. */
export async function forgetJobs(database: Database): Promise<void> {
  await database.transaction(async (session) => {
    await session.execute('DELETE FROM jobs');
    await session.execute('DELETE FROM job_results');
  });
}
