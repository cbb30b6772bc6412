import type { ErrorCode, JobState } from '../../shared/contract';
import type { Id, Instant } from '../../shared/kernel';
import { owner, rowsBy, update, type Command } from '../ledger';
import { changeRow } from '../merchants';
import { jobs, type JobRow } from '../platform/jobs';
import { jobState, type JobFacts } from './jobs.rules';

/** What a job looked like when an operator's wish was accepted: the body of the answer, and of every replay. */
export type JobSeen = JobFacts & { readonly seen_at: Instant };

type Wish = Partial<Pick<JobRow, 'wish' | 'round' | 'cancelled_at' | 'deadline_at'>>;

interface Act {
  readonly kind: string;
  /** Why not, in this state; null when it can be done. */
  readonly refuse: (state: JobState) => ErrorCode | null;
  readonly set: (row: Readonly<JobRow>, at: Instant) => Wish;
}

type JobCommand = Command<{ readonly job_id: Id<'job'> }, null, { readonly change_id: Id<'history'> }>;

/** Changes only what an operator wants of the job; its worker reads it between two steps. @rule O2 */
function jobCommand({ kind, refuse, set }: Act): JobCommand {
  return {
    kind,
    prepare({ job_id: id }) {
      return {
        subject: owner.job(id),
        owners: [owner.job(id)],
        rows: [rowsBy(jobs, 'id', [id])],
        seen: null,
      };
    },
    decide(context) {
      const { input, loaded, at } = context;
      const row = loaded.get(jobs, input.job_id);
      if (!row) return { refuse: 'not_found' };
      const refusal = refuse(jobState(row, at));
      if (refusal) return { refuse: refusal };
      const wish = { ...set(row, at), version: row.version + 1 };
      const change = changeRow(context, {
        subject_kind: 'job',
        subject_id: row.id,
        command_kind: kind,
        old_values: seen(row, at),
        new_values: seen({ ...row, ...wish }, at),
      });
      return {
        accept: { change_id: change.id },
        transfers: [],
        writes: [update(jobs, row.id, wish, { version: row.version }), change.write],
        events: [],
      };
    },
  };
}

function seen({ params: _params, reached: _reached, ...facts }: Readonly<JobRow>, at: Instant): JobSeen {
  return { ...facts, seen_at: at };
}

const isOver = (state: JobState): boolean => state === 'done' || state === 'cancelled';

/** Lets nothing further be begun; the step under way is finished. */
export const pauseJob = jobCommand({
  kind: 'job.pause',
  refuse: (state) => (isOver(state) || state === 'failed' ? 'job_finished' : null),
  set: () => ({ wish: 'pause' }),
});

/** Goes on from where a paused or failed job was. A deadline that it missed no longer counts. */
export const resumeJob = jobCommand({
  kind: 'job.resume',
  refuse: (state) => {
    if (isOver(state)) return 'job_finished';
    return state === 'paused' || state === 'failed' ? null : 'job_not_paused';
  },
  set: (row, at) => ({
    wish: 'run',
    round: row.round + 1,
    ...(row.deadline_at !== null && row.deadline_at <= at ? { deadline_at: null } : {}),
  }),
});

/** Stops a job for good; what was done stays done. */
export const cancelJob = jobCommand({
  kind: 'job.cancel',
  refuse: (state) => (isOver(state) ? 'job_finished' : null),
  set: (_row, at) => ({ wish: 'cancel', cancelled_at: at }),
});
