import { Injectable } from '@nestjs/common';
import type { Job, JobState } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { changedTo } from '../merchants';
import { Clock } from '../platform/clock';
import { Database, type SqlValue } from '../platform/database';
import { JobStore, jobs } from '../platform/jobs';
import { pageOf, positionOf, type Page } from '../platform/paging';
import type { JobSeen } from './jobs.commands';
import { jobOf } from './jobs.rules';

const FAILED = "stage = 'failed' AND failed_round >= round";
const TO_DO = `stage <> 'done' AND NOT (${FAILED})`;
/** The same distinctions as `jobState`. `?` is now. */
const IN_STATE: Readonly<Record<JobState, string>> = {
  done: "stage = 'done'",
  cancelled: "wish = 'cancel' AND stage <> 'done'",
  failed: `wish <> 'cancel' AND ${FAILED}`,
  paused: `wish = 'pause' AND ${TO_DO}`,
  running: `wish = 'run' AND ${TO_DO} AND holder <> '' AND lease_until > ?`,
  waiting: `wish = 'run' AND ${TO_DO} AND NOT (holder <> '' AND lease_until > ?)`,
};

/** Reads of jobs. */
@Injectable()
export class JobList {
  private readonly store: JobStore;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.store = new JobStore(database);
  }

  /** One job as it stands, or null. */
  async byId(id: Id<'job'>): Promise<Job | null> {
    const row = await this.store.find(id);
    return row && jobOf(row, this.clock.now());
  }

  /** Newest first. Throws Refusal `malformed` for a wrong cursor. */
  async page(query: {
    readonly limit: number;
    readonly after?: string | undefined;
    readonly state?: JobState | undefined;
    readonly kind?: string | undefined;
  }): Promise<Page<Job>> {
    const now = this.clock.now();
    const position = positionOf(query.after, ['string']);
    const where = ['1 = 1'];
    const params: SqlValue[] = [];
    if (position) {
      where.push('id < ?');
      params.push(...position);
    }
    if (query.kind !== undefined) {
      where.push('kind = ?');
      params.push(query.kind);
    }
    if (query.state !== undefined) {
      const condition = IN_STATE[query.state];
      where.push(condition);
      if (condition.includes('?')) params.push(now);
    }
    const rows = await this.database.read.query(
      `SELECT * FROM jobs WHERE ${where.join(' AND ')} ORDER BY id DESC LIMIT ?`,
      [...params, query.limit + 1],
    );
    return pageOf(
      rows.map((raw) => jobs.decode(raw)),
      query.limit,
      (row) => [row.id],
      (row) => jobOf(row, now),
    );
  }

  /** The job as it was right after one change: the body of that change's answer. */
  async after(changeId: Id<'history'>): Promise<Job> {
    const { seen_at: at, ...facts } = await changedTo<JobSeen>(this.database.read, changeId);
    return jobOf(facts, at);
  }

  /** The CSV file of a finished job; null when there is none. */
  async result(id: Id<'job'>): Promise<Buffer | null> {
    const job = await this.byId(id);
    return job?.has_result === true ? this.store.result(id) : null;
  }
}
