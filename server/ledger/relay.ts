import { instant } from '../../shared/kernel';
import type { Clock } from '../platform/clock';
import { chunks, marks, padded, type Database } from '../platform/database';
import { leases, outbox, type DeliveryRow, type OutboxRow } from './ledger.entity';

/** What happens after a commit. Delivered at least once, so it must be idempotent by `event.id`. */
export interface EventHandler {
  readonly name: string;
  /** Types it wants; all when empty. */
  readonly types: readonly string[];
  handle(event: OutboxRow): Promise<void>;
}

export interface RelayOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly handlers: readonly EventHandler[];
  /** Name of this process among those that may relay. */
  readonly holder: string;
  readonly warn: (message: string, error: unknown) => void;
}

/** Tries before an event is parked: visible, and out of the way of the owner's later ones. */
export const ATTEMPTS_MAX = 8;
const LEASE_MS = 10_000;
const PAGE = 500;
/** Events of one tick, so that a process that is told to stop can. */
const TICK_MAX = 2_000;
/** Owners whose events are handled side by side: whoever waits for a flush, or for WeChat, holds up few others. */
const OWNERS_AT_ONCE = 8;
const RETRY_BASE_MS = 500;
const RETRY_MAX_MS = RETRY_BASE_MS * 2 ** ATTEMPTS_MAX;
const LEASE = 'relay';

/** Place in the order of delivery: owner, version, ordinal. */
type Cursor = readonly [string, number, number];

/** An event that is to be delivered, and what became of it so far. */
type Due = OutboxRow & Pick<DeliveryRow, 'attempts' | 'next_attempt_at'>;

/** What became of some events: those handled, the owners of those that were not, and whether the lease was kept. */
interface Handled {
  readonly delivered: string[];
  readonly blocked: Set<string>;
  held: boolean;
}

/**
 * Delivers the events that somebody waits for: at least once, per owner in order of (version, ordinal), each until its
 * row of `deliveries` is gone and never by "greater than the last". One process at a time holds the lease.
 */
export class Relay {
  /** Owner with which the next tick begins. */
  private next = '';
  private heldUntil = 0;
  /** The question for the lease that is under way: whoever needs it meanwhile waits for the same answer. */
  private taking: Promise<boolean> | null = null;
  private working: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: RelayOptions) {}

  /**
   * Delivers what is due, after a tick of this process that is under way: the lease keeps out other processes only,
   * and two ticks would hand the same events to the same handlers at once.
   * @returns how many events were delivered; 0 also when another process holds the lease
   */
  tick(): Promise<number> {
    const turn = this.working.then(() => this.deliverDue());
    this.working = turn.catch(() => undefined);
    return turn;
  }

  private async deliverDue(): Promise<number> {
    const from = this.next;
    this.next = '';
    let delivered = await this.deliverSpan(from, null, TICK_MAX);
    // what lies before the place where the last tick stopped: nobody waits behind a crowd for ever
    if (from !== '' && delivered < TICK_MAX)
      delivered += await this.deliverSpan('', from, TICK_MAX - delivered);
    return delivered;
  }

  /** Undelivered events and the age of the oldest, for readiness and metrics. */
  async lag(): Promise<{ pending: number; parked: number; oldest_ms: number }> {
    const [row] = await this.options.database.read.query<{
      pending: number | string;
      oldest: number | string | null;
    }>("SELECT COUNT(*) AS pending, MIN(at) AS oldest FROM deliveries WHERE state = 'pending'");
    const [parked] = await this.options.database.read.query<{ n: number | string }>(
      "SELECT COUNT(*) AS n FROM deliveries WHERE state = 'parked'",
    );
    const oldest =
      row?.oldest === null || row?.oldest === undefined
        ? 0
        : Math.max(0, this.options.clock.now() - Number(row.oldest));
    return { pending: Number(row?.pending ?? 0), parked: Number(parked?.n ?? 0), oldest_ms: oldest };
  }

  /** Delivers to the owners from `from` to before `to`, page after page, at most `most` events. */
  private async deliverSpan(from: string, to: string | null, most: number): Promise<number> {
    let count = 0;
    let after: Cursor | null = null;
    for (;;) {
      const page = await this.page(from, to, after);
      const due = page.slice(0, most - count);
      const last = due.at(-1);
      if (!last) return count;
      const { delivered, blocked, held } = await this.handleAll(due);
      await this.markDelivered(delivered);
      count += delivered.length;
      if (held && count >= most) this.next = last.owner_key;
      const isEnd = page.length < PAGE && due.length === page.length;
      if (!held || count >= most || isEnd) return count;
      after = blocked.has(last.owner_key)
        ? [last.owner_key, Number.MAX_SAFE_INTEGER, 0]
        : [last.owner_key, last.owner_version, last.ordinal];
    }
  }

  /** Some owners side by side, each owner's events one after another. Throws only when all have stopped. */
  private async handleAll(events: readonly Due[]): Promise<Handled> {
    const handled: Handled = { delivered: [], blocked: new Set(), held: true };
    const streams = streamsOf(events);
    const work = async (): Promise<void> => {
      for (let stream = streams.shift(); stream; stream = streams.shift()) {
        await this.handleStream(stream, handled);
      }
    };
    const workers = await Promise.allSettled(
      Array.from({ length: OWNERS_AT_ONCE }, () =>
        work().catch((error: unknown) => {
          handled.held = false;
          throw error;
        }),
      ),
    );
    for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
    return handled;
  }

  /** Up to the first event that is not due yet or that a handler fails on; the owner's later ones wait behind it. */
  private async handleStream(stream: readonly Due[], handled: Handled): Promise<void> {
    for (const event of stream) {
      if (!handled.held || !(await this.takeLease())) {
        handled.held = false;
        return;
      }
      const isEarly = isAhead(event.next_attempt_at, this.options.clock.now(), RETRY_MAX_MS);
      if (isEarly || !(await this.deliver(event))) {
        handled.blocked.add(event.owner_key);
        return;
      }
      handled.delivered.push(event.id);
    }
  }

  private async page(from: string, to: string | null, after: Cursor | null): Promise<Due[]> {
    const where = ["state = 'pending'", 'owner_key >= ?'];
    const params: (string | number)[] = [after?.[0] ?? from];
    if (to !== null) {
      where.push('owner_key < ?');
      params.push(to);
    }
    if (after !== null) {
      const [owner, version, ordinal] = after;
      where.push('(owner_key > ? OR owner_version > ? OR (owner_version = ? AND ordinal > ?))');
      params.push(owner, version, version, ordinal);
    }
    const rows = await this.options.database.read.query(
      `SELECT o.*, d.attempts AS attempts, d.next_attempt_at AS next_attempt_at
       FROM (SELECT * FROM deliveries WHERE ${where.join(' AND ')} ORDER BY owner_key, owner_version, ordinal LIMIT ?) d
       JOIN outbox o ON o.id = d.id ORDER BY d.owner_key, d.owner_version, d.ordinal`,
      [...params, PAGE],
    );
    return rows.map((row) => ({
      ...outbox.decode(row),
      attempts: Number(row['attempts']),
      next_attempt_at: instant(Number(row['next_attempt_at'])),
    }));
  }

  /** Every handler gets the event, also when one before it failed: none holds up another. */
  private async deliver(event: Due): Promise<boolean> {
    const failures: unknown[] = [];
    for (const handler of this.options.handlers) {
      if (handler.types.length > 0 && !handler.types.includes(event.type)) continue;
      try {
        await handler.handle(event);
      } catch (error) {
        this.options.warn(`event ${event.type} ${event.id}: ${handler.name} failed`, error);
        failures.push(error);
      }
    }
    if (failures.length > 0) await this.putOff(event, failures[0]);
    return failures.length === 0;
  }

  private async putOff(event: Due, error: unknown): Promise<void> {
    const attempts = event.attempts + 1;
    const state = attempts >= ATTEMPTS_MAX ? 'parked' : 'pending';
    const next = this.options.clock.now() + RETRY_BASE_MS * 2 ** attempts;
    const problem = (error instanceof Error ? error.message : String(error)).slice(0, 300);
    await this.options.database.transaction((session) =>
      session.execute(
        'UPDATE deliveries SET attempts = ?, state = ?, next_attempt_at = ?, problem = ? WHERE id = ?',
        [attempts, state, next, problem, event.id],
      ),
    );
  }

  private async markDelivered(ids: readonly string[]): Promise<void> {
    for (const part of chunks(ids, PAGE).map(padded)) {
      await this.options.database.transaction((session) =>
        session.execute(
          `DELETE FROM deliveries WHERE state = 'pending' AND id IN (${marks(part.length)})`,
          part,
        ),
      );
    }
  }

  private async takeLease(): Promise<boolean> {
    if (isAhead(this.heldUntil - LEASE_MS / 2, this.options.clock.now(), LEASE_MS / 2)) return true;
    this.taking ??= this.askForLease().finally(() => {
      this.taking = null;
    });
    return this.taking;
  }

  private async askForLease(): Promise<boolean> {
    const { clock, database, holder } = this.options;
    const now = clock.now();
    const [held] = (await database.read.query('SELECT * FROM leases WHERE name = ?', [LEASE])).map((row) =>
      leases.decode(row),
    );
    if (held && held.holder !== holder && isAhead(held.until_at, now, 2 * LEASE_MS)) return false;
    if (held?.holder === holder && isAhead(held.until_at - LEASE_MS / 2, now, LEASE_MS / 2)) {
      this.heldUntil = held.until_at;
      return true;
    }
    const won = await database.transaction(async (session) => {
      if (!held) {
        const tail = database.dialect.insertIgnoreTail('name');
        await session.execute(`INSERT INTO leases (name, holder, until_at) VALUES (?, '', 0) ${tail}`, [
          LEASE,
        ]);
      }
      const taken = await session.execute(
        'UPDATE leases SET holder = ?, until_at = ? WHERE name = ? AND (holder = ? OR until_at <= ? OR until_at > ?)',
        [holder, now + LEASE_MS, LEASE, holder, now, now + 2 * LEASE_MS],
      );
      return taken === 1;
    });
    this.heldUntil = won ? now + LEASE_MS : 0;
    return won;
  }
}

/** Events that follow one another by owner, each owner's together. */
function streamsOf(events: readonly Due[]): Due[][] {
  const streams: Due[][] = [];
  for (const event of events) {
    const stream = streams.at(-1);
    if (stream?.[0]?.owner_key === event.owner_key) stream.push(event);
    else streams.push([event]);
  }
  return streams;
}

/** Whether `at` is still to come. One further off than is ever set was set before the clock went back. */
function isAhead(at: number, now: number, most: number): boolean {
  return at > now && at <= now + most;
}
