import {
  choice,
  id,
  instantColumn,
  integer,
  json,
  longText,
  nullable,
  table,
  text,
  type Row,
} from '../database';

/** What an operator wants of a job. Changed by commands only; workers read it between steps. */
export const JOB_WISHES = ['run', 'pause', 'cancel'] as const;
/** How far the workers have come. */
export const JOB_STAGES = ['open', 'done', 'failed'] as const;

/** Anything that JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Long and timed work. The columns of the first part are written when a job is made and by commands of operators,
 * those of the second by whoever holds the lease: nobody writes what the other does, so neither waits.
 */
export const jobs = table(
  'jobs',
  {
    id: id('job'),
    kind: text(40),
    title: text(60),
    params: json<Json>(),
    /** Makes a timed job the only one of its day; null for others. */
    schedule_key: nullable(text(80)),
    created_at: instantColumn(),
    due_at: instantColumn(),
    deadline_at: nullable(instantColumn()),
    wish: choice(JOB_WISHES),
    /** Raised by every resumption: a job that failed in an earlier round is worked again. */
    round: integer(1),
    cancelled_at: nullable(instantColumn()),
    version: integer(1),

    stage: choice(JOB_STAGES),
    failed_round: integer(0),
    /** Where the next step begins; null before the first. Not `cursor`: MariaDB keeps that word for itself. */
    reached: nullable(json<Json>()),
    done: integer(0),
    failed: integer(0),
    total: nullable(integer(0)),
    /** Failures in a row, and before when it is not tried again. */
    attempts: integer(0),
    retry_at: instantColumn(),
    problem: nullable(text(300)),
    /** What was done up to when the current minute began, and things per 1,000 seconds in the one before. */
    minute_at: instantColumn(),
    minute_done: integer(0),
    rate: nullable(integer(0)),
    /** Characters of the result so far, in this many pieces. */
    result_pieces: integer(0),
    holder: text(64),
    lease_until: instantColumn(),
    /** Raised whenever the lease is taken: what an earlier holder still brings is thrown away. */
    lease_no: integer(0),
    stepped_at: instantColumn(),
    started_at: nullable(instantColumn()),
    finished_at: nullable(instantColumn()),
  },
  {
    primary: ['id'],
    unique: { schedule: ['schedule_key'] },
    index: { due: ['wish', 'stage', 'due_at'], kind: ['kind', 'id'] },
  },
);
export type JobRow = Row<typeof jobs>;

/** What jobs leave behind, in pieces of CSV: in the database, so that every process can serve it. */
export const jobResults = table(
  'job_results',
  { id: text(60), job_id: id('job'), ordinal: integer(0), content: longText() },
  { primary: ['id'], unique: { order: ['job_id', 'ordinal'] } },
);

export const JOBS_TABLES = [jobs, jobResults] as const;
