import { dayIn, makeId, type Id, type IdKind, type Instant } from '../../shared/kernel';
import type { Clock } from '../platform/clock';
import { SystemClock } from '../platform/clock';
import type { Database, Session } from '../platform/database';
import { applyDecision, type Act } from './apply';
import type { Actor, Command, DecideContext, Refs, Refusal } from './command';
import type { CommandRow, OutboxRow } from './ledger.entity';
import { OutcomeUnknown } from './errors';
import { findKeys, loadRefs, lockOwners } from './loader';
import type { OwnerKey } from './owners';
import { WorkingSet } from './working-set';
import { dropOwners, writeAll } from './writer';

/** Rows after which a batch takes no more commands. */
export const BATCH_ROWS_MAX = 2_000;
/** Bytes after which it takes no more: a statement has to fit a packet of the database. */
export const BATCH_BYTES_MAX = 4 * 1024 * 1024;
/** A process further than this off the database's clock takes no commands. */
export const CLOCK_SKEW_MAX_MS = 500;

export type Outcome =
  | { readonly kind: 'accepted'; readonly answer: object; readonly replayed: boolean }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'stale' }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** The batch was full before this command was decided: it goes into the next. */
  | { readonly kind: 'deferred' };

/** A command waiting in a lane. */
export interface Item {
  readonly ulid: string;
  readonly command: Command<unknown, unknown, object>;
  readonly input: unknown;
  readonly refs: Refs<unknown>;
  readonly idem: string;
  readonly hash: string;
  readonly actor: Actor;
}

/** How much a batch has written. */
export interface Written {
  readonly commands: number;
  /** Rows inserted or changed, owners included. */
  readonly rows: number;
  /** Whether events are to be delivered. */
  readonly due: boolean;
}

export class ClockSkew extends Error {}

/** What a batch needs from the engine around it. */
export interface BatchContext {
  readonly database: Database;
  readonly clock: Clock;
  /** Zone of `day` where a command names no place. */
  readonly timezone: string;
  readonly stripe: number;
  /** System accounts known to exist. */
  readonly stripes: Set<string>;
  /** Whether anybody waits for events of a type: only these are delivered. */
  readonly isAwaited: (type: string) => boolean;
  /** Told after the commit, before the callers are: what happened, and how much was written. */
  readonly committed: (events: readonly OutboxRow[], written: Written) => void;
}

/**
 * One batch: begin → lock owners → look up keys → load → decide one after another → write → commit. Throws what
 * the database throws; nothing is committed then, or the outcome is unknown when it was the commit that failed.
 * Takes at most `limitMs` milliseconds and what giving up costs.
 * @rule L4 @rule L6 @rule L9
 */
export async function runBatch(
  context: BatchContext,
  items: readonly Item[],
  limitMs: number,
): Promise<Outcome[]> {
  const session = await context.database.session(limitMs);
  try {
    await session.begin();
    const set = new WorkingSet();
    const owners = items.flatMap((item) => item.refs.owners);
    const at = await lockAt(context, session, set, owners);
    const earlier = await findKeys(
      session,
      items.map((item) => item.idem),
    );
    const open = items.filter((item) => !earlier.has(item.idem)).map((item) => item.refs);
    if (open.length > 0) await loadRefs(session, set, open);
    const outcomes = items.map((item) => {
      const before = earlier.get(item.idem);
      return before ? replay(item, before) : decide(context, set, item, at);
    });
    if (set.commands.length === 0) return outcomes;
    await writeAll(session, context.database.dialect, set, at, context.stripes);
    const untouched = untouchedOwners(set, items, outcomes);
    await dropOwners(session, untouched);
    await commit(context, session);
    noteStripes(context, set);
    const rows = set.size() + set.owners.size - untouched.length;
    const due = set.deliveries.length > 0;
    context.committed(set.events, { commands: set.commands.length, rows, due });
    return outcomes;
  } finally {
    await session.end();
  }
}

/** The system accounts that this batch has named exist from now on. */
function noteStripes({ stripes }: BatchContext, set: WorkingSet): void {
  const fresh = [...set.stripes.keys()].filter((id) => !stripes.has(id));
  if (fresh.length === 0) return;
  const named = set.named();
  for (const id of fresh) if (named.has(id)) stripes.add(id);
}

/** A disk that fails at the commit may have kept it all the same. */
async function commit(context: BatchContext, session: Session): Promise<void> {
  try {
    await session.commit();
  } catch (error) {
    throw context.database.dialect.cannotWrite(error) ? new OutcomeUnknown(error) : error;
  }
}

/** Locks the owners, and says what time it is for the commands of this batch. */
async function lockAt(
  { database, clock }: BatchContext,
  session: Session,
  set: WorkingSet,
  owners: readonly OwnerKey[],
): Promise<Instant> {
  const before = clock.now();
  const databaseNow = await lockOwners(session, database.dialect, set, owners);
  const after = clock.now();
  if (databaseNow === null || !(clock instanceof SystemClock)) return after;
  if (databaseNow < before - CLOCK_SKEW_MAX_MS || databaseNow > after + CLOCK_SKEW_MAX_MS) {
    throw new ClockSkew(`the database's clock differs by ${databaseNow - after} ms`);
  }
  return databaseNow;
}

/** @rule L5 */
function replay(item: Item, before: CommandRow): Outcome {
  if (before.hash !== item.hash) return { kind: 'refused', refusal: { code: 'idempotency_key_reused' } };
  // the same ULID: this very call, committed by an attempt whose answer was lost
  const replayed = before.id !== makeId('command', item.ulid, 0);
  return { kind: 'accepted', answer: JSON.parse(before.answer) as object, replayed };
}

function decide(context: BatchContext, set: WorkingSet, item: Item, at: Instant): Outcome {
  if (set.size() >= BATCH_ROWS_MAX || set.bytes() >= BATCH_BYTES_MAX) return { kind: 'deferred' };
  const turn = turnOf(context, set, item, at);
  try {
    return set.attempt(() => {
      const decision = item.command.decide(turn);
      if ('stale' in decision) return { kind: 'stale' };
      if ('refuse' in decision) {
        const { refuse: code, params } = decision;
        return { kind: 'refused', refusal: params ? { code, params } : { code } };
      }
      const { answer } = applyDecision(set, turn, decision);
      // through JSON, so that the first answer and every replay are the same
      return { kind: 'accepted', answer: JSON.parse(answer) as object, replayed: false };
    });
  } catch (error) {
    return { kind: 'failed', error };
  }
}

/** What a command may look at while it is decided, and on whose behalf its decision is applied. */
function turnOf(
  context: BatchContext,
  set: WorkingSet,
  { ulid, command, input, refs, idem, hash, actor }: Item,
  at: Instant,
): Act & DecideContext<unknown, unknown> {
  let ordinal = 0; // 0 is the command itself
  return {
    command_id: makeId('command', ulid, ordinal),
    kind: command.kind,
    idem,
    hash,
    actor,
    subject: refs.subject,
    place: refs.place,
    at,
    day: dayIn(at, refs.place?.timezone ?? context.timezone),
    stripe: context.stripe,
    isAwaited: context.isAwaited,
    input,
    seen: refs.seen,
    loaded: set,
    newId: <Kind extends IdKind>(kind: Kind): Id<Kind> => {
      ordinal += 1;
      return makeId(kind, ulid, ordinal);
    },
    version: (owner) => set.version(owner),
    ordinal: () => set.nextOrdinal(),
  };
}

/** Owners that came into being in this batch and that no accepted command names. */
function untouchedOwners(set: WorkingSet, items: readonly Item[], outcomes: readonly Outcome[]): string[] {
  const used = new Set<string>();
  items.forEach((item, i) => {
    if (outcomes[i]?.kind === 'accepted') for (const key of item.refs.owners) used.add(key);
  });
  return [...set.owners].filter(([key, version]) => version === 1 && !used.has(key)).map(([key]) => key);
}
