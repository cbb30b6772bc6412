import { HOUR_MS } from '../shared/kernel';
import type { Core } from './core';
import { lapseHolds, Relay, type EventHandler } from './ledger';
import { Loop } from './loop';
import type { AvatarChecks, PictureStore } from './members';
import { lapseDue, turnWaits } from './orders';
import { JobRunner, type JobKind } from './platform/jobs';
import { arriveDue } from './purchases';
import { advanceDue } from './referrals';

/** How often what is timed is looked at, when no commit calls for it earlier. */
const TICK_MS = 1_000;
/** How often waiting lists are: a piece that came back is the next one's within a second, whoever brought it back. */
const TURN_MS = 250;

/** Work that waits for others, or that is seldom to be done. */
export interface Errand {
  /** One round; answers how much it did. */
  tick(): Promise<number>;
  /** How long after a round that found nothing to do; a second unless it says otherwise. */
  readonly pause_ms?: number;
  /** Types of events after which there is something to do at once. */
  readonly wakes?: readonly string[];
}

export interface Chores {
  readonly handlers: readonly EventHandler[];
  readonly checks: AvatarChecks;
  readonly pictures: PictureStore;
  readonly kinds: readonly JobKind[];
  readonly errands: readonly Errand[];
}

/**
 * The work beside the requests: delivering events, resolving holds whose deadline has passed, letting points arrive
 * that have rested, moving invites on whose time has come, asking WeChat about pictures and money, throwing away what
 * nobody names, long and timed work. What waits for others (WeChat) has a loop of its own, so that it holds up nothing.
 * Stops when told to, after what it is doing.
 */
export class Background {
  readonly relay: Relay;
  readonly jobs: JobRunner;
  private readonly loops: readonly Loop[];
  private readonly unsubscribe: () => void;

  constructor(core: Core, { handlers, checks, pictures, kinds, errands }: Chores) {
    const { config, database, ledger, clock, holder, log } = core;
    const warn = (message: string, err: unknown): void => {
      log.warn({ err }, message);
    };
    this.relay = new Relay({ database, clock, handlers, holder, warn });
    this.jobs = new JobRunner({ database, clock, kinds, holder, warn });
    const failed = (err: unknown): void => {
      log.warn({ err }, 'background work failed; it is tried again');
    };
    const books = async (): Promise<number> =>
      (await this.relay.tick()) +
      (await lapseHolds(database, ledger, clock, [
        'points.rest',
        'offer.held',
        'offer.wait_held',
        'quota.offer_held',
        'referral.held',
        'coupon.reserved',
      ])) +
      (await arriveDue(database, ledger, clock, config.program)) +
      (await lapseDue(database, ledger, clock, config.program)) +
      (await advanceDue(database, ledger, clock, config.program));
    const soon = [new Loop(books, TICK_MS, failed), new Loop(() => checks.tick(), TICK_MS, failed)];
    const errandLoops = errands.map((errand) => ({
      wakes: errand.wakes ?? [],
      loop: new Loop(() => errand.tick(), errand.pause_ms ?? TICK_MS, failed),
    }));
    this.loops = [
      ...soon,
      new Loop(() => turnWaits(database, ledger, clock), TURN_MS, failed),
      ...errandLoops.map(({ loop }) => loop),
      new Loop(() => pictures.purge(), HOUR_MS, failed),
      new Loop(() => this.jobs.tick(), TICK_MS, failed),
    ];
    this.unsubscribe = ledger.onCommitted((events, due) => {
      if (due) for (const loop of soon) loop.wake();
      for (const { loop, wakes } of errandLoops)
        if (events.some(({ type }) => wakes.includes(type))) loop.wake();
    });
  }

  /** Finishes the rounds under way. */
  async stop(): Promise<void> {
    this.unsubscribe();
    await Promise.all(this.loops.map((loop) => loop.stop()));
    // a database that is away frees what was held when the leases end
    await this.jobs.release().catch(() => undefined);
  }

  /** One round, for tests and the command line: until nothing is due. */
  async drain(): Promise<void> {
    while ((await this.relay.tick()) > 0);
  }
}
