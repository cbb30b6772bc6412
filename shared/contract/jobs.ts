import { z } from 'zod';
import { idParams, idSchema, instantText, page, pageQuery } from './common';
import { defineRoutes } from './route';

/**
 * Where a job stands. `waiting` for a worker or its time · `running` · `paused` by an operator · `done` · `failed`: it
 * can be resumed · `cancelled`. The last but `failed` are final.
 */
export const JOB_STATES = ['waiting', 'running', 'paused', 'done', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

export const job = z.object({
  id: idSchema('job'),
  /** What kind of work, `points.expire`. */
  kind: z.string(),
  /** What it does, in plain words. */
  title: z.string(),
  state: z.enum(JOB_STATES),
  /** Things done so far, those that failed among them, and how many there are; `total` null while it is not known. */
  done: z.int(),
  failed: z.int(),
  total: z.int().nullable(),
  /** Things per second over the last minute, and milliseconds to go at that rate; null while nobody knows. */
  per_second: z.number().nullable(),
  left_ms: z.int().nullable(),
  /** The last thing that went wrong, in words for an operator. */
  problem: z.string().nullable(),
  has_result: z.boolean(),
  created_at: instantText,
  due_at: instantText,
  /** After which it is given up as failed; null for no deadline. */
  deadline_at: instantText.nullable(),
  started_at: instantText.nullable(),
  finished_at: instantText.nullable(),
  version: z.int(),
});
export type Job = z.infer<typeof job>;

const change = {
  audience: 'console',
  permission: 'jobs.write',
  status: 200,
  params: idParams('job'),
  response: job,
  once: true,
} as const;

export const consoleJobsRoutes = defineRoutes({
  'GET /console/jobs': {
    summary: 'Long and timed work, newest first',
    audience: 'console',
    permission: 'jobs.read',
    status: 200,
    query: pageQuery.extend({ state: z.enum(JOB_STATES).optional(), kind: z.string().max(40).optional() }),
    response: page(job),
    once: false,
    errors: [],
  },
  'GET /console/jobs/{id}': {
    summary: 'One job with its progress, rate and time left',
    audience: 'console',
    permission: 'jobs.read',
    status: 200,
    params: idParams('job'),
    response: job,
    once: false,
    errors: ['not_found'],
  },
  'GET /console/jobs/{id}/result': {
    summary: 'What a job left behind: a CSV file',
    audience: 'console',
    permission: 'jobs.read',
    status: 200,
    params: idParams('job'),
    response: null,
    produces: 'text/csv',
    once: false,
    errors: ['not_found'],
  },
  'POST /console/jobs/{id}/pauses': {
    ...change,
    summary: 'Pause: what is under way is finished, nothing further is begun',
    errors: ['not_found', 'job_finished'],
  },
  'POST /console/jobs/{id}/resumptions': {
    ...change,
    summary: 'Go on with a paused or failed job, from where it was',
    errors: ['not_found', 'job_finished', 'job_not_paused'],
  },
  'POST /console/jobs/{id}/cancellations': {
    ...change,
    summary: 'Stop for good; what was done stays done',
    errors: ['not_found', 'job_finished'],
  },
});
