import { DAY_MS } from '../../shared/kernel';
import { marks, type Database } from '../platform/database';
import type { DailySchedule, JobKind } from '../platform/jobs';

/** A code is good for its minute and those beside it; a day is long enough for any clock that is wrong. */
const KEPT_MS = DAY_MS;
const PAGE = 200;

/** Deletes the used steps of codes that nobody can show any more. @rule M7 */
export function codeStepsJob(database: Database, daily: DailySchedule): JobKind<null> {
  return {
    kind: 'counter.purge_codes',
    title: '清理昨天以前用过的动态码',
    daily,
    async step(_cursor, { due_at: due }) {
      const past = await database.read.query<{ id: string }>(
        'SELECT id FROM code_steps WHERE at < ? ORDER BY at LIMIT ?',
        [due - KEPT_MS, PAGE],
      );
      if (past.length > 0) {
        await database.transaction((session) =>
          session.execute(
            `DELETE FROM code_steps WHERE id IN (${marks(past.length)})`,
            past.map(({ id }) => id),
          ),
        );
      }
      return { cursor: null, done: past.length, finished: past.length < PAGE };
    },
  };
}
