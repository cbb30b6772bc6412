import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { BackupDamaged, endLine, FORMAT, header, tableLine, type Header, type StoredValue } from './format';

const ROWS_AT_ONCE = 500;

export type StoredRows = readonly (readonly StoredValue[])[];

/** What a backup holds, in its order: a table's name, then its rows in pieces. */
export type Piece =
  | { readonly kind: 'header'; readonly header: Header }
  | { readonly kind: 'rows'; readonly table: Header['tables'][number]; readonly rows: StoredRows };

async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const gunzip = createGunzip().setEncoding('utf8');
  // a stream's error must reach whoever reads, not the process
  source.on('error', (error) => gunzip.destroy(error));
  let rest = '';
  try {
    for await (const chunk of source.pipe(gunzip) as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  } finally {
    source.destroy();
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new BackupDamaged('it holds something that is not JSON');
  }
}

function headerOf(line: string): Header {
  const value = parsed(line);
  const version = (value as { liuke_backup?: unknown } | null)?.liuke_backup;
  if (typeof version === 'number' && version > FORMAT)
    throw new BackupDamaged('it was written by a newer Liuke: use that one to restore it');
  const result = header.safeParse(value);
  if (!result.success) throw new BackupDamaged('it does not begin like a backup of Liuke');
  return result.data;
}

/** Follows the lines of one backup, and says at the end whether all was there. */
class Walk {
  private readonly hash = createHash('sha256');
  private readonly rows: Record<string, number> = {};
  private table: Header['tables'][number] | null = null;
  private head: Header | null = null;
  ended = false;

  /** Takes one line; answers what it brings. */
  take(line: string): { header: Header } | { row: readonly StoredValue[] } | 'mark' {
    if (this.ended) throw new BackupDamaged('there is more after its end');
    if (!this.head) {
      this.head = headerOf(line);
      this.count(line);
      return { header: this.head };
    }
    const value = parsed(line);
    if (!Array.isArray(value)) return this.mark(line, value);
    this.count(line);
    const { table } = this;
    if (table?.columns.length !== value.length) throw new BackupDamaged('a row does not fit its table');
    this.rows[table.name] = (this.rows[table.name] ?? 0) + 1;
    return { row: value as StoredValue[] };
  }

  get current(): Header['tables'][number] | null {
    return this.table;
  }

  private mark(line: string, value: unknown): 'mark' {
    const next = tableLine.safeParse(value);
    if (next.success) {
      this.count(line);
      this.table = this.head?.tables.find(({ name }) => name === next.data.table) ?? null;
      if (!this.table) throw new BackupDamaged(`it has rows of an unknown table ${next.data.table}`);
      this.rows[this.table.name] = 0;
      return 'mark';
    }
    const end = endLine.safeParse(value);
    if (!end.success) throw new BackupDamaged('it holds a line that is neither row nor table');
    if (end.data.sha256 !== this.hash.digest('hex'))
      throw new BackupDamaged('its content is not what was written (SHA-256 differs)');
    this.ended = true;
    return 'mark';
  }

  private count(line: string): void {
    this.hash.update(`${line}\n`);
  }
}

/**
 * Reads a backup piece by piece, the header first.
 * @throws BackupDamaged for whatever is not a whole backup: when it is thrown, pieces may have been given already, so
 *   a first walk must come to its end before anything is done with a second
 */
export async function* readBackup(file: string): AsyncGenerator<Piece> {
  const walk = new Walk();
  let rows: (readonly StoredValue[])[] = [];
  const piece = (): Piece[] => {
    const table = walk.current;
    const full = rows;
    rows = [];
    return table && full.length > 0 ? [{ kind: 'rows', table, rows: full }] : [];
  };
  try {
    for await (const line of linesOf(file)) {
      // a mark ends the table before it
      if (!line.startsWith('[')) yield* piece();
      const taken = walk.take(line);
      if (taken === 'mark') continue;
      if ('header' in taken) yield { kind: 'header', header: taken.header };
      else if (rows.push(taken.row) >= ROWS_AT_ONCE) yield* piece();
    }
  } catch (error) {
    if (error instanceof BackupDamaged) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') throw error;
    throw new BackupDamaged(code === 'Z_BUF_ERROR' ? 'it is cut short' : `it cannot be unpacked: ${message}`);
  }
  if (!walk.ended) throw new BackupDamaged('it is cut short');
}

/** Walks a whole backup and proves that nothing is missing or changed. @throws BackupDamaged */
export async function verifyBackup(file: string): Promise<{ header: Header; rows: number }> {
  let head: Header | undefined;
  let rows = 0;
  for await (const piece of readBackup(file)) {
    if (piece.kind === 'header') head = piece.header;
    else rows += piece.rows.length;
  }
  if (!head) throw new BackupDamaged('it is empty');
  return { header: head, rows };
}
