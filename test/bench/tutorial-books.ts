import type { PoolConnection, RowDataPacket } from 'mysql2/promise';
import { dayIn, instant, makeId, type Day, type Id, type IdKind, type Instant } from '../../shared/kernel';
import {
  owner,
  stripedId,
  hashOf,
  STRIPES,
  type AccountSpec,
  type OwnerKey,
  type PostingCode,
} from '../../server/ledger';
import {
  accounts,
  commands,
  transfers,
  type AccountRow,
  type CommandRow,
  type TransferRow,
} from '../../server/ledger/ledger.entity';
import { emptyAccount } from '../../server/ledger/rows';
import type { Table } from '../../server/platform/database';
import { RandomIds } from '../../server/platform/ids';
import { SystemRandom } from '../../server/platform/random';
import type { Claim } from './rival-http';

const TIMEZONE = process.env['TUTORIAL_TIMEZONE'] ?? 'Asia/Shanghai';
/** Which stripe of the system accounts this process writes. */
const STRIPE = process.pid % STRIPES;
export const random = new SystemRandom();
const ids = new RandomIds(random);

const marksFor = (list: readonly unknown[]): string => list.map(() => '?').join(', ');

/** What moves from one account to another: at once, or as the hold `hold`. */
export interface Posting {
  readonly code: PostingCode;
  readonly debit: AccountSpec;
  readonly credit: AccountSpec;
  readonly amount: number;
  readonly hold?: Id<'transfer'>;
}

/** One accepted claim: its moment, its ids, and what it writes into the ledger's tables. */
export class Act {
  readonly at: Instant = instant(Date.now());
  readonly day: Day = dayIn(this.at, TIMEZONE);
  readonly timezone = TIMEZONE;
  readonly member: Id<'member'>;
  /** The member's owner. */
  readonly subject: OwnerKey;
  private readonly ulid = ids.ulid(this.at);
  private readonly command = makeId('command', this.ulid, 0);
  private made = 0;
  private ordinals = 0;

  private constructor(
    private readonly connection: PoolConnection,
    private readonly claim: Claim,
    /** Of its subject. */
    readonly version: number,
  ) {
    this.member = claim.member as Id<'member'>;
    this.subject = owner.member(this.member);
  }

  /** Creates or bumps the member's owner. */
  static async of(connection: PoolConnection, claim: Claim): Promise<Act> {
    const [rows] = await connection.execute<RowDataPacket[]>(
      'INSERT INTO owners (owner_key, version) VALUES (?, 1) ON DUPLICATE KEY UPDATE version = version + 1 RETURNING version',
      [owner.member(claim.member as Id<'member'>)],
    );
    return new Act(connection, claim, Number(rows[0]?.['version']));
  }

  newId<Kind extends IdKind>(kind: Kind): Id<Kind> {
    this.made += 1;
    return makeId(kind, this.ulid, this.made);
  }

  ordinal(): number {
    this.ordinals += 1;
    return this.ordinals - 1;
  }

  async insert<R extends object>(table: Table<R>, rows: readonly R[], tail = ''): Promise<void> {
    const columns = table.columnNames;
    const marks = rows.map(() => `(${marksFor(columns)})`).join(', ');
    const values = rows.flatMap((row) => table.encode(row));
    const sql = `INSERT INTO ${table.name} (${columns.join(', ')}) VALUES ${marks} ${tail}`;
    await this.connection.execute(sql, values);
  }

  /**
   * Writes transfers, the accounts that they open and the counters of all others, in three statements.
   * @param taken accounts that exist already, each of which gives one
   */
  async post(postings: readonly Posting[], taken: readonly AccountSpec[], reference: string): Promise<void> {
    await this.insert(
      transfers,
      postings.map((posting) => this.transfer(posting, reference)),
    );
    const known = taken.map(({ id }) => id);
    const rows = this.counted(postings).filter(({ id }) => !known.includes(id));
    await this.insert(
      accounts,
      rows,
      `ON DUPLICATE KEY UPDATE debits_posted = debits_posted + VALUES(debits_posted),
         credits_posted = credits_posted + VALUES(credits_posted),
         credits_pending = credits_pending + VALUES(credits_pending)`,
    );
    const counter = postings.some(({ hold }) => hold) ? 'debits_pending' : 'debits_posted';
    const sql = `UPDATE accounts SET ${counter} = ${counter} + 1 WHERE id IN (${marksFor(known)})`;
    await this.connection.execute(sql, known);
  }

  /** Writes the key with what was asked and answered. */
  async answer(kind: string, content: object, answer: object): Promise<void> {
    const row: CommandRow = {
      ...{ id: this.command, idem: idemOf(this.claim), hash: hashOf(kind, content), kind },
      ...{ answer: JSON.stringify(answer), actor_kind: 'member', actor_id: this.member, at: this.at },
    };
    await this.insert(commands, [row]);
  }

  private transfer({ code, debit, credit, amount, hold }: Posting, reference: string): TransferRow {
    return {
      id: hold ?? this.newId('transfer'),
      kind: hold ? 'pending' : 'single',
      asset: debit.asset,
      debit_account: storedId(debit),
      credit_account: storedId(credit),
      ...{ amount, hold_id: null, corrects_id: null, code, reference, command_id: this.command },
      ...{ actor_kind: 'member', actor_id: this.member, merchant_id: null, store_id: null },
      ...{ subject: this.subject, subject_version: this.version, ordinal: this.ordinal() },
      ...{ day: this.day, at: this.at },
    };
  }

  /** What postings add to the counters of each account that they name, as if none of them existed. */
  private counted(postings: readonly Posting[]): AccountRow[] {
    const rows = new Map<string, AccountRow>();
    const of = (spec: AccountSpec): AccountRow => {
      const id = storedId(spec);
      const row = rows.get(id) ?? { ...emptyAccount(spec), id, created_at: this.at };
      rows.set(id, row);
      return row;
    };
    for (const { debit, credit, amount, hold } of postings) {
      of(debit)[hold ? 'debits_pending' : 'debits_posted'] += amount;
      of(credit)[hold ? 'credits_pending' : 'credits_posted'] += amount;
    }
    return [...rows.values()];
  }
}

/** As an account is stored: a system account in the stripe of this process. */
export function storedId({ id, owner: of }: AccountSpec): string {
  return of === null ? stripedId(id, STRIPE) : id;
}

/** How a claim's key is stored. */
export function idemOf({ person, key }: Claim): string {
  return `member:${person}:${key}`;
}
