import { lapseHolds, Relay, type EventHandler } from './ledger';
import type { Core } from './core';

/** How often what is timed is looked at, when no commit calls for it earlier. */
const TICK_MS = 1_000;
/** How long after a commit: whatever is committed in between is done in one go. */
const SOON_MS = 20;

/**
 * The work beside the requests: delivering events and resolving holds whose deadline has passed. Stops when told
 * to, after what it is doing.
 */
export class Background {
  readonly relay: Relay;
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopped = false;
  private isWorking = false;
  /** Whether something was committed during the round under way. */
  private isAwaited = false;
  /** Whether the next round comes shortly. */
  private isSoon = false;
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
      if (events.length > 0) this.wake();
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

  /** Asks for a round shortly. One that is on its way is not put off: under steady load it would never come. */
  private wake(): void {
    if (this.isWorking) this.isAwaited = true;
    else if (!this.isSoon) this.schedule(SOON_MS);
  }

  private schedule(delayMs: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.isSoon = delayMs <= SOON_MS;
    this.timer = setTimeout(() => {
      this.working = this.round();
    }, delayMs);
  }

  private async round(): Promise<void> {
    let more = 0;
    this.isWorking = true;
    this.isAwaited = false;
    try {
      more = await this.relay.tick();
      more += await lapseHolds(this.core.database, this.core.ledger, this.core.clock);
    } catch (error) {
      this.core.log.warn({ err: error }, 'background work failed; it is tried again');
    }
    this.isWorking = false;
    // what was committed meanwhile was not all seen
    const isMoreDue = more > 0 || this.isAwaited;
    this.schedule(isMoreDue ? SOON_MS : TICK_MS);
  }
}
