import type { Clock } from '../platform/clock';
import type { Database } from '../platform/database';
import type { Ids } from '../platform/ids';
import type { Random } from '../platform/random';
import type { Item, Outcome } from './batch';
import { STRIPES } from './chart';
import type { Actor, Command, Refs, Refusal } from './command';
import { LedgerBusy, LedgerUnavailable } from './errors';
import { hashOf } from './hash';
import { Lane, type LaneContext } from './lane';
import { commands, type OutboxRow } from './ledger.entity';

/** How often a command is prepared anew when what it saw has moved. */
export const PREPARE_MAX = 5;

export interface RunOptions {
  /** Idempotency key, scoped to who asks: `<audience>:<id>:<client key>` or `<job>:<what>`. */
  readonly key: string;
  readonly actor: Actor;
  /** What the key stands for, when it is not `input` as a whole (input may hold what the server added). */
  readonly content?: unknown;
}

export type RunResult<Output> =
  | { readonly ok: true; readonly answer: Output; readonly replayed: boolean }
  | { readonly ok: false; readonly refusal: Refusal };

export interface LedgerOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly timezone: string;
  readonly warn?: (message: string, error: unknown) => void;
  readonly retryForMs?: number;
  readonly queueMax?: number;
}

type Listener = (events: readonly OutboxRow[], due: boolean) => void;

interface InFlight {
  readonly hash: string;
  readonly result: Promise<RunResult<object>>;
}

/**
 * The engine. Everything that must be exact goes through `run`; nothing else writes accounts, transfers, command
 * records, or the rows that commands own.
 * @rule L4 @rule L5 @rule L6 @rule L9
 */
export class Ledger {
  /** What this process has committed so far. */
  readonly totals = { batches: 0, commands: 0, rows: 0 };
  private readonly lanes: { readonly normal: Lane; readonly low: Lane };
  private readonly inFlight = new Map<string, InFlight>();
  private readonly listeners = new Set<Listener>();
  /** Types of events that are to be delivered; null until somebody has said, which is all of them. */
  private awaited: ReadonlySet<string> | null = null;

  constructor(private readonly options: LedgerOptions) {
    const stripe = options.random.int(STRIPES);
    const isolated = new Map<string, number>();
    const stripes = new Set<string>();
    const lane = (offset: number): Lane => {
      const context: LaneContext = {
        database: options.database,
        clock: options.clock,
        random: options.random,
        timezone: options.timezone,
        stripe: (stripe + offset) % STRIPES,
        stripes,
        isolated,
        isAwaited: (type) => this.awaited?.has(type) ?? true,
        committed: (events, { commands: count, rows, due }) => {
          this.totals.batches += 1;
          this.totals.commands += count;
          this.totals.rows += rows;
          this.tell(events, due);
        },
        warn: options.warn ?? (() => undefined),
        ...(options.retryForMs === undefined ? {} : { retryForMs: options.retryForMs }),
        ...(options.queueMax === undefined ? {} : { queueMax: options.queueMax }),
      };
      return new Lane(context);
    };
    this.lanes = { normal: lane(0), low: lane(1) };
  }

  /**
   * Runs a command once per key: an accepted command's key answers the first answer again, with other content it
   * is refused; a refusal leaves no trace and is decided afresh.
   * @throws OutcomeUnknown, LedgerBusy, LedgerUnavailable, or a bug
   */
  async run<Input, Seen, Output extends object>(
    command: Command<Input, Seen, Output>,
    input: Input,
    options: RunOptions,
  ): Promise<RunResult<Output>> {
    const hash = hashOf(command.kind, options.content ?? input);
    for (;;) {
      const other = this.inFlight.get(options.key);
      if (!other) break;
      const result = await other.result.catch(() => null);
      if (!result?.ok) continue; // refused or failed: decided afresh
      if (other.hash !== hash) return { ok: false, refusal: { code: 'idempotency_key_reused' } };
      return { ...(result as RunResult<Output> & { ok: true }), replayed: true };
    }
    const result = this.attempt(command, input, hash, options);
    this.inFlight.set(options.key, { hash, result });
    try {
      return (await result) as RunResult<Output>;
    } finally {
      this.inFlight.delete(options.key);
    }
  }

  /**
   * The stored answer of a key, for callers that must not repeat an outside call (a single-use code) on a replay.
   * @returns null when no command with this key was accepted yet
   */
  async recall<Output extends object>(
    kind: string,
    content: unknown,
    key: string,
  ): Promise<RunResult<Output> | null> {
    const rows = await this.options.database.read.query('SELECT * FROM commands WHERE idem = ?', [key]);
    if (!rows[0]) return null;
    const command = commands.decode(rows[0]);
    if (command.hash !== hashOf(kind, content))
      return { ok: false, refusal: { code: 'idempotency_key_reused' } };
    return { ok: true, answer: JSON.parse(command.answer) as Output, replayed: true };
  }

  /**
   * Says which types of events anybody waits for: the others stand in the outbox and are not delivered, which spares the
   * relay most rows.
   */
  deliverOnly(types: readonly string[]): void {
    this.awaited = new Set(types);
  }

  /**
   * Calls `listener` with the events of every commit of this process, and whether any is to be delivered. Answers the
   * function that stops it.
   */
  onCommitted(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Whether this process is at work on the command of a key. */
  isRunning(key: string): boolean {
    return this.inFlight.has(key);
  }

  /** Commands waiting to be batched. */
  get waiting(): number {
    return this.lanes.normal.waiting + this.lanes.low.waiting;
  }

  /** Finishes what was taken, takes no more. */
  async close(): Promise<void> {
    await Promise.all([this.lanes.normal.close(), this.lanes.low.close()]);
  }

  private async attempt(
    command: Command<unknown, unknown, object>,
    input: unknown,
    hash: string,
    { key, actor, content }: RunOptions,
  ): Promise<RunResult<object>> {
    const { clock, database, ids, random } = this.options;
    const ulid = ids.ulid(clock.now());
    for (let tries = 0; tries < PREPARE_MAX; tries += 1) {
      const context = { read: database.read, random, now: clock.now(), actor };
      const refs = await this.reachable(() => command.prepare(input, context));
      if (isRefusal(refs)) {
        const before = await this.reachable(() => this.recall(command.kind, content ?? input, key));
        return before ?? { ok: false, refusal: refs };
      }
      const item: Item = { ulid, command, input, refs, idem: key, hash, actor };
      const outcome = await this.lanes[command.lane ?? 'normal'].enqueue(item);
      const result = resultOf(outcome);
      if (result) return result;
    }
    throw new LedgerBusy(`${command.kind}: what it saw moved ${PREPARE_MAX} times`);
  }

  /** Runs reads that come before anything is taken: a database that is away then is no lost outcome. */
  private async reachable<T>(reads: () => Promise<T> | T): Promise<T> {
    try {
      return await reads();
    } catch (error) {
      if (!this.options.database.dialect.isRetryable(error)) throw error;
      throw new LedgerUnavailable('the database is away', { cause: error });
    }
  }

  private tell(events: readonly OutboxRow[], due: boolean): void {
    for (const listener of this.listeners) {
      try {
        listener(events, due);
      } catch (error) {
        this.options.warn?.('a listener of commits failed', error);
      }
    }
  }
}

function isRefusal(prepared: Refs<unknown> | Refusal): prepared is Refusal {
  return 'code' in prepared;
}

function resultOf(outcome: Outcome): RunResult<object> | null {
  switch (outcome.kind) {
    case 'accepted':
      return { ok: true, answer: outcome.answer, replayed: outcome.replayed };
    case 'refused':
      return { ok: false, refusal: outcome.refusal };
    case 'stale':
      return null;
    case 'deferred':
    case 'failed':
      throw new Error(`a lane answered ${outcome.kind}`);
  }
}
