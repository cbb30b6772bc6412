import { DAY_MS } from '../../../shared/kernel';
import type { Database } from '../database';
import type { DailySchedule, JobKind } from './job-kind';

/** How long one can look at what a job did, and fetch its result. */
export const JOBS_KEPT_MS = 90 * DAY_MS;
const PAGE = 50;

/**
 * Deletes jobs that ended long ago, with their results. The shortest example of a kind: what was deleted is not found
 * again, so a step that is run twice does no harm and there is no cursor to keep.
 */
export function oldJobs(database: Database, daily: DailySchedule): JobKind<null> {
  return {
    kind: 'jobs.purge',
    title: '清理 90 天前的任务记录',
    daily,
    async step(_cursor, { now }) {
      const past = await database.read.query<{ id: string }>(
        "SELECT id FROM jobs WHERE created_at < ? AND (stage = 'done' OR wish = 'cancel') ORDER BY id LIMIT ?",
        [now - JOBS_KEPT_MS, PAGE],
      );
      for (const { id } of past) {
        await database.transaction(async (session) => {
          await session.execute('DELETE FROM job_results WHERE job_id = ?', [id]);
          await session.execute('DELETE FROM jobs WHERE id = ?', [id]);
        });
      }
      return { cursor: null, done: past.length, finished: past.length < PAGE };
    },
  };
}
