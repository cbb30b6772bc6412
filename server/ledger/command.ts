import type { ErrorCode, ErrorParams } from '../../shared/contract/errors';
import type { Day, Id, IdKind, Instant } from '../../shared/kernel';
import type { Reader, SqlValue, Table } from '../platform/database';
import type { Random } from '../platform/random';
import type { AccountSpec, Asset } from './chart';
import type { AccountRow, ACTOR_KINDS, EventData, HoldRow } from './ledger.entity';
import type { OwnerKey } from './owners';
import type { PostingCode } from './recipes';

/** Who asks. `id` is an id of the program, never a name. */
export interface Actor {
  readonly kind: (typeof ACTOR_KINDS)[number];
  readonly id: string;
}

/** Where it happens; decides the zone of `day` (L8). */
export interface Place {
  readonly merchant_id: Id<'merchant'> | null;
  readonly store_id: Id<'store'> | null;
  readonly timezone: string;
}

export interface Refusal {
  readonly code: ErrorCode;
  readonly params?: ErrorParams;
}

/** Rows to load under lock: those of `table` whose `by` column is one of `in`. */
export interface RowRef {
  readonly table: Table;
  readonly by: string;
  readonly in: readonly SqlValue[];
}

/** What a command needs: the owners it locks and what it reads under their locks. */
export interface Refs<Seen> {
  /** The owner the act is about; its version orders the act. Always among `owners`. */
  readonly subject: OwnerKey;
  readonly owners: readonly OwnerKey[];
  /** Accounts by id. One that does not exist yet reads as empty. */
  readonly accounts?: readonly AccountSpec[];
  /** All accounts of an owner and asset. */
  readonly accountsOf?: readonly { readonly owner: OwnerKey; readonly asset: Asset }[];
  readonly rows?: readonly RowRef[];
  readonly holds?: readonly Id<'transfer'>[];
  readonly place?: Place;
  /** Whatever else `prepare` found out and `decide` wants to know. */
  readonly seen: Seen;
}

export interface PrepareContext {
  readonly read: Reader;
  readonly random: Random;
  readonly now: Instant;
  readonly actor: Actor;
}

/** What a decision may look at. Everything was read under the owners' locks, earlier commands of the batch included. */
export interface Loaded {
  account(spec: AccountSpec): AccountRow;
  accountsOf(owner: OwnerKey, asset: Asset): readonly AccountRow[];
  get<R extends object>(table: Table<R>, id: SqlValue): Readonly<R> | undefined;
  find<R extends object>(table: Table<R>, column: string & keyof R, value: SqlValue): readonly Readonly<R>[];
  hold(id: Id<'transfer'>): HoldRow | undefined;
}

export interface DecideContext<Input, Seen> {
  readonly input: Input;
  readonly seen: Seen;
  readonly loaded: Loaded;
  readonly at: Instant;
  readonly day: Day;
  readonly actor: Actor;
  /** Next id of this command; the same for every retry of it. */
  newId<Kind extends IdKind>(kind: Kind): Id<Kind>;
  /** Version of an owner this command locked. */
  version(owner: OwnerKey): number;
  /** Next position within the owners' versions. */
  ordinal(): number;
}

interface TransferBase {
  readonly code: PostingCode;
  readonly debit: AccountSpec;
  readonly credit: AccountSpec;
  readonly amount: number;
  /** The order, coupon, purchase, … it is about. */
  readonly reference?: string;
  /** The transfer it corrects. */
  readonly corrects_id?: Id<'transfer'>;
}

/** @rule L2 @rule L3 */
export type TransferSpec =
  | (TransferBase & { readonly kind: 'single' })
  | (TransferBase & {
      readonly kind: 'pending';
      readonly id: Id<'transfer'>;
      readonly deadline_at: Instant;
      readonly on_deadline: 'post' | 'void';
    })
  /** Posts a hold, in part when `amount` is less than held: the rest is voided. */
  | { readonly kind: 'post'; readonly hold: Id<'transfer'>; readonly amount?: number }
  | { readonly kind: 'void'; readonly hold: Id<'transfer'> };

/** A row to write. `expect` names what the row must still say; the owner's lock makes it so. */
export type RowWrite =
  | { readonly kind: 'insert'; readonly table: Table; readonly row: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'update';
      readonly table: Table;
      readonly id: SqlValue;
      readonly set: Readonly<Record<string, unknown>>;
      readonly expect: Readonly<Record<string, unknown>>;
    };

export interface DomainEvent {
  readonly type: string;
  /** Whose stream it joins; the subject unless named. */
  readonly owner?: OwnerKey;
  readonly data: EventData;
}

export type Decision<Output> =
  | {
      readonly accept: Output;
      readonly transfers: readonly TransferSpec[];
      readonly writes: readonly RowWrite[];
      readonly events: readonly DomainEvent[];
    }
  | { readonly refuse: ErrorCode; readonly params?: ErrorParams }
  | { readonly stale: true };

/**
 * @rule L4 A thing that a caller asks for. `prepare` finds out which owners and rows are needed (plain unlocked
 * reads, at most 200 rows); `decide` is pure: no I/O, no clock, no randomness.
 */
export interface Command<Input, Seen, Output extends object> {
  readonly kind: string;
  /** Bulk work goes in the low lane. */
  readonly lane?: 'normal' | 'low';
  prepare(input: Input, context: PrepareContext): Promise<Refs<Seen> | Refusal> | Refs<Seen> | Refusal;
  decide(context: DecideContext<Input, Seen>): Decision<Output>;
}

/** A row to insert, typed by its table. */
export function insert<R extends object>(table: Table<R>, row: R): RowWrite {
  return { kind: 'insert', table: table as unknown as Table, row: row as Readonly<Record<string, unknown>> };
}

/** Columns to change in one row, with what they are expected to say before. */
export function update<R extends object>(
  table: Table<R>,
  id: SqlValue,
  set: Partial<R>,
  expect: Partial<R>,
): RowWrite {
  return {
    kind: 'update',
    table: table as unknown as Table,
    id,
    set,
    expect,
  };
}

/** Rows to load under lock, typed by their table. */
export function rowsBy<R extends object>(
  table: Table<R>,
  by: string & keyof R,
  values: readonly SqlValue[],
): RowRef {
  return { table: table as unknown as Table, by, in: values };
}

/** What can still leave an account: credits posted − debits posted − debits pending (L1). */
export function available(
  of: Pick<AccountRow, 'credits_posted' | 'debits_posted' | 'debits_pending'>,
): number {
  return of.credits_posted - of.debits_posted - of.debits_pending;
}

/** What a feature contributes to a command that a feature above it owns. */
export interface Parts {
  readonly transfers: readonly TransferSpec[];
  readonly writes: readonly RowWrite[];
  readonly events: readonly DomainEvent[];
}

/** The part that changes nothing. */
export const NOTHING: Parts = { transfers: [], writes: [], events: [] };

/** Several parts as one, in order. */
export function mergeParts(...parts: readonly Parts[]): Parts {
  return {
    transfers: parts.flatMap((part) => part.transfers),
    writes: parts.flatMap((part) => part.writes),
    events: parts.flatMap((part) => part.events),
  };
}

type Lists = Omit<Refs<unknown>, 'subject' | 'seen' | 'place'>;

/** Several refs of parts as one; the subject, place and what was seen are the command's own. */
export function mergeRefs(...refs: readonly Partial<Refs<unknown>>[]): Lists {
  return {
    owners: joined(refs, 'owners'),
    accounts: joined(refs, 'accounts'),
    accountsOf: joined(refs, 'accountsOf'),
    rows: joined(refs, 'rows'),
    holds: joined(refs, 'holds'),
  };
}

/** One list of all; where only one part has any, its own. */
function joined<Name extends keyof Lists>(
  refs: readonly Partial<Lists>[],
  name: Name,
): NonNullable<Lists[Name]> {
  let all: readonly unknown[] = [];
  for (const ref of refs) {
    const some: readonly unknown[] = ref[name] ?? [];
    if (some.length > 0) all = all.length === 0 ? some : [...all, ...some];
  }
  return all as NonNullable<Lists[Name]>;
}
