import type { Random } from '../platform/random';
import { ClockSkew, runBatch, type BatchContext, type Item, type Outcome } from './batch';
import { LedgerBusy, LedgerUnavailable, OutcomeUnknown } from './errors';

/** Commands of one batch. */
export const BATCH_COMMANDS_MAX = 256;
/** Commands waiting in a lane; more are turned away before anything is taken. */
export const QUEUE_MAX = 10_000;
/** How long a batch is tried again before its callers are told that the outcome is unknown. */
export const RETRY_FOR_MS = 10_000;
/** The least time that a try gets, and the most tries of a batch. */
const TRY_MIN_MS = 100;
const TRIES_MAX = 200;
/** How long the commands of an actor whose command broke a batch run alone. */
export const ISOLATE_MS = 60_000;

/** How many turns of the event loop in which nobody came end the gathering, and how long it lasts at most. */
const GATHER_QUIET_TURNS = 3;
const GATHER_MS_MAX = 2;

interface Waiting {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

export interface LaneContext extends BatchContext {
  readonly random: Random;
  /** Actors whose commands run alone until then, on `Clock.elapsed`. Shared by the lanes. */
  readonly isolated: Map<string, number>;
  readonly warn: (message: string, error: unknown) => void;
  readonly retryForMs?: number;
  readonly queueMax?: number;
}

/**
 * A queue with one batch in flight: the next gathers meanwhile, so its size follows the load by itself. One
 * command alone waits for nobody, a thousand share a few commits.
 */
export class Lane {
  private readonly queue: Waiting[] = [];
  private running = false;
  private closing = false;
  private idle: (() => void)[] = [];

  constructor(private readonly context: LaneContext) {}

  /** Puts a command in the queue. Rejects with LedgerBusy, LedgerUnavailable, OutcomeUnknown or a bug. */
  enqueue(item: Item): Promise<Outcome> {
    if (this.closing) return Promise.reject(new LedgerUnavailable('the engine is closing'));
    if (this.queue.length >= (this.context.queueMax ?? QUEUE_MAX))
      return Promise.reject(new LedgerBusy('the queue is full'));
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject });
      if (!this.running) {
        this.running = true;
        void this.pump();
      }
    });
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** Finishes what is queued, takes no more. */
  async close(): Promise<void> {
    this.closing = true;
    if (!this.running) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private async pump(): Promise<void> {
    while (this.queue.length > 0) {
      await this.gather();
      await this.work(this.take());
      // the embedded database answers at once: without this turn nothing else would run until the queue is empty
      await turn();
    }
    this.running = false;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  /**
   * Lets requests that are on their way join the batch: until nobody has come for a few turns of the event loop, which
   * is at once where nobody comes. A flush that few share is what makes a command dear.
   */
  private async gather(): Promise<void> {
    const { clock } = this.context;
    const until = clock.elapsed() + GATHER_MS_MAX;
    let quiet = 0;
    while (quiet < GATHER_QUIET_TURNS && this.queue.length < BATCH_COMMANDS_MAX && clock.elapsed() < until) {
      const before = this.queue.length;
      await turn();
      quiet = this.queue.length === before ? quiet + 1 : 0;
    }
  }

  private take(): Waiting[] {
    const now = this.context.clock.elapsed();
    const alone = ({ item }: Waiting): boolean => (this.context.isolated.get(item.actor.id) ?? 0) > now;
    let count = 0;
    for (const waiting of this.queue) {
      if (count >= BATCH_COMMANDS_MAX || (alone(waiting) && count > 0)) break;
      count += 1;
      if (alone(waiting)) break;
    }
    return this.queue.splice(0, count);
  }

  /** Runs a batch; one that the database refuses is split until the culprit is alone. Never throws. */
  private async work(batch: Waiting[]): Promise<void> {
    try {
      const outcomes = await this.withRetries(batch.map(({ item }) => item));
      const deferred: Waiting[] = [];
      batch.forEach((waiting, i) => {
        const outcome = outcomes[i];
        if (!outcome || outcome.kind === 'deferred') deferred.push(waiting);
        else if (outcome.kind === 'failed') this.fail(waiting, outcome.error);
        else waiting.resolve(outcome);
      });
      this.queue.unshift(...deferred);
    } catch (error) {
      if (error instanceof OutcomeUnknown || error instanceof LedgerUnavailable) {
        this.context.warn(`a batch of ${batch.length} was given up: ${error.message}`, error.cause);
        for (const waiting of batch) waiting.reject(error);
        if (error instanceof OutcomeUnknown) this.turnAway(error.cause);
      } else if (batch.length > 1) {
        const middle = Math.ceil(batch.length / 2);
        await this.work(batch.slice(0, middle));
        await this.work(batch.slice(middle));
      } else if (batch[0]) {
        this.refusedByDatabase(batch[0], error);
      }
    }
  }

  private refusedByDatabase(waiting: Waiting, error: unknown): void {
    if (this.context.database.dialect.duplicateKey(error) !== null) {
      // somebody took a number that was free when this command was prepared
      waiting.resolve({ kind: 'stale' });
      return;
    }
    const { clock, isolated } = this.context;
    isolated.set(waiting.item.actor.id, clock.elapsed() + ISOLATE_MS);
    this.fail(waiting, error);
  }

  private fail(waiting: Waiting, error: unknown): void {
    this.context.warn(`command ${waiting.item.command.kind} failed`, error);
    waiting.reject(error);
  }

  /** Who waited behind a batch that was tried for so long does not wait as long again; nothing of it was begun. */
  private turnAway(cause: unknown): void {
    for (const { reject } of this.queue.splice(0))
      reject(new LedgerUnavailable('the database is away', { cause }));
  }

  /** The whole batch again on a fresh connection: deadlock, lock wait, lost connection, a key that appeared. */
  private async withRetries(items: readonly Item[]): Promise<Outcome[]> {
    const { clock, random } = this.context;
    const until = clock.elapsed() + (this.context.retryForMs ?? RETRY_FOR_MS);
    for (let tries = 1; ; tries += 1) {
      try {
        return await runBatch(this.context, items, Math.max(TRY_MIN_MS, until - clock.elapsed()));
      } catch (error) {
        const given = this.givenUp(error, tries > 1);
        if (given !== null) throw given;
        if (clock.elapsed() > until || tries > TRIES_MAX) throw new OutcomeUnknown(error);
        await sleep(Math.min(200, 5 * tries) * (0.5 + random.int(1_000) / 1_000));
      }
    }
  }

  /** What to throw at once; null when the batch is worth another try. `again`: an earlier try may have committed. */
  private givenUp(error: unknown, again: boolean): Error | null {
    const { dialect } = this.context.database;
    if (error instanceof OutcomeUnknown) return error;
    if (error instanceof ClockSkew || dialect.cannotWrite(error)) {
      return again ? new OutcomeUnknown(error) : new LedgerUnavailable(String(error), { cause: error });
    }
    const another = dialect.isRetryable(error) || dialect.duplicateKey(error)?.includes('idem') === true;
    if (another) return null;
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The rest of this turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
