import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Instant } from '../../../shared/kernel';
import type { Database, Reader } from '../database';
import { stepsTaken, storedTables, type StoredTable } from './catalogue';
import { FORMAT, type Header, type StoredValue } from './format';

const ROWS_AT_ONCE = 1_000;

type StoredRow = Readonly<Record<string, StoredValue>>;

/** The rows after `last` in the order of the primary key. */
function pageQuery({ name, columns, primary }: StoredTable, last: StoredRow | null): [string, StoredValue[]] {
  const list = columns.map((column) => column.name).join(', ');
  const params: StoredValue[] = [];
  let where = '';
  if (last) {
    // a row comparison would read the whole table on MariaDB
    const steps = primary.map((key, place) => {
      const equal = primary.slice(0, place).map((before) => {
        params.push(last[before] ?? null);
        return `${before} = ? AND `;
      });
      params.push(last[key] ?? null);
      return `(${equal.join('')}${key} > ?)`;
    });
    where = ` WHERE ${steps.join(' OR ')}`;
  }
  return [`SELECT ${list} FROM ${name}${where} ORDER BY ${primary.join(', ')} LIMIT ${ROWS_AT_ONCE}`, params];
}

async function* pagesOf(read: Reader, table: StoredTable): AsyncGenerator<StoredRow[]> {
  for (let last: StoredRow | null = null; ;) {
    const rows: StoredRow[] = await read.query<StoredRow>(...pageQuery(table, last));
    if (rows.length > 0) yield rows;
    if (rows.length < ROWS_AT_ONCE) return;
    last = rows[rows.length - 1] ?? null;
  }
}

/** MariaDB's driver gives bigints as text. */
function valuesOf(row: StoredRow, { name, columns }: StoredTable): StoredValue[] {
  return columns.map((column) => {
    const value = row[column.name] ?? null;
    if (value === null || column.type === 'text') return value;
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError(`${name}.${column.name} holds ${String(value)}`);
    return number;
  });
}

async function* linesOf(read: Reader, head: Header, counted: (rows: number) => void): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const rows: Record<string, number> = {};
  const line = (value: unknown): string => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return text;
  };
  yield line(head);
  for (const table of head.tables) {
    yield line({ table: table.name });
    let count = 0;
    for await (const page of pagesOf(read, table)) {
      yield page.map((row) => line(valuesOf(row, table))).join('');
      count += page.length;
    }
    rows[table.name] = count;
    counted(count);
  }
  yield `${JSON.stringify({ rows, sha256: hash.digest('hex') })}\n`;
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
}

/**
 * Writes everything that a database holds at one moment, beside live traffic. The file has its name only once it is
 * whole and on the disk; it is readable by its owner alone.
 * @param file where to; its folder must be there
 * @returns how many tables and rows
 */
export async function writeBackup(
  database: Database,
  file: string,
  { at, keys }: { at: Instant; keys: string },
): Promise<{ tables: number; rows: number }> {
  const part = `${file}.part`;
  try {
    const written = await database.snapshot(async (read) => {
      const steps = await stepsTaken(read, database);
      if (steps.length === 0)
        throw new Error('there is nothing to back up: this database has never been migrated');
      const tables = await storedTables(read, database);
      const head: Header = {
        liuke_backup: FORMAT,
        at,
        database: database.dialect.name,
        keys,
        steps,
        tables: tables as Header['tables'],
      };
      let rows = 0;
      const lines = Readable.from(linesOf(read, head, (count) => (rows += count)));
      await pipeline(lines, createGzip(), createWriteStream(part, { mode: 0o600 }));
      return { tables: tables.length, rows };
    });
    await sync(part);
    await rename(part, file);
    return written;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
