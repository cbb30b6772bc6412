import type { Id } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import { counting, drain, putJob, runnerOf } from '../platform/jobs.support';
import type { EdgeOfJobs, GivenByRoute } from './edge';

/** Sets that part of the stage. */
export async function openJobs(app: TestApp): Promise<EdgeOfJobs> {
  const { kind } = counting('test.edge');
  const { database } = app.db;
  const put = (): Promise<Id<'job'>> => putJob(database, app.clock, kind, { to: 2, by: 2 });
  const done = await put();
  await drain(runnerOf(database, app.clock, [kind]));
  const paused = await put();
  await app.ok('POST /console/jobs/{id}/pauses', { token: await app.asConsole(), params: { id: paused } });
  return { done, open: [await put(), await put()], paused };
}

/** What is sent about them. */
export function ofJobs({ done, open: [first, second], paused }: EdgeOfJobs): GivenByRoute {
  return {
    'GET /console/jobs/{id}': { params: { id: done } },
    'GET /console/jobs/{id}/result': { params: { id: done } },
    'POST /console/jobs/{id}/pauses': { params: { id: first } },
    'POST /console/jobs/{id}/resumptions': { params: { id: paused } },
    'POST /console/jobs/{id}/cancellations': { params: { id: second } },
  };
}
