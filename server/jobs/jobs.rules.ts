import type { Job, JobState } from '../../shared/contract';
import { toRfc3339, type Instant } from '../../shared/kernel';
import type { JobRow } from '../platform/jobs';

/** A minute must have run for so long before its own rate says anything. */
const RATE_MIN_MS = 10_000;

/** The row of a job, without what only its own steps understand. */
export type JobFacts = Omit<JobRow, 'params' | 'reached'>;

/** Where a job stands: what an operator wants of it, and how far the workers have come. */
export function jobState(row: JobFacts, now: Instant): JobState {
  if (row.stage === 'done') return 'done';
  if (row.wish === 'cancel') return 'cancelled';
  if (row.stage === 'failed' && row.failed_round >= row.round) return 'failed';
  if (row.wish === 'pause') return 'paused';
  return row.holder !== '' && row.lease_until > now ? 'running' : 'waiting';
}

/** A job as the console shows it at `now`. */
export function jobOf(row: JobFacts, now: Instant): Job {
  const state = jobState(row, now);
  const perSecond = state === 'running' ? rateOf(row, now) : null;
  const ended = state === 'cancelled' ? row.cancelled_at : row.finished_at;
  const isOver = state === 'done' || state === 'failed' || state === 'cancelled';
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    state,
    done: row.done,
    failed: row.failed,
    total: row.total,
    per_second: perSecond,
    left_ms:
      perSecond === null || perSecond === 0 || row.total === null
        ? null
        : Math.round((Math.max(0, row.total - row.done) * 1_000) / perSecond),
    problem: row.problem,
    has_result: state === 'done' && row.result_pieces > 0,
    created_at: toRfc3339(row.created_at),
    due_at: toRfc3339(row.due_at),
    deadline_at: row.deadline_at === null ? null : toRfc3339(row.deadline_at),
    started_at: row.started_at === null ? null : toRfc3339(row.started_at),
    finished_at: isOver && ended !== null ? toRfc3339(ended) : null,
    version: row.version,
  };
}

/** Things per second: of the minute under way once it tells enough, else of the one before. */
function rateOf(row: JobFacts, now: Instant): number | null {
  const passed = now - row.minute_at;
  if (passed >= RATE_MIN_MS) return Math.round(((row.done - row.minute_done) * 1_000_000) / passed) / 1_000;
  return row.rate === null ? null : row.rate / 1_000;
}
