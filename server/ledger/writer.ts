import type { Instant } from '../../shared/kernel';
import {
  chunks,
  marks,
  type Dialect,
  type Insert,
  type Session,
  type SqlValue,
  type Table,
} from '../platform/database';
import { accounts, commands, deliveries, outbox, transfers, type AccountRow } from './ledger.entity';
import { COUNTERS, LedgerBug, type Counter, type RowEntry, type WorkingSet } from './working-set';

/** Rows of one UPDATE … CASE: its cost grows with the square. */
const UPDATE_CHUNK = 64;

/** Writes everything a batch decided, in a handful of statements that follow one another at once. */
export async function writeAll(
  session: Session,
  dialect: Dialect,
  set: WorkingSet,
  at: Instant,
  knownStripes: ReadonlySet<string>,
): Promise<void> {
  const named = set.named();
  await createStripes(session, dialect, set, { at, named, known: knownStripes });
  const writes = [
    // what the database is busy with for longest, while the others are still being put together
    insertRows(session, transfers, set.transfers),
    insertRows(session, accounts, newAccounts(set, at, named)),
    updateAccounts(session, set),
  ];
  for (const [table, entries] of set.rows) {
    const fresh = [...entries.values()].filter((entry) => entry.base === null);
    const rows = fresh.map((entry) => entry.row);
    writes.push(insertRows(session, table, rows), updateRows(session, table, entries));
  }
  writes.push(
    insertRows(session, commands, set.commands),
    insertRows(session, outbox, set.events),
    insertRows(session, deliveries, set.deliveries),
  );
  await Promise.all(writes);
}

/** Takes back the owner rows that only refused commands created: a refusal leaves no trace. */
export async function dropOwners(session: Session, keys: readonly string[]): Promise<void> {
  for (const part of chunks(keys, 500)) {
    await session.execute(
      `DELETE FROM owners WHERE version = 1 AND owner_key IN (${marks(part.length)})`,
      part,
    );
  }
}

async function insertRows<R extends object>(
  session: Session,
  table: Table<R>,
  rows: readonly R[],
): Promise<void> {
  const affected = await session.insert(
    insertInto(table),
    rows.map((row) => table.encode(row)),
  );
  if (affected !== rows.length)
    throw new LedgerBug(`${table.name}: ${affected} of ${rows.length} rows inserted`);
}

function insertInto<R extends object>({ name, columnNames }: Table<R>, tail = ''): Insert {
  return {
    head: `INSERT INTO ${name} (${columnNames.join(', ')}) VALUES`,
    tuple: `(${marks(columnNames.length)})`,
    tail,
  };
}

function newAccounts(set: WorkingSet, at: Instant, named: ReadonlySet<string>): AccountRow[] {
  const rows: AccountRow[] = [];
  for (const { row, base } of set.accounts.values()) {
    if (base === null && named.has(row.id)) rows.push({ ...row, created_at: at });
  }
  return rows;
}

/** System accounts come into being as zero rows; who was first does not matter. */
async function createStripes(
  session: Session,
  dialect: Dialect,
  set: WorkingSet,
  { at, named, known }: { at: Instant; named: ReadonlySet<string>; known: ReadonlySet<string> },
): Promise<void> {
  const missing = [...set.stripes.values()]
    .filter(({ spec }) => named.has(spec.id) && !known.has(spec.id))
    .sort((a, b) => (a.spec.id < b.spec.id ? -1 : 1));
  const rows = missing.map(({ spec }) =>
    accounts.encode({
      id: spec.id,
      owner_key: null,
      kind: spec.kind,
      asset: spec.asset,
      limited: false,
      debits_posted: 0,
      credits_posted: 0,
      debits_pending: 0,
      credits_pending: 0,
      created_at: at,
    }),
  );
  await session.insert(insertInto(accounts, dialect.insertIgnoreTail('id')), rows);
}

type Deltas = Record<Counter, number>;

/** The change of each existing account, as deltas that the database adds. */
function accountDeltas(set: WorkingSet): { id: string; deltas: Deltas }[] {
  const changes: { id: string; deltas: Deltas }[] = [];
  for (const { row, base } of set.accounts.values()) {
    if (base === null || base === row) continue;
    changes.push({
      id: row.id,
      deltas: {
        debits_posted: row.debits_posted - base.debits_posted,
        credits_posted: row.credits_posted - base.credits_posted,
        debits_pending: row.debits_pending - base.debits_pending,
        credits_pending: row.credits_pending - base.credits_pending,
      },
    });
  }
  for (const [id, { deltas }] of set.stripes) changes.push({ id, deltas });
  return changes
    .filter(({ deltas }) => COUNTERS.some((counter) => deltas[counter] !== 0))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function updateAccounts(session: Session, set: WorkingSet): Promise<void> {
  for (const part of chunks(accountDeltas(set), UPDATE_CHUNK)) {
    const params: SqlValue[] = [];
    const clauses: string[] = [];
    for (const counter of COUNTERS) {
      const moved = part.filter(({ deltas }) => deltas[counter] !== 0);
      if (moved.length === 0) continue;
      clauses.push(
        `${counter} = ${counter} + CASE id ${moved.map(() => 'WHEN ? THEN ?').join(' ')} ELSE 0 END`,
      );
      for (const { id, deltas } of moved) params.push(id, deltas[counter]);
    }
    params.push(...part.map(({ id }) => id));
    const affected = await session.execute(
      `UPDATE accounts SET ${clauses.join(', ')} WHERE id IN (${marks(part.length)})`,
      params,
    );
    if (affected !== part.length) throw new LedgerBug(`accounts: ${affected} of ${part.length} updated`);
  }
}

interface Change {
  readonly id: SqlValue;
  readonly entry: RowEntry;
  readonly columns: readonly string[];
}

async function updateRows(
  session: Session,
  table: Table,
  entries: ReadonlyMap<SqlValue, RowEntry>,
): Promise<void> {
  const groups = new Map<string, Change[]>();
  for (const [id, entry] of entries) {
    const { base, row } = entry;
    if (base === null || base === row) continue;
    const columns = table.columnNames.filter(
      (column) => table.encodeColumn(column, row[column]) !== table.encodeColumn(column, base[column]),
    );
    if (columns.length === 0) continue;
    const shape = `${columns.join(',')}|${[...entry.guarded].sort().join(',')}`;
    groups.set(shape, [...(groups.get(shape) ?? []), { id, entry, columns }]);
  }
  for (const changes of groups.values()) {
    for (const part of chunks(changes, UPDATE_CHUNK)) await updateAlike(session, table, part);
  }
}

/** Rows whose same columns change; each still says what its command expected, else the locks failed us. */
async function updateAlike(session: Session, table: Table, changes: readonly Change[]): Promise<void> {
  const first = changes[0];
  if (!first) return;
  const key = table.primary[0];
  if (key === undefined || table.primary.length !== 1) throw new LedgerBug(`${table.name} has no single key`);
  const params: SqlValue[] = [];
  const arms = changes.map(() => 'WHEN ? THEN ?').join(' ');
  const sets = first.columns.map((column) => {
    for (const { id, entry } of changes) params.push(id, table.encodeColumn(column, entry.row[column]));
    return `${column} = CASE ${key} ${arms} END`;
  });
  for (const { id } of changes) params.push(id);
  const guards: string[] = [];
  for (const column of first.entry.guarded) {
    const expected = changes.map(({ id, entry }) => ({
      id,
      value: table.encodeColumn(column, entry.base?.[column]),
    }));
    if (expected.some(({ value }) => value === null)) continue;
    guards.push(` AND ${column} = CASE ${key} ${arms} END`);
    for (const { id, value } of expected) params.push(id, value);
  }
  const sql = `UPDATE ${table.name} SET ${sets.join(', ')} WHERE ${key} IN (${marks(changes.length)})${guards.join('')}`;
  const affected = await session.execute(sql, params);
  if (affected !== changes.length)
    throw new LedgerBug(`${table.name}: ${affected} of ${changes.length} rows updated`);
}
