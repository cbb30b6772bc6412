import { lapseHolds, Relay, type EventHandler } from './ledger';
import type { Core } from './core';

/** How often what is timed is looked at, when no commit calls for it earlier. */
const TICK_MS = 1_000;

/**
 * The work beside the requests: delivering events and resolving holds whose deadline has passed. Stops when told
 * to, after what it is doing.
 */
export class Background {
  readonly relay: Relay;
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopped = false;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly core: Core,
    handlers: readonly EventHandler[],
  ) {
    const { database, clock, holder, log } = core;
    const warn = (message: string, err: unknown): void => {
      log.warn({ err }, message);
    };
    this.relay = new Relay({ database, clock, handlers, holder, warn });
    this.unsubscribe = core.ledger.onCommitted((events) => {
      if (events.length > 0) this.schedule(20);
    });
    this.schedule(TICK_MS);
  }

  /** Finishes the round under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.unsubscribe();
    clearTimeout(this.timer);
    await this.working;
  }

  /** One round, for tests and the command line: until nothing is due. */
  async drain(): Promise<void> {
    while ((await this.relay.tick()) > 0);
  }

  private schedule(delayMs: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.working = this.round();
    }, delayMs);
  }

  private async round(): Promise<void> {
    let more = 0;
    try {
      more = await this.relay.tick();
      more += await lapseHolds(this.core.database, this.core.ledger, this.core.clock);
    } catch (error) {
      this.core.log.warn({ err: error }, 'background work failed; it is tried again');
    }
    this.schedule(more > 0 ? 0 : TICK_MS);
  }
}
