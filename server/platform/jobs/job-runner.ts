import type { Clock } from '../clock';
import type { Database } from '../database';
import { jobOfDay, type JobContext, type JobKind } from './job-kind';
import { JobStore } from './job-store';
import type { JobRow } from './jobs.entity';

export interface JobRunnerOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly kinds: readonly JobKind[];
  /** Name of this process among those that may work. */
  readonly holder: string;
  readonly warn: (message: string, error: unknown) => void;
  /** Waits so many milliseconds; tests need not. */
  readonly rest?: (ms: number) => Promise<void>;
}

/** Most that is rested after a step. */
const REST_MAX_MS = 500;

/**
 * Works jobs, a step at a time and the jobs in turn. Any number of processes may have one: a job belongs to whoever
 * holds its lease, which is taken and kept by compare-and-set and is free again when it has not been heard of for a
 * minute. After each step it rests as long as the step took, so that whoever waits for an answer comes first.
 */
export class JobRunner {
  readonly store: JobStore;
  private readonly kinds: ReadonlyMap<string, JobKind>;
  /** Schedule keys that this process knows to have a job. */
  private readonly made = new Map<string, string>();
  private readonly rest: (ms: number) => Promise<void>;
  private working: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: JobRunnerOptions) {
    this.store = new JobStore(options.database);
    this.kinds = new Map(options.kinds.map((kind) => [kind.kind, kind]));
    if (this.kinds.size !== options.kinds.length) throw new Error('two kinds of jobs have the same name');
    // one that does not fit its row would keep all others from being made
    for (const { kind, title } of options.kinds)
      if (kind.length > 40 || title.length > 60) throw new Error(`the name or title of ${kind} is too long`);
    this.rest = options.rest ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  }

  /**
   * One step of one job, after the step of this process that is under way: the lease keeps out other processes only, and
   * two ticks would do the same step at once.
   * @returns 1, or 0 when nothing is due
   */
  tick(): Promise<number> {
    const turn = this.working.then(() => this.work());
    this.working = turn.catch(() => undefined);
    return turn;
  }

  private async work(): Promise<number> {
    const { clock, holder } = this.options;
    if (this.kinds.size === 0) return 0;
    await this.makeDaily();
    const row = await this.store.claim([...this.kinds.keys()], holder, clock.now());
    const kind = row && this.kinds.get(row.kind);
    if (!row || !kind) return 0;
    const from = clock.elapsed();
    await this.step(row, kind);
    const took = Math.min(REST_MAX_MS, Math.round(clock.elapsed() - from));
    if (took > 0) await this.rest(took);
    return 1;
  }

  /** Lets others go on at once with what this process had begun. */
  async release(): Promise<void> {
    await this.store.release(this.options.holder);
  }

  private async step(row: JobRow, kind: JobKind): Promise<void> {
    const { clock, warn } = this.options;
    const now = clock.now();
    if (row.deadline_at !== null && row.deadline_at <= now) {
      await this.store.putOff(row, '超过截止时间仍未完成', now, true);
      return;
    }
    const context: JobContext = {
      job_id: row.id,
      params: row.params,
      due_at: row.due_at,
      now,
      previous: () => this.store.lastCursor(row.kind),
      renew: () => this.store.renew(row, clock.now()),
    };
    try {
      const step = await kind.step(row.reached, context);
      await this.store.advance(row, kind, step, clock.now());
    } catch (error) {
      warn(`a step of job ${row.kind} ${row.id} failed`, error);
      await this.store.putOff(row, error instanceof Error ? error.message : String(error), clock.now());
    }
  }

  /** Makes the jobs of today that are not there yet. */
  private async makeDaily(): Promise<void> {
    const now = this.options.clock.now();
    for (const kind of this.kinds.values()) {
      const row = jobOfDay(kind, now);
      if (!row?.schedule_key || this.made.get(kind.kind) === row.schedule_key) continue;
      await this.store.make(row);
      this.made.set(kind.kind, row.schedule_key);
    }
  }
}
