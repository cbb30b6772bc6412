import type { MemberEvent } from '@shared/contract';
import { ApiError } from './api-error';

/** What the feed stands on; tests give their own. */
export interface FeedPorts {
  /** Asks for what came after `cursor`; null asks for the present position, at once. Throws when it fails. */
  readonly poll: (cursor: string | null) => Promise<{ items: readonly MemberEvent[]; next: string }>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly phoneNow: () => number;
}

/** A server that does not hold the request open is asked no more than about once a second. */
const QUICKEST_MS = 1_000;
const FIRST_WAIT_MS = 1_000;
const WAIT_MAX_MS = 30_000;

/**
 * The long poll of what happens to me, shared by all screens that listen. At most one request is open; it runs while
 * somebody listens and the app is in sight, and goes on from its cursor after a pause, so nothing is missed.
 */
export class EventFeed {
  private readonly listeners = new Set<(event: MemberEvent) => void>();
  private cursor: string | null = null;
  private visible = true;
  private running = false;
  /** The server said that these events are not for us: nothing is asked until somebody listens anew. */
  private barred = false;

  constructor(private readonly ports: FeedPorts) {}

  /** Hears every event from now on; returns how to stop. */
  listen(listener: (event: MemberEvent) => void): () => void {
    this.listeners.add(listener);
    this.barred = false;
    this.wake();
    return () => this.listeners.delete(listener);
  }

  /** The app came into sight or went out of it. */
  setVisible(visible: boolean): void {
    this.visible = visible;
    this.wake();
  }

  private wanted(): boolean {
    return this.visible && !this.barred && this.listeners.size > 0;
  }

  private wake(): void {
    if (this.running || !this.wanted()) return;
    this.running = true;
    void this.run().finally(() => {
      this.running = false;
      // somebody may have come just as the loop was leaving
      this.wake();
    });
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (this.wanted()) {
      const asked = this.cursor;
      const askedAt = this.ports.phoneNow();
      try {
        const { items, next } = await this.ports.poll(asked);
        this.cursor = next;
        failures = 0;
        for (const event of items) for (const listener of [...this.listeners]) listener(event);
        const quick = this.ports.phoneNow() - askedAt < QUICKEST_MS;
        if (asked !== null && items.length === 0 && quick) await this.ports.sleep(QUICKEST_MS);
      } catch (error) {
        failures += 1;
        if (error instanceof ApiError && error.facts.status === 403) {
          this.barred = true;
          return;
        }
        // a position the server no longer knows would fail for ever
        if (error instanceof ApiError && error.facts.status === 400) this.cursor = null;
        await this.ports.sleep(Math.min(WAIT_MAX_MS, FIRST_WAIT_MS * 2 ** (failures - 1)));
      }
    }
  }
}
