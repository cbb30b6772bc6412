import type { Clock } from '../platform/clock';
import type { Database } from '../platform/database';
import { leases, outbox, type OutboxRow } from './ledger.entity';
import { chunks, marks } from './loader';

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
const RETRY_BASE_MS = 500;
const LEASE = 'relay';

/**
 * Delivers what commands put in the outbox: at least once, per owner in order of (version, ordinal), by
 * delivered-state and never by "greater than the last". One process at a time holds the lease.
 */
export class Relay {
  constructor(private readonly options: RelayOptions) {}

  /** Delivers what is due. Answers how many events were delivered; 0 also when another process holds the lease. */
  async tick(): Promise<number> {
    if (!(await this.takeLease())) return 0;
    const rows = await this.options.database.read.query(
      "SELECT * FROM outbox WHERE state = 'pending' ORDER BY owner_key, owner_version, ordinal LIMIT ?",
      [PAGE],
    );
    const now = this.options.clock.now();
    const delivered: string[] = [];
    let blocked: string | null = null;
    for (const event of rows.map((row) => outbox.decode(row))) {
      if (event.owner_key === blocked) continue;
      if (event.next_attempt_at > now || !(await this.deliver(event))) blocked = event.owner_key;
      else delivered.push(event.id);
    }
    await this.markDelivered(delivered);
    return delivered.length;
  }

  /** Undelivered events and the age of the oldest, for readiness and metrics. */
  async lag(): Promise<{ pending: number; parked: number; oldest_ms: number }> {
    const [row] = await this.options.database.read.query<{
      pending: number | string;
      oldest: number | string | null;
    }>("SELECT COUNT(*) AS pending, MIN(at) AS oldest FROM outbox WHERE state = 'pending'");
    const [parked] = await this.options.database.read.query<{ n: number | string }>(
      "SELECT COUNT(*) AS n FROM outbox WHERE state = 'parked'",
    );
    const oldest =
      row?.oldest === null || row?.oldest === undefined
        ? 0
        : Math.max(0, this.options.clock.now() - Number(row.oldest));
    return { pending: Number(row?.pending ?? 0), parked: Number(parked?.n ?? 0), oldest_ms: oldest };
  }

  private async deliver(event: OutboxRow): Promise<boolean> {
    try {
      for (const handler of this.options.handlers) {
        if (handler.types.length === 0 || handler.types.includes(event.type)) await handler.handle(event);
      }
      return true;
    } catch (error) {
      this.options.warn(`event ${event.type} ${event.id} was not handled`, error);
      await this.putOff(event, error);
      return false;
    }
  }

  private async putOff(event: OutboxRow, error: unknown): Promise<void> {
    const attempts = event.attempts + 1;
    const state = attempts >= ATTEMPTS_MAX ? 'parked' : 'pending';
    const next = this.options.clock.now() + RETRY_BASE_MS * 2 ** attempts;
    const problem = (error instanceof Error ? error.message : String(error)).slice(0, 300);
    await this.options.database.transaction((session) =>
      session.execute(
        'UPDATE outbox SET attempts = ?, state = ?, next_attempt_at = ?, problem = ? WHERE id = ?',
        [attempts, state, next, problem, event.id],
      ),
    );
  }

  private async markDelivered(ids: readonly string[]): Promise<void> {
    for (const part of chunks(ids, PAGE)) {
      await this.options.database.transaction((session) =>
        session.execute(
          `UPDATE outbox SET state = 'delivered' WHERE state = 'pending' AND id IN (${marks(part.length)})`,
          part,
        ),
      );
    }
  }

  private async takeLease(): Promise<boolean> {
    const { clock, database, holder } = this.options;
    const now = clock.now();
    const [held] = (await database.read.query('SELECT * FROM leases WHERE name = ?', [LEASE])).map((row) =>
      leases.decode(row),
    );
    if (held && held.holder !== holder && held.until_at > now) return false;
    if (held?.holder === holder && held.until_at > now + LEASE_MS / 2) return true;
    return database.transaction(async (session) => {
      if (!held) {
        const tail = database.dialect.insertIgnoreTail('name');
        await session.execute(`INSERT INTO leases (name, holder, until_at) VALUES (?, '', 0) ${tail}`, [
          LEASE,
        ]);
      }
      const taken = await session.execute(
        'UPDATE leases SET holder = ?, until_at = ? WHERE name = ? AND (holder = ? OR until_at <= ?)',
        [holder, now + LEASE_MS, LEASE, holder, now],
      );
      return taken === 1;
    });
  }
}
