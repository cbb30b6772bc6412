import { instant, type Id, type Instant } from '../../../shared/kernel';
import { marks, type Database, type Session, type SqlValue } from '../database';
import { csvLine } from './csv';
import type { JobKind, JobStep } from './job-kind';
import { jobResults, jobs, type JobRow, type Json } from './jobs.entity';

/** How long a job is its worker's without a word from it. */
export const LEASE_MS = 60_000;
export const ATTEMPTS_MAX = 10;
const RETRY_BASE_MS = 1_000;
const RETRY_MAX_MS = 5 * 60_000;
/** Jobs that are tried in turn when others are faster. */
const CANDIDATES = 8;
/** The rate is taken anew so often. */
const RATE_MS = 60_000;
/** Characters of one piece of a result: what a text column holds. */
const PIECE_LENGTH = 16_000;
/** Marks a file as UTF-8 for spreadsheets. */
const BYTE_ORDER_MARK = '\uFEFF';

/** Columns that workers change. */
type Progress = Partial<
  Pick<
    JobRow,
    | 'stage'
    | 'failed_round'
    | 'reached'
    | 'done'
    | 'failed'
    | 'total'
    | 'attempts'
    | 'retry_at'
    | 'problem'
    | 'minute_at'
    | 'minute_done'
    | 'rate'
    | 'result_pieces'
    | 'holder'
    | 'lease_until'
    | 'lease_no'
    | 'stepped_at'
    | 'started_at'
    | 'finished_at'
  >
>;

/** The rows of jobs as their workers see them. Written outside the ledger: how far a worker came is no business. */
export class JobStore {
  constructor(private readonly database: Database) {}

  /** Puts a job in, unless there is one of its id or schedule key. Answers whether it is new. */
  async make(row: JobRow): Promise<boolean> {
    const { schedule_key: key } = row;
    if (key !== null) {
      const [there] = await this.database.read.query('SELECT id FROM jobs WHERE schedule_key = ?', [key]);
      if (there) return false;
    }
    // which of the two keys it meets, its own id or its day's, makes no difference
    const tail = this.database.dialect.insertIgnoreTail(key === null ? 'id' : 'schedule_key');
    const made = await this.database.transaction((session) =>
      session.execute(
        `INSERT INTO jobs (${jobs.columnNames.join(', ')}) VALUES (${marks(jobs.columnNames.length)}) ${tail}`,
        jobs.encode(row),
      ),
    );
    return made === 1;
  }

  async find(id: Id<'job'>): Promise<JobRow | null> {
    const [raw] = await this.database.read.query('SELECT * FROM jobs WHERE id = ?', [id]);
    return raw ? jobs.decode(raw) : null;
  }

  /** The cursor that the last finished job of a kind left. */
  async lastCursor(kind: string): Promise<Json> {
    const [raw] = await this.database.read.query(
      "SELECT * FROM jobs WHERE kind = ? AND stage = 'done' ORDER BY id DESC LIMIT 1",
      [kind],
    );
    return raw ? jobs.decode(raw).reached : null;
  }

  /**
   * Takes the job that has waited longest of those that are due and free, or goes on with one's own.
   * @returns null when there is none, or other processes were faster
   */
  async claim(kinds: readonly string[], holder: string, now: Instant): Promise<JobRow | null> {
    const raws = await this.database.read.query(
      `SELECT * FROM jobs WHERE wish = 'run' AND stage IN ('open', 'failed') AND due_at <= ?
         AND (stage = 'open' OR failed_round < round) AND (retry_at <= ? OR retry_at > ?)
         AND (holder = ? OR lease_until <= ? OR lease_until > ?) AND kind IN (${marks(kinds.length)})
       ORDER BY stepped_at, id LIMIT ?`,
      [now, now, now + RETRY_MAX_MS, holder, now, now + 2 * LEASE_MS, ...kinds, CANDIDATES],
    );
    for (const raw of raws) {
      const taken = await this.take(jobs.decode(raw), holder, now);
      if (taken) return taken;
    }
    return null;
  }

  private async take(row: JobRow, holder: string, now: Instant): Promise<JobRow | null> {
    // one's own, with time enough for a step: nothing is written that others would wait for
    const left = row.lease_until - now;
    if (row.holder === holder && row.stage === 'open' && left > LEASE_MS / 2 && left <= LEASE_MS) return row;
    const taken: Progress = {
      ...(row.stage === 'failed' ? { stage: 'open', attempts: 0, finished_at: null } : {}),
      holder,
      lease_until: instant(now + LEASE_MS),
      lease_no: row.lease_no + 1,
      stepped_at: now,
      started_at: row.started_at ?? now,
      // time in which nobody worked says nothing about the rate
      ...(row.holder === holder ? {} : { minute_at: now, minute_done: row.done }),
    };
    return (await this.write(row, taken, "AND wish = 'run'")) ? { ...row, ...taken } : null;
  }

  /** Keeps the lease. Answers false when it is no longer one's own. */
  async renew(row: JobRow, now: Instant): Promise<boolean> {
    return this.write(row, { lease_until: instant(now + LEASE_MS) });
  }

  /** Saves what a step did, its lines of the result with it. Answers false when the job was taken over: nothing is. */
  async advance(row: JobRow, kind: JobKind, step: JobStep<unknown>, now: Instant): Promise<boolean> {
    const pieces = piecesOf(row, kind, step);
    const done = row.done + step.done;
    const progress: Progress = {
      reached: step.cursor as Json,
      done,
      failed: row.failed + (step.failed ?? 0),
      total: step.finished ? done : (step.total ?? row.total),
      attempts: 0,
      retry_at: instant(0),
      problem: step.problem?.slice(0, 300) ?? row.problem,
      ...rateOf(row, done, now),
      result_pieces: row.result_pieces + pieces.length,
      stepped_at: now,
      lease_until: instant(now + LEASE_MS),
      ...(step.finished ? { stage: 'done', finished_at: now, holder: '', lease_until: instant(0) } : {}),
    };
    return this.write(row, progress, '', async (session) => {
      for (const [n, content] of pieces.entries()) {
        const ordinal = row.result_pieces + n;
        await session.execute(
          'INSERT INTO job_results (id, job_id, ordinal, content) VALUES (?, ?, ?, ?)',
          jobResults.encode({ id: `${row.id}.${ordinal}`, job_id: row.id, ordinal, content }),
        );
      }
    });
  }

  /** After a step that failed: puts the job off, or gives it up for good. */
  async putOff(row: JobRow, problem: string, now: Instant, isFinal = false): Promise<boolean> {
    const attempts = row.attempts + 1;
    const isOver = isFinal || attempts >= ATTEMPTS_MAX;
    return this.write(row, {
      attempts,
      problem: problem.slice(0, 300),
      retry_at: instant(now + Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** row.attempts)),
      ...(isOver ? { stage: 'failed', failed_round: row.round, finished_at: now, retry_at: instant(0) } : {}),
      holder: '',
      lease_until: instant(0),
    });
  }

  /** Lets go of all that `holder` has, so that others need not wait for its leases to end. */
  async release(holder: string): Promise<void> {
    await this.database.transaction((session) =>
      session.execute("UPDATE jobs SET holder = '', lease_until = 0 WHERE holder = ? AND stage = 'open'", [
        holder,
      ]),
    );
  }

  /** The CSV file of a job. */
  async result(id: Id<'job'>): Promise<Buffer> {
    const pieces = await this.database.read.query<{ content: string }>(
      'SELECT content FROM job_results WHERE job_id = ? ORDER BY ordinal',
      [id],
    );
    return Buffer.from(BYTE_ORDER_MARK + pieces.map(({ content }) => content).join(''), 'utf8');
  }

  /** Changes a row that is still leased as it was read; `also` happens in the same commit. */
  private async write(
    row: JobRow,
    progress: Progress,
    condition = '',
    also: (session: Session) => Promise<void> = () => Promise.resolve(),
  ): Promise<boolean> {
    const columns = Object.keys(progress) as (keyof Progress)[];
    const values: SqlValue[] = columns.map((column) => jobs.encodeColumn(column, progress[column] as never));
    return this.database.transaction(async (session) => {
      const changed = await session.execute(
        `UPDATE jobs SET ${columns.map((column) => `${column} = ?`).join(', ')} WHERE id = ? AND lease_no = ? ${condition}`,
        [...values, row.id, row.lease_no],
      );
      if (changed === 1) await also(session);
      return changed === 1;
    });
  }
}

function piecesOf(row: JobRow, { columns }: JobKind, step: JobStep<unknown>): string[] {
  if (!columns) return [];
  const head = row.result_pieces === 0 ? csvLine(columns) : '';
  const text = head + (step.rows ?? []).map(csvLine).join('');
  const pieces: string[] = [];
  for (let from = 0; from < text.length; from += PIECE_LENGTH)
    pieces.push(text.slice(from, from + PIECE_LENGTH));
  return pieces;
}

/** The rate of the minute that has ended, if one has. */
function rateOf(row: JobRow, done: number, now: Instant): Progress {
  const passed = now - row.minute_at;
  if (passed >= 0 && passed < RATE_MS) return {};
  const rate = passed > 0 ? Math.round(((done - row.minute_done) * 1_000_000) / passed) : row.rate;
  return { minute_at: now, minute_done: done, rate };
}
