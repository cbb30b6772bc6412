import { audit, LEDGER_CHECKS, LEDGER_TABLES, type RunResult } from '../../server/ledger';
import type { Database } from '../../server/platform/database';

/** What the tests of the engine ask of its books. */

/** Throws unless every check of the engine finds no difference. */
export async function expectCleanBooks(database: Database): Promise<void> {
  const { drift } = await audit(database, LEDGER_CHECKS);
  expect(drift).toEqual([]);
}

/** Rows of every table of the ledger. */
export async function rowCounts(database: Database): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { name } of LEDGER_TABLES) {
    const [row] = await database.read.query<{ n: number | string }>(`SELECT COUNT(*) AS n FROM ${name}`);
    counts[name] = Number(row?.n);
  }
  return counts;
}

/** The answer of an accepted run. Throws what was refused otherwise. */
export function answerOf<Output>(result: RunResult<Output>): Output {
  if (!result.ok) throw new Error(`refused: ${result.refusal.code}`);
  return result.answer;
}

/** Runs a statement outside the engine: to spoil the books, or to look at them as SQL does. */
export function spoil(
  database: Database,
  sql: string,
  params: readonly (string | number | null)[] = [],
): Promise<number> {
  return database.transaction((session) => session.execute(sql, params));
}
