import type { Instant } from '../../shared/kernel';
import type { Dialect, Session, SqlValue, Table } from '../platform/database';
import type { Asset } from './chart';
import type { Refs } from './command';
import { accounts, commands, holds, owners, type CommandRow } from './ledger.entity';
import type { OwnerKey } from './owners';
import { LedgerBug, type WorkingSet } from './working-set';

/**
 * Creates, locks and bumps the owners in one statement, in one order for all, and notes their versions in `set`.
 * @returns the database's clock behind the last lock, or null where the process's clock is used
 */
export async function lockOwners(
  session: Session,
  dialect: Dialect,
  set: WorkingSet,
  keys: Iterable<OwnerKey>,
): Promise<Instant | null> {
  const sorted = [...new Set(keys)].sort();
  const clock = dialect.now === null ? '' : `, ${dialect.now} AS now`;
  const rows = await session.insertReturning(
    {
      head: 'INSERT INTO owners (owner_key, version) VALUES',
      tuple: '(?, 1)',
      tail: dialect.bumpTail,
      returning: `owner_key, version${clock}`,
    },
    sorted.map((key) => [key]),
  );
  if (rows.length !== sorted.length)
    throw new LedgerBug(`${sorted.length} owners were to be locked, ${rows.length} were`);
  for (const row of rows) {
    const { owner_key: key, version } = owners.decode(row);
    set.owners.set(key as OwnerKey, version);
  }
  return dialect.now === null ? null : (Number(rows.at(-1)?.['now']) as Instant);
}

/** The accepted commands that already carry one of the keys. */
export async function findKeys(session: Session, keys: readonly string[]): Promise<Map<string, CommandRow>> {
  const found = new Map<string, CommandRow>();
  for (const row of await session.queryIn('SELECT * FROM commands WHERE idem IN (?)', keys)) {
    const command = commands.decode(row);
    found.set(command.idem, command);
  }
  return found;
}

/** Loads all that the commands of a batch asked for, in a handful of statements that follow one another at once. */
export async function loadRefs(
  session: Session,
  set: WorkingSet,
  refs: readonly Refs<unknown>[],
): Promise<void> {
  const loads = [loadAccounts(session, set, refs), loadAccountsOf(session, set, refs)];
  const holdIds = refs.flatMap((ref) => ref.holds ?? []);
  if (holdIds.length > 0) loads.push(loadRows(session, set, holds as unknown as Table, 'id', holdIds));
  for (const { table, by, values } of wantedRows(refs))
    loads.push(loadRows(session, set, table, by, [...values]));
  await Promise.all(loads);
}

interface Wanted {
  readonly table: Table;
  readonly by: string;
  readonly values: Set<SqlValue>;
}

/** What all want of the same table by the same column. */
function wantedRows(refs: readonly Refs<unknown>[]): Wanted[] {
  const wanted: Wanted[] = [];
  for (const ref of refs) {
    for (const { table, by, in: values } of ref.rows ?? []) {
      let want = wanted.find((each) => each.table === table && each.by === by);
      if (!want) {
        want = { table, by, values: new Set() };
        wanted.push(want);
      }
      for (const value of values) want.values.add(value);
    }
  }
  return wanted;
}

async function loadAccounts(
  session: Session,
  set: WorkingSet,
  refs: readonly Refs<unknown>[],
): Promise<void> {
  const ids = new Set<string>();
  for (const ref of refs) {
    for (const { id } of ref.accounts ?? []) ids.add(id);
  }
  const rows = await session.queryIn('SELECT * FROM accounts WHERE id IN (?)', [...ids]);
  for (const row of rows) set.addAccount(accounts.decode(row));
  for (const id of ids) set.markKnown(id);
}

async function loadAccountsOf(
  session: Session,
  set: WorkingSet,
  refs: readonly Refs<unknown>[],
): Promise<void> {
  const byAsset = new Map<Asset, Set<OwnerKey>>();
  for (const { owner, asset } of refs.flatMap((ref) => ref.accountsOf ?? [])) {
    byAsset.set(asset, (byAsset.get(asset) ?? new Set()).add(owner));
    set.markCovered(owner, asset);
  }
  for (const [asset, keys] of byAsset) {
    // the asset as a literal: the embedded database's index holds points only, and must see that it will do
    const sql = `SELECT * FROM accounts WHERE owner_key IN (?) AND asset = '${asset}'`;
    for (const row of await session.queryIn(sql, [...keys])) set.addAccount(accounts.decode(row));
  }
}

async function loadRows(
  session: Session,
  set: WorkingSet,
  table: Table,
  by: string,
  values: readonly SqlValue[],
): Promise<void> {
  const rows = await session.queryIn(`SELECT * FROM ${table.name} WHERE ${by} IN (?)`, values);
  for (const row of rows) set.addRow(table, table.decode(row));
}
