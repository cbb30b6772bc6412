import { DAY_MS, instant } from '../../shared/kernel';
import { marks, type Database, type RawRow } from '../platform/database';
import { ulidTime } from '../platform/ids';
import type { DailySchedule, JobContext, JobKind, JobStep } from '../platform/jobs';

/** How long an idempotency key is good. @rule L5 */
export const KEYS_KEPT_MS = 30 * DAY_MS;
/** How long an event is kept: a phone that was away for longer reads its pages anew. */
export const EVENTS_KEPT_MS = 30 * DAY_MS;
const PAGE = 200;

export interface LedgerPurges {
  readonly database: Database;
  readonly daily: DailySchedule;
  /** Types of events that are kept, because an audit goes by them. */
  readonly keep: readonly string[];
}

/** Forgets what the engine need not know any more. Each job begins where the last one ended. */
export function ledgerPurges(parts: LedgerPurges): JobKind[] {
  return [forgetKeys(parts), purgeEvents(parts)];
}

/**
 * Commands keep who did what and when; their key, its content's hash and the answer go. Keys of the system's own are
 * made from what they are about and stay, for work that is found again much later.
 * @rule L5
 */
function forgetKeys({ database, daily }: LedgerPurges): JobKind<string> {
  return {
    kind: 'ledger.forget_keys',
    title: '清理 30 天前的幂等键',
    daily,
    async step(cursor, context) {
      const before = context.due_at - KEYS_KEPT_MS;
      const { rows, ...step } = await pageOf(database, cursor, context, {
        table: 'commands',
        prefix: 'cmd',
        columns: 'id, at, actor_kind',
        before,
      });
      const ids = rows
        .filter((row) => Number(row['at']) < before && row['actor_kind'] !== 'system')
        .map((row) => String(row['id']));
      if (ids.length > 0) {
        await database.transaction((session) =>
          session.execute(
            `UPDATE commands SET idem = CONCAT('past:', id), hash = '', answer = '' WHERE id IN (${marks(ids.length)})`,
            ids,
          ),
        );
      }
      return { ...step, done: ids.length };
    },
  };
}

/** Deletes events; those that are still to be delivered, or parked, stay. */
function purgeEvents({ database, daily, keep }: LedgerPurges): JobKind<string> {
  return {
    kind: 'ledger.purge_events',
    title: '清理 30 天前已送达的事件',
    daily,
    async step(cursor, context) {
      const before = context.due_at - EVENTS_KEPT_MS;
      const { rows, ...step } = await pageOf(database, cursor, context, {
        table: 'outbox',
        prefix: 'evt',
        columns: 'id, at, type',
        before,
      });
      const ids = rows
        .filter((row) => Number(row['at']) < before && !keep.includes(String(row['type'])))
        .map((row) => String(row['id']));
      if (ids.length === 0) return { ...step, done: 0 };
      const gone = await database.transaction((session) =>
        session.execute(
          `DELETE FROM outbox WHERE id IN (${marks(ids.length)})
           AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.id = outbox.id)`,
          ids,
        ),
      );
      return { ...step, done: gone };
    },
  };
}

interface Old {
  readonly table: 'commands' | 'outbox';
  readonly prefix: string;
  readonly columns: string;
  readonly before: number;
}

/** The next page of rows whose ids were made before an instant; ids begin with their time. */
async function pageOf(
  database: Database,
  cursor: string | null,
  context: JobContext,
  { table, prefix, columns, before }: Old,
): Promise<Pick<JobStep<string>, 'cursor' | 'finished'> & { rows: RawRow[] }> {
  const previous = cursor ?? (await context.previous());
  const after = typeof previous === 'string' ? previous : '';
  const rows = await database.read.query(
    `SELECT ${columns} FROM ${table} WHERE id > ? AND id < ? ORDER BY id LIMIT ?`,
    [after, `${prefix}_${ulidTime(instant(Math.max(0, before)))}`, PAGE],
  );
  const last = rows.at(-1);
  return { rows, cursor: last ? String(last['id']) : after, finished: rows.length < PAGE };
}
