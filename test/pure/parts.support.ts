import { dayIn, makeId, type Id, type IdKind, type Instant } from '../../shared/kernel';
import {
  available,
  owner,
  type AccountSpec,
  type Actor,
  type DecideContext,
  type OwnerKey,
  type Parts,
  type Refs,
} from '../../server/ledger';
import { applyDecision, type Act } from '../../server/ledger/apply';
import { WorkingSet } from '../../server/ledger/working-set';
import type { Table } from '../../server/platform/database';

export const ZONE = 'Asia/Shanghai';

/** Calls of the engine's own working set without a database: what a part sees and does is what it would there. */
export class Books {
  readonly set = new WorkingSet();
  private serial = 0;
  private ordinal = 0;

  constructor(
    public at: Instant,
    private readonly subject: OwnerKey,
    private readonly actor: Actor = { kind: 'system', id: 'test' },
  ) {}

  /** Locks and loads what refs name; rows are there already or not at all. */
  load(refs: Partial<Refs<unknown>>): void {
    for (const key of refs.owners ?? []) this.set.owners.set(key, (this.set.owners.get(key) ?? 0) + 1);
    for (const spec of refs.accounts ?? []) this.set.markKnown(spec.id);
    for (const each of refs.accountsOf ?? []) this.set.markCovered(each.owner, each.asset);
  }

  /** Puts a row there as if it had been loaded. */
  put<R extends object>(table: Table<R>, row: R): void {
    this.set.addRow(table as unknown as Table, row as Record<string, unknown>);
  }

  /** The context of the next command. */
  next(): DecideContext<undefined, undefined> {
    this.serial += 1;
    this.ordinal = 0;
    return {
      input: undefined,
      seen: undefined,
      loaded: this.set,
      at: this.at,
      day: dayIn(this.at, ZONE),
      actor: this.actor,
      newId: (kind) => this.newId(kind),
      version: (key) => this.set.version(key),
      ordinal: () => this.set.nextOrdinal(),
    };
  }

  /** Applies what a part answered, by the engine's own rules: recipes, limits, expected states. */
  apply(parts: Parts): void {
    const act: Act = {
      command_id: makeId('command', this.ulid(), 0),
      kind: 'test.act',
      idem: `test:${this.serial}`,
      hash: '',
      actor: this.actor,
      subject: this.subject,
      place: undefined,
      at: this.at,
      day: dayIn(this.at, ZONE),
      stripe: 0,
      isAwaited: () => true,
      newId: (kind) => this.newId(kind),
    };
    applyDecision(this.set, act, { accept: {}, ...parts });
  }

  left(spec: AccountSpec): number {
    return available(this.set.account(spec));
  }

  private newId<Kind extends IdKind>(kind: Kind): Id<Kind> {
    this.ordinal += 1;
    return makeId(kind, this.ulid(), this.ordinal);
  }

  private ulid(): string {
    return String(this.serial).padStart(26, '0');
  }
}

/** A member that all books of the tests are about. */
export const MEMBER: Id<'member'> = makeId('member', '0'.repeat(26), 1);
export const MEMBER_KEY = owner.member(MEMBER);
export const STORE: Id<'store'> = makeId('store', '0'.repeat(26), 2);
