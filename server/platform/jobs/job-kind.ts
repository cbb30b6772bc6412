import { createHash } from 'node:crypto';
import {
  addDays,
  dayIn,
  makeId,
  MINUTE_MS,
  startOfDay,
  type Day,
  type Id,
  type Instant,
} from '../../../shared/kernel';
import { crockford, ulidTime } from '../ids';
import type { CsvCell } from './csv';
import type { JobRow, Json } from './jobs.entity';

/** What a step is told. */
export interface JobContext<Params = unknown> {
  readonly job_id: Id<'job'>;
  readonly params: Params;
  readonly due_at: Instant;
  /** When the step began. */
  readonly now: Instant;
  /** The last cursor of the last job of this kind that was done; null when there is none. */
  previous(): Promise<Json>;
  /**
   * Keeps the lease for another minute; for a step that may take long.
   * @returns false when another process has taken the job over: leave off
   */
  renew(): Promise<boolean>;
}

/** What a step did. */
export interface JobStep<Cursor> {
  /** Where the next step begins. Small: it is saved after every step. */
  readonly cursor: Cursor;
  /** Things done in this step, those that failed among them. */
  readonly done: number;
  readonly failed?: number;
  /** How many things there are in all, once it is known. */
  readonly total?: number;
  readonly finished: boolean;
  /** What went wrong with those that failed, for an operator. */
  readonly problem?: string;
  /** Lines for the result file. A step that is run again must give the same. */
  readonly rows?: readonly (readonly CsvCell[])[];
}

/** One job a day, made by whichever process is first. */
export interface DailySchedule {
  readonly timezone: string;
  /** Minutes after the day began from which on it is due. */
  readonly minute: number;
}

/**
 * A kind of work. It is done in steps: `step` gets the cursor that the step before left (null at first) and does one
 * page of the work. After each step the cursor is saved and the operator's wish (pause, cancel) is looked at.
 *
 * A step may be run twice (a process is killed before the cursor is saved; a frozen one comes back), also side by side
 * with itself, so it must be idempotent: run commands under keys made from what they are about, or change only rows that
 * still say what is expected. It should take well below a second and do at most some fifty commands in the low lane.
 * A step that throws is tried again, later and later, from the same cursor; after ten times the job has failed, until an
 * operator resumes it. One thing that cannot be done should be counted in `failed` rather than hold up the others.
 *
 * A daily kind has one job for each day on which a process ran: after a day on which none did, the next job must do what
 * was left over.
 * @see oldJobs for an example
 */
export interface JobKind<Cursor = unknown, Params = unknown> {
  /** At most 40 characters: `points.expire`. */
  readonly kind: string;
  /** What it does, in plain words of the console: at most 60 characters. */
  readonly title: string;
  readonly daily?: DailySchedule;
  /** After it was due for so long, it is given up as failed. */
  readonly deadline_ms?: number;
  /** Heads of the result's columns; without them there is no result. */
  readonly columns?: readonly string[];
  step(cursor: Cursor | null, context: JobContext<Params>): Promise<JobStep<Cursor>>;
}

export interface NewJob {
  readonly now: Instant;
  readonly params?: Json;
  /** From when on it may be begun; at once unless told. */
  readonly due_at?: Instant;
  /** At most one job is ever made with the same key. */
  readonly schedule_key?: string;
}

/** The row of a new job: for `insert(jobs, …)` in a command, or `JobStore.make`. */
export function newJob(
  jobId: Id<'job'>,
  kind: JobKind,
  { now, params, due_at: due = now, schedule_key: key }: NewJob,
): JobRow {
  return {
    id: jobId,
    kind: kind.kind,
    title: kind.title,
    params: params ?? null,
    schedule_key: key ?? null,
    created_at: now,
    due_at: due,
    deadline_at: kind.deadline_ms === undefined ? null : ((due + kind.deadline_ms) as Instant),
    wish: 'run',
    round: 1,
    cancelled_at: null,
    version: 1,
    stage: 'open',
    failed_round: 0,
    reached: null,
    done: 0,
    failed: 0,
    total: null,
    attempts: 0,
    retry_at: 0 as Instant,
    problem: null,
    minute_at: now,
    minute_done: 0,
    rate: null,
    result_pieces: 0,
    holder: '',
    lease_until: 0 as Instant,
    lease_no: 0,
    stepped_at: 0 as Instant,
    started_at: null,
    finished_at: null,
  };
}

/** The job of the day that `now` lies in; null for a kind that is not made daily. */
export function jobOfDay(kind: JobKind, now: Instant): JobRow | null {
  if (!kind.daily) return null;
  const { timezone, minute } = kind.daily;
  const today = dayIn(now, timezone);
  // past the end of the day where a change of clocks makes it too short
  const latest = startOfDay(addDays(today, 1), timezone) - 1;
  const due = Math.min(startOfDay(today, timezone) + minute * MINUTE_MS, latest) as Instant;
  const params: { readonly day: Day } = { day: today };
  const key = `${kind.kind}:${today}`;
  return newJob(makeId('job', ulidOf(key, due), 0), kind, { now, params, due_at: due, schedule_key: key });
}

/** A ULID made from what it is for: every process that would make the same job makes it with the same id. */
function ulidOf(key: string, at: Instant): string {
  return ulidTime(at) + crockford(createHash('sha256').update(key).digest().subarray(0, 16));
}
