import { addDays, type Day } from '../../shared/kernel';
import { EXPIRY_NOTICE_DAYS } from '../../shared/rules';
import type { Actor, Ledger, RunResult } from '../ledger';
import type { Database, Reader, SqlValue } from '../platform/database';
import type { CsvCell, JobKind, JobStep } from '../platform/jobs';
import { noticeLot, sweepLot } from './expiry.commands';
import type { LotStage } from './lots.entity';
import { programDay, type PointPolicy } from './points.rules';

/** Lots of one step. They make one batch; whoever waits for the database waits for no longer than that. */
const PAGE = 50;
/** Minutes after midnight: points are swept at once, people are told when they are awake. */
const SWEEP_AT = 5;
const NOTICE_AT = 570;

export interface ExpiryJobs {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly policy: PointPolicy;
}

/** Lots of one stage whose last day lies in a span, both ends included. */
interface Span {
  readonly stage: LotStage;
  readonly from: Day;
  readonly to: Day;
}

/** Id of a lot and how often it has been swept. */
type Found = readonly [id: string, sweeps: number];

/** What is done next, and where to look for more after that: so a page that is done again is the same page. */
interface Cursor {
  readonly page: readonly Found[];
  readonly span: number;
  readonly after: readonly [on: string, id: string];
}

const FIRST_DAY = '0000-01-01' as Day;
const START: Cursor['after'] = ['', ''];

/** Sweeps what has expired, and tells whose points are about to. @rule P6 */
export function expiryJobs(parts: ExpiryJobs): JobKind<Cursor>[] {
  return [sweepJob(parts), noticeJob(parts)];
}

function sweepJob({ database, ledger, policy }: ExpiryJobs): JobKind<Cursor> {
  const command = sweepLot(policy);
  const actor: Actor = { kind: 'system', id: 'points.expire' };
  return {
    kind: 'points.expire',
    title: '收回已到期的积分',
    daily: { timezone: policy.timezone, minute: SWEEP_AT },
    columns: ['member_id', 'expired_on', 'points'],
    async step(cursor, { now }) {
      const to = addDays(programDay(policy, now), -1);
      const spans = (['told_7', 'told_30', 'quiet'] as const).map((stage) => ({
        stage,
        from: FIRST_DAY,
        to,
      }));
      const page = cursor?.page ?? [];
      const results = await Promise.allSettled(
        page.map(([id, sweeps]) =>
          ledger.run(command, { lot_id: id, sweeps }, { key: `expire:${id}:${sweeps}`, actor }),
        ),
      );
      const rows = accepted(results).flatMap((swept): CsvCell[][] =>
        swept.points === 0 ? [] : [[swept.member_id, swept.expired_on, swept.points]],
      );
      return { ...(await next(database.read, spans, cursor)), ...tally(results), rows };
    },
  };
}

function noticeJob({ database, ledger, policy }: ExpiryJobs): JobKind<Cursor> {
  const command = noticeLot(policy);
  const actor: Actor = { kind: 'system', id: 'points.announce' };
  const stages = ['told_30', 'quiet'] as const;
  const [far, near] = EXPIRY_NOTICE_DAYS;
  return {
    kind: 'points.announce',
    title: '提醒即将到期的积分',
    daily: { timezone: policy.timezone, minute: NOTICE_AT },
    async step(cursor, { now }) {
      const today = programDay(policy, now);
      const spans = stages.map((stage) => ({
        stage,
        from: today,
        to: addDays(today, stage === 'quiet' ? far : near),
      }));
      const from = stages[cursor?.span ?? 0] ?? 'quiet';
      const results = await Promise.allSettled(
        (cursor?.page ?? []).map(([id]) =>
          ledger.run(command, { lot_id: id, from }, { key: `announce:${id}:${from}`, actor }),
        ),
      );
      return { ...(await next(database.read, spans, cursor)), ...tally(results) };
    },
  };
}

type Settled<Answer> = readonly PromiseSettledResult<RunResult<Answer>>[];

function accepted<Answer>(results: Settled<Answer>): Answer[] {
  return results.flatMap((result) =>
    result.status === 'fulfilled' && result.value.ok ? result.value.answer : [],
  );
}

/** A lot that another job was faster with is done; one that the engine could not take counts as failed. */
function tally(results: Settled<unknown>): Pick<JobStep<Cursor>, 'done' | 'failed'> & { problem?: string } {
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  return {
    done: results.length,
    failed: reasons.length,
    ...(reasons[0] === undefined ? {} : { problem: reasons[0] }),
  };
}

/** The page after a cursor's, in the first span that has one; with the first page also how many there are. */
async function next(
  read: Reader,
  spans: readonly Span[],
  cursor: Cursor | null,
): Promise<Pick<JobStep<Cursor>, 'cursor' | 'finished'> & { total?: number }> {
  let after = cursor?.after ?? START;
  for (let span = cursor?.span ?? 0; span < spans.length; span += 1) {
    const found = await pageOf(read, spans[span] as Span, after);
    const last = found.at(-1);
    if (last) {
      const page = found.map(({ id, sweeps }): Found => [id, Number(sweeps)]);
      const total = cursor === null ? { total: await count(read, spans) } : {};
      return { cursor: { page, span, after: [last.expires_on, last.id] }, finished: false, ...total };
    }
    after = START;
  }
  return { cursor: { page: [], span: spans.length, after }, finished: true };
}

interface LotFound {
  readonly id: string;
  readonly expires_on: string;
  readonly sweeps: number | string;
}

async function pageOf(read: Reader, span: Span, [on, id]: Cursor['after']): Promise<LotFound[]> {
  const from = on > span.from ? on : span.from;
  return read.query<LotFound>(
    `SELECT id, expires_on, sweeps FROM point_lots
     WHERE stage = ? AND expires_on >= ? AND expires_on <= ? AND (expires_on > ? OR id > ?)
     ORDER BY expires_on, id LIMIT ?`,
    [span.stage, from, span.to, on, id, PAGE],
  );
}

async function count(read: Reader, spans: readonly Span[]): Promise<number> {
  let total = 0;
  for (const { stage, from, to } of spans) {
    const params: SqlValue[] = [stage, from, to];
    const [row] = await read.query<{ n: number | string }>(
      'SELECT COUNT(*) AS n FROM point_lots WHERE stage = ? AND expires_on >= ? AND expires_on <= ?',
      params,
    );
    total += Number(row?.n ?? 0);
  }
  return total;
}
