import type { Id } from '../../shared/kernel';
import type { SqlValue, Table } from '../platform/database';
import type { AccountSpec, Asset } from './chart';
import { available, type Loaded, type RowWrite } from './command';
import {
  holds,
  type AccountRow,
  type CommandRow,
  type DeliveryRow,
  type HoldRow,
  type OutboxRow,
  type TransferRow,
} from './ledger.entity';
import type { OwnerKey } from './owners';
import { emptyAccount, weightOf } from './rows';

export type Counter = 'debits_posted' | 'credits_posted' | 'debits_pending' | 'credits_pending';
export const COUNTERS: readonly Counter[] = [
  'debits_posted',
  'credits_posted',
  'debits_pending',
  'credits_pending',
];

/** An account as the batch sees it; `base` null means it does not exist in the database yet. */
export interface AccountEntry {
  row: AccountRow;
  readonly base: AccountRow | null;
}

export interface RowEntry {
  row: Row;
  readonly base: Row | null;
  /** Columns whose old value the UPDATE names in its WHERE. */
  guarded: ReadonlySet<string>;
}

/** Never changed: who changes a row puts another in its place. */
type Row = Readonly<Record<string, unknown>>;

const UNGUARDED: ReadonlySet<string> = new Set();

/** Thrown when a decision breaks the engine's rules: our bug, never a business refusal. Fails that command alone. */
export class LedgerBug extends Error {}

/**
 * Everything a batch read and will write. Commands are decided one after another on it, each seeing what the
 * ones before it did; a command that fails half-way is undone without a trace.
 */
export class WorkingSet implements Loaded {
  readonly owners = new Map<OwnerKey, number>();
  readonly accounts = new Map<string, AccountEntry>();
  /** Deltas of system accounts, which are never read. */
  readonly stripes = new Map<string, { spec: AccountSpec; deltas: Record<Counter, number> }>();
  readonly rows = new Map<Table, Map<SqlValue, RowEntry>>();
  readonly transfers: TransferRow[] = [];
  readonly commands: CommandRow[] = [];
  readonly events: OutboxRow[] = [];
  readonly deliveries: DeliveryRow[] = [];
  private readonly known = new Set<string>();
  private readonly covered = new Set<string>();
  private readonly touched = new Set<object>();
  /** How to take back what the command under way did to accounts and rows. */
  private readonly undo: (() => void)[] = [];
  private position = 0;
  private written = 0;

  // ── filling ──────────────────────────────────────────────────────────────────────────────────────────

  addAccount(row: AccountRow): void {
    this.known.add(row.id);
    if (!this.accounts.has(row.id)) this.accounts.set(row.id, { row, base: row });
  }

  /** Notes that an account was asked for, found or not. */
  markKnown(id: string): void {
    this.known.add(id);
  }

  /** Notes that all accounts of an owner and asset were loaded. */
  markCovered(owner: OwnerKey, asset: Asset): void {
    this.covered.add(`${owner}|${asset}`);
  }

  addRow(table: Table, row: Row): void {
    const entries = this.entries(table);
    const key = this.keyOf(table, row);
    if (!entries.has(key)) entries.set(key, { row, base: row, guarded: UNGUARDED });
  }

  // ── reading ──────────────────────────────────────────────────────────────────────────────────────────

  account(spec: AccountSpec): AccountRow {
    return this.entryOf(spec).row;
  }

  accountsOf(owner: OwnerKey, asset: Asset): readonly AccountRow[] {
    if (!this.covered.has(`${owner}|${asset}`))
      throw new LedgerBug(`accounts of ${owner} were not asked for`);
    const found: AccountRow[] = [];
    for (const { row } of this.accounts.values()) {
      if (row.owner_key === owner && row.asset === asset) found.push(row);
    }
    return found;
  }

  get<R extends object>(table: Table<R>, id: SqlValue): Readonly<R> | undefined {
    return this.rows.get(table as unknown as Table)?.get(id)?.row as Readonly<R> | undefined;
  }

  find<R extends object>(table: Table<R>, column: string & keyof R, value: SqlValue): readonly Readonly<R>[] {
    const found: Readonly<R>[] = [];
    const entries = this.rows.get(table as unknown as Table);
    if (!entries) return found;
    for (const { row } of entries.values()) if (row[column] === value) found.push(row as Readonly<R>);
    return found;
  }

  hold(id: Id<'transfer'>): HoldRow | undefined {
    return this.get(holds, id);
  }

  version(owner: OwnerKey): number {
    const version = this.owners.get(owner);
    if (version === undefined) throw new LedgerBug(`owner ${owner} is not locked`);
    return version;
  }

  /** Position within the batch; with an owner's version it orders that owner's acts. */
  nextOrdinal(): number {
    this.position += 1;
    return this.position - 1;
  }

  /** Roughly how many bytes the batch will insert so far. */
  bytes(): number {
    return this.written;
  }

  /** How many rows the batch will write so far; what was only read does not count. */
  size(): number {
    return (
      this.transfers.length +
      this.commands.length +
      this.events.length +
      this.deliveries.length +
      this.stripes.size +
      this.touched.size
    );
  }

  /** Accounts that the transfers name: these must exist, whatever their counters add up to. */
  named(): Set<string> {
    const named = new Set<string>();
    for (const { debit_account: debit, credit_account: credit } of this.transfers)
      named.add(debit).add(credit);
    return named;
  }

  // ── changing ─────────────────────────────────────────────────────────────────────────────────────────

  /** Runs `work`; when it throws, everything it did to this set is taken back. */
  attempt<T>(work: () => T): T {
    const { position, written, transfers, commands, events, deliveries } = this;
    const lengths = [transfers.length, commands.length, events.length, deliveries.length] as const;
    this.undo.length = 0;
    try {
      return work();
    } catch (error) {
      for (const step of this.undo.reverse()) step();
      [transfers.length, commands.length, events.length, deliveries.length] = lengths;
      this.position = position;
      this.written = written;
      throw error;
    }
  }

  addTransfer(transfer: TransferRow): void {
    this.transfers.push(transfer);
    this.written += weightOf(transfer);
  }

  addCommand(command: CommandRow): void {
    this.commands.push(command);
    this.written += weightOf(command);
  }

  addEvent(event: OutboxRow): void {
    this.events.push(event);
    this.written += weightOf(event);
  }

  addDelivery(delivery: DeliveryRow): void {
    this.deliveries.push(delivery);
    this.written += weightOf(delivery);
  }

  /** Adds `amount` to one counter. @rule L1 A limited account never goes below zero. */
  post(spec: AccountSpec, counter: Counter, amount: number): void {
    const entry = this.entryOf(spec);
    const before = entry.row;
    const after = { ...before };
    after[counter] += amount;
    if (after[counter] < 0) throw new LedgerBug(`${spec.id}: ${counter} would be ${after[counter]}`);
    if (!Number.isSafeInteger(after[counter])) throw new LedgerBug(`${spec.id}: ${counter} overflows`);
    entry.row = after;
    this.touched.add(entry);
    this.undo.push(() => {
      entry.row = before;
    });
  }

  /** Throws when a limited account is overdrawn: not even between two transfers of one command. */
  assertCovered(spec: AccountSpec): void {
    const { row } = this.entryOf(spec);
    if (row.limited && available(row) < 0)
      throw new LedgerBug(`${spec.id} would be overdrawn by ${-available(row)}`);
  }

  /** Adds `amount` to one counter of a system account's stripe. */
  postStripe(id: string, spec: AccountSpec, counter: Counter, amount: number): void {
    let stripe = this.stripes.get(id);
    if (!stripe) {
      const deltas = { debits_posted: 0, credits_posted: 0, debits_pending: 0, credits_pending: 0 };
      stripe = { spec: { ...spec, id }, deltas };
      this.stripes.set(id, stripe);
    }
    const { deltas } = stripe;
    deltas[counter] += amount;
    this.undo.push(() => {
      deltas[counter] -= amount;
    });
  }

  write(write: RowWrite): void {
    if (write.kind === 'insert') this.insertRow(write.table, write.row);
    else this.updateRow(write.table, write.id, write.set, write.expect);
  }

  private insertRow(table: Table, row: Row): void {
    const entries = this.entries(table);
    const key = this.keyOf(table, row);
    if (entries.has(key)) throw new LedgerBug(`${table.name} ${String(key)} exists already`);
    const entry: RowEntry = { row, base: null, guarded: UNGUARDED };
    entries.set(key, entry);
    this.touched.add(entry);
    this.undo.push(() => entries.delete(key));
    this.written += weightOf(row);
  }

  private updateRow(table: Table, id: SqlValue, set: Row, expect: Row): void {
    const entry = this.rows.get(table)?.get(id);
    if (!entry) throw new LedgerBug(`${table.name} ${String(id)} was not loaded`);
    const expected = Object.keys(expect);
    for (const column of expected) {
      const [is, value] = [entry.row[column], expect[column]];
      if (is === value) continue;
      throw new LedgerBug(
        `${table.name} ${String(id)}: ${column} is ${String(is)}, expected ${String(value)}`,
      );
    }
    if (expected.length > 0) entry.guarded = new Set([...entry.guarded, ...expected]);
    const before = entry.row;
    entry.row = { ...before, ...set };
    this.touched.add(entry);
    this.undo.push(() => {
      entry.row = before;
    });
  }

  private entries(table: Table): Map<SqlValue, RowEntry> {
    let entries = this.rows.get(table);
    if (!entries) {
      entries = new Map();
      this.rows.set(table, entries);
    }
    return entries;
  }

  private keyOf(table: Table, row: Row): SqlValue {
    const [first, ...others] = table.primary;
    if (first !== undefined && others.length === 0) return table.encodeColumn(first, row[first]);
    return table.primary.map((column) => table.encodeColumn(column, row[column])).join('\u0000');
  }

  private entryOf(spec: AccountSpec): AccountEntry {
    if (spec.owner === null) throw new LedgerBug(`${spec.id} is a system account, read by no decision`);
    const found = this.accounts.get(spec.id);
    if (found) return found;
    if (!this.known.has(spec.id) && !this.covered.has(`${spec.owner}|${spec.asset}`)) {
      throw new LedgerBug(`account ${spec.id} was not asked for`);
    }
    if (!this.owners.has(spec.owner)) throw new LedgerBug(`owner ${spec.owner} is not locked`);
    const row = emptyAccount(spec);
    const entry: AccountEntry = { row, base: null };
    this.accounts.set(spec.id, entry);
    return entry;
  }
}
