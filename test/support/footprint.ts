import { createHash } from 'node:crypto';
import { TABLES } from '../../server/tables';
import type { TestApp } from './app';

/** What counts failures on purpose, outside the ledger (M7). */
const COUNTERS = new Set(['code_failures', 'sign_in_failures']);

/** Rows and a checksum of every table. */
export type Footprint = Readonly<Record<string, string>>;

/** Lets what is under way end, and keeps the background work from writing in between. */
export async function settle(app: TestApp): Promise<void> {
  await app.app.background.stop();
  await app.app.background.drain();
}

/** The state of the whole database but for counters of failures. */
export async function footprintOf(app: TestApp): Promise<Footprint> {
  const prints: Record<string, string> = {};
  for (const { name, primary } of TABLES) {
    if (COUNTERS.has(name)) continue;
    const rows = await app.db.database.read.query(`SELECT * FROM ${name} ORDER BY ${primary.join(', ')}`, []);
    const sum = createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 16);
    prints[name] = `${rows.length} rows, ${sum}`;
  }
  return prints;
}
