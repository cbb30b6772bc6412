import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Id, Instant } from '../../shared/kernel';
import { Ledger } from '../ledger';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { stores } from './stores.entity';
import type { StoreEntry } from './stores.rules';

/** How old the list may get: the time after which a change by another process is seen. */
export const STORES_AGE_MAX_MS = 2_000;

interface Shelf {
  readonly loaded_at: Instant;
  /** Oldest store first. */
  readonly byId: Promise<ReadonlyMap<string, StoreEntry>>;
}

/**
 * All stores, kept in memory for a moment: nearly every request asks for some, there are few, and they seldom
 * change. A commit of this process drops the list at once, so who changed a store sees the change.
 */
@Injectable()
export class StoreDirectory implements OnModuleDestroy {
  private shelf: Shelf | null = null;
  private readonly stop: () => void;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    ledger: Ledger,
  ) {
    this.stop = ledger.onCommitted((events) => {
      if (events.some(({ type }) => type === 'store.changed' || type === 'merchant.changed'))
        this.shelf = null;
    });
  }

  onModuleDestroy(): void {
    this.stop();
  }

  /** One store, open or closed, or null. */
  async byId(id: Id<'store'>): Promise<StoreEntry | null> {
    return (await this.current()).get(id) ?? null;
  }

  /** The stores of these ids, in their order; unknown ones are left out. */
  async byIds(ids: readonly Id<'store'>[]): Promise<StoreEntry[]> {
    const byId = await this.current();
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** Every store, closed ones included, oldest first. */
  async all(): Promise<StoreEntry[]> {
    return [...(await this.current()).values()];
  }

  private async current(): Promise<ReadonlyMap<string, StoreEntry>> {
    const now = this.clock.now();
    let shelf = this.shelf;
    if (!shelf || Math.abs(now - shelf.loaded_at) >= STORES_AGE_MAX_MS) {
      shelf = { loaded_at: now, byId: this.load() };
      this.shelf = shelf;
    }
    try {
      return await shelf.byId;
    } catch (error) {
      // a failed read must not stand in for the list
      if (this.shelf === shelf) this.shelf = null;
      throw error;
    }
  }

  private async load(): Promise<ReadonlyMap<string, StoreEntry>> {
    const rows = await this.database.read.query(
      'SELECT s.*, m.name AS merchant_name FROM stores s JOIN merchants m ON m.id = s.merchant_id ORDER BY s.id',
    );
    const entries = rows.map((raw) => ({
      ...stores.decode(raw),
      merchant_name: String(raw['merchant_name']),
    }));
    return new Map(entries.map((entry) => [entry.id, entry]));
  }
}
