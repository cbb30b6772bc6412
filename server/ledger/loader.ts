import type { Instant } from '../../shared/kernel';
import {
  chunks,
  marks,
  padded,
  type Dialect,
  type RawRow,
  type Session,
  type SqlValue,
  type Table,
} from '../platform/database';
import type { Asset } from './chart';
import type { Refs } from './command';
import { accounts, commands, holds, owners, type CommandRow } from './ledger.entity';
import type { OwnerKey } from './owners';
import type { WorkingSet } from './working-set';

/** Most values of one IN list; more are asked for in several statements. */
const CHUNK = 512;

/** Creates, locks and bumps the owners in one statement, in one order for all. */
export async function lockOwners(
  session: Session,
  dialect: Dialect,
  keys: Iterable<OwnerKey>,
): Promise<OwnerKey[]> {
  const sorted = [...new Set(keys)].sort();
  await session.insert(
    { head: 'INSERT INTO owners (owner_key, version) VALUES', tuple: '(?, 1)', tail: dialect.bumpTail },
    sorted.map((key) => [key]),
  );
  return sorted;
}

/**
 * Reads the versions of locked owners.
 * @returns the database's clock, or null where the process's clock is used
 */
export async function readVersions(
  session: Session,
  dialect: Dialect,
  set: WorkingSet,
  locked: readonly OwnerKey[],
): Promise<Instant | null> {
  const clock = dialect.now === null ? '' : `, ${dialect.now} AS now`;
  let now: Instant | null = null;
  for (const part of chunks(locked, CHUNK).map(padded)) {
    const rows = await session.query(
      `SELECT owner_key, version${clock} FROM owners WHERE owner_key IN (${marks(part.length)})`,
      part,
    );
    for (const row of rows) {
      const { owner_key: key, version } = owners.decode(row);
      set.owners.set(key as OwnerKey, version);
    }
    if (dialect.now !== null) now ??= Number(rows[0]?.['now']) as Instant;
  }
  return now;
}

/** The accepted commands that already carry one of the keys. */
export async function findKeys(session: Session, keys: readonly string[]): Promise<Map<string, CommandRow>> {
  const found = new Map<string, CommandRow>();
  for (const part of chunks(keys, CHUNK).map(padded)) {
    const rows = await session.query(`SELECT * FROM commands WHERE idem IN (${marks(part.length)})`, part);
    for (const row of rows) {
      const command = commands.decode(row);
      found.set(command.idem, command);
    }
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
  for (const part of chunks([...ids], CHUNK).map(padded)) {
    const rows = await session.query(`SELECT * FROM accounts WHERE id IN (${marks(part.length)})`, part);
    for (const row of rows) set.addAccount(accounts.decode(row));
  }
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
    for (const part of chunks([...keys], CHUNK).map(padded)) {
      const rows = await session.query(
        // the asset as a literal: the embedded database's index holds points only, and must see that it will do
        `SELECT * FROM accounts WHERE owner_key IN (${marks(part.length)}) AND asset = '${asset}'`,
        part,
      );
      for (const row of rows) set.addAccount(accounts.decode(row));
    }
  }
}

async function loadRows(
  session: Session,
  set: WorkingSet,
  table: Table,
  by: string,
  values: readonly SqlValue[],
): Promise<void> {
  for (const part of chunks(values, CHUNK).map(padded)) {
    const rows: RawRow[] = await session.query(
      `SELECT * FROM ${table.name} WHERE ${by} IN (${marks(part.length)})`,
      part,
    );
    for (const row of rows) set.addRow(table, table.decode(row));
  }
}
