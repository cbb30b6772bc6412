import type { Day, Id, IdKind, Instant } from '../../shared/kernel';
import { ACCOUNT_KINDS, stripedId, type AccountKind, type AccountSpec } from './chart';
import type { Actor, Decision, DomainEvent, Place, TransferSpec } from './command';
import { holds, type CommandRow, type HoldRow } from './ledger.entity';
import type { OwnerKey } from './owners';
import { recipeOf } from './recipes';
import { LedgerBug, type Counter, type WorkingSet } from './working-set';

type Accepted = Extract<Decision<object>, { accept: object }>;

/** The command on whose behalf a decision is applied. */
export interface Act {
  readonly command_id: Id<'command'>;
  readonly kind: string;
  readonly idem: string;
  readonly hash: string;
  readonly actor: Actor;
  readonly subject: OwnerKey;
  readonly place: Place | undefined;
  readonly at: Instant;
  readonly day: Day;
  /** Which stripe of system accounts this process writes. */
  readonly stripe: number;
  /** Whether anybody waits for events of a type. */
  readonly isAwaited: (type: string) => boolean;
  newId<Kind extends IdKind>(kind: Kind): Id<Kind>;
}

/** Puts an accepted decision into the working set, whole or not at all. Answers the command's record. */
export function applyDecision(set: WorkingSet, act: Act, decision: Accepted): CommandRow {
  for (const write of decision.writes) set.write(write);
  for (const transfer of decision.transfers) applyTransfer(set, act, transfer);
  for (const event of decision.events) applyEvent(set, act, event);
  const command: CommandRow = {
    id: act.command_id,
    idem: act.idem,
    hash: act.hash,
    kind: act.kind,
    answer: JSON.stringify(decision.accept),
    actor_kind: act.actor.kind,
    actor_id: act.actor.id,
    at: act.at,
  };
  set.addCommand(command);
  return command;
}

function applyEvent(set: WorkingSet, act: Act, event: DomainEvent): void {
  const { type, data } = event;
  const { at } = act;
  const id = act.newId('event');
  const owner_key = event.owner ?? act.subject;
  const owner_version = set.version(owner_key);
  const ordinal = set.nextOrdinal();
  set.addEvent({ id, owner_key, owner_version, ordinal, type, data, at });
  if (!act.isAwaited(type)) return;
  const due = { state: 'pending', attempts: 0, next_attempt_at: at, problem: null } as const;
  set.addDelivery({ id, owner_key, owner_version, ordinal, at, ...due });
}

function applyTransfer(set: WorkingSet, act: Act, spec: TransferSpec): void {
  if (spec.kind === 'post' || spec.kind === 'void') resolveHold(set, act, spec);
  else openTransfer(set, act, spec);
}

function openTransfer(
  set: WorkingSet,
  act: Act,
  spec: Extract<TransferSpec, { kind: 'single' | 'pending' }>,
): void {
  if (!Number.isSafeInteger(spec.amount) || spec.amount <= 0) {
    throw new LedgerBug(`${spec.code}: amount ${spec.amount} is not a positive integer`);
  }
  const recipe = recipeOf(spec.code);
  if (
    recipe.debit !== spec.debit.kind ||
    recipe.credit !== spec.credit.kind ||
    (recipe.pending ?? false) !== (spec.kind === 'pending')
  ) {
    throw new LedgerBug(
      `${spec.code}: ${spec.kind} ${spec.debit.kind} → ${spec.credit.kind} is not its recipe`,
    );
  }
  if (spec.debit.id === spec.credit.id) throw new LedgerBug(`${spec.code}: from ${spec.debit.id} to itself`);
  const [debits, credits] = counters(spec.kind === 'pending');
  const debitId = post(set, act, spec.debit, debits, spec.amount);
  const creditId = post(set, act, spec.credit, credits, spec.amount);
  if (spec.debit.owner !== null) set.assertCovered(spec.debit);
  const id = spec.kind === 'pending' ? spec.id : act.newId('transfer');
  if (spec.kind === 'pending') {
    if (spec.deadline_at <= act.at) throw new LedgerBug(`${spec.code}: hold would lapse at once`);
    set.write({
      kind: 'insert',
      table: holds as never,
      row: {
        id,
        debit_account: debitId,
        credit_account: creditId,
        asset: spec.debit.asset,
        amount: spec.amount,
        state: 'open',
        posted_amount: 0,
        subject: act.subject,
        debit_owner: spec.debit.owner,
        credit_owner: spec.credit.owner,
        code: spec.code,
        reference: spec.reference ?? null,
        deadline_at: spec.deadline_at,
        on_deadline: spec.on_deadline,
        resolved_at: null,
      } satisfies HoldRow,
    });
  }
  record(set, act, {
    id,
    kind: spec.kind,
    debitId,
    creditId,
    asset: spec.debit.asset,
    amount: spec.amount,
    holdId: null,
    correctsId: spec.corrects_id ?? null,
    code: spec.code,
    reference: spec.reference ?? null,
  });
}

/** @rule L3 A hold is resolved at most once: posted, in part with the rest voided, or voided. */
function resolveHold(
  set: WorkingSet,
  act: Act,
  spec: Extract<TransferSpec, { kind: 'post' | 'void' }>,
): void {
  const hold = set.hold(spec.hold);
  if (!hold) throw new LedgerBug(`hold ${spec.hold} was not loaded`);
  const posted = spec.kind === 'void' ? 0 : (spec.amount ?? hold.amount);
  if (
    !Number.isSafeInteger(posted) ||
    posted < 0 ||
    posted > hold.amount ||
    (spec.kind === 'post' && posted === 0)
  ) {
    throw new LedgerBug(`hold ${hold.id}: cannot post ${posted} of ${hold.amount}`);
  }
  const debit = specOfStored(hold.debit_account, hold.debit_owner);
  const credit = specOfStored(hold.credit_account, hold.credit_owner);
  move(set, debit, 'debits_pending', -hold.amount);
  move(set, credit, 'credits_pending', -hold.amount);
  if (posted > 0) {
    move(set, debit, 'debits_posted', posted);
    move(set, credit, 'credits_posted', posted);
  }
  set.write({
    kind: 'update',
    table: holds as never,
    id: hold.id,
    set: { state: posted > 0 ? 'posted' : 'voided', posted_amount: posted, resolved_at: act.at },
    expect: { state: 'open' },
  });
  record(set, act, {
    id: act.newId('transfer'),
    kind: spec.kind,
    debitId: hold.debit_account,
    creditId: hold.credit_account,
    asset: hold.asset,
    // a void moves nothing: it names what it releases, and the audit counts it as zero posted
    amount: spec.kind === 'void' ? hold.amount : posted,
    holdId: hold.id,
    correctsId: null,
    code: hold.code,
    reference: hold.reference,
  });
}

interface Recorded {
  id: Id<'transfer'>;
  kind: TransferSpec['kind'];
  debitId: string;
  creditId: string;
  asset: AccountSpec['asset'];
  amount: number;
  holdId: Id<'transfer'> | null;
  correctsId: Id<'transfer'> | null;
  code: string;
  reference: string | null;
}

function record(set: WorkingSet, act: Act, of: Recorded): void {
  set.addTransfer({
    id: of.id,
    kind: of.kind,
    asset: of.asset,
    debit_account: of.debitId,
    credit_account: of.creditId,
    amount: of.amount,
    hold_id: of.holdId,
    corrects_id: of.correctsId,
    code: of.code,
    reference: of.reference,
    command_id: act.command_id,
    actor_kind: act.actor.kind,
    actor_id: act.actor.id,
    merchant_id: act.place?.merchant_id ?? null,
    store_id: act.place?.store_id ?? null,
    subject: act.subject,
    subject_version: set.version(act.subject),
    ordinal: set.nextOrdinal(),
    day: act.day,
    at: act.at,
  });
}

function counters(pending: boolean): [Counter, Counter] {
  return pending ? ['debits_pending', 'credits_pending'] : ['debits_posted', 'credits_posted'];
}

/** Posts to an account, in this process's stripe where it is a system account. Answers the stored account id. */
function post(set: WorkingSet, act: Act, spec: AccountSpec, counter: Counter, amount: number): string {
  if (spec.owner !== null) {
    set.post(spec, counter, amount);
    return spec.id;
  }
  const id = stripedId(spec.id, act.stripe);
  set.postStripe(id, spec, counter, amount);
  return id;
}

function move(
  set: WorkingSet,
  stored: { spec: AccountSpec; striped: boolean },
  counter: Counter,
  amount: number,
): void {
  if (stored.striped) set.postStripe(stored.spec.id, stored.spec, counter, amount);
  else set.post(stored.spec, counter, amount);
}

/** The account a hold named when it was made; a stripe stays the stripe it was. */
function specOfStored(id: string, ownerKey: string | null): { spec: AccountSpec; striped: boolean } {
  const kind = id.split(/[:#]/)[0] as AccountKind;
  const { limited, asset } = ACCOUNT_KINDS[kind];
  return {
    spec: { id, kind, asset, owner: ownerKey as OwnerKey | null, limited },
    striped: ownerKey === null,
  };
}
