import type { FaultHook } from '../../server/platform/database';
import { connectionLost, deadlock } from '../ledger/fault-line';

type Point = Parameters<FaultHook>[0];

/** What goes wrong with the statements of a wave, counted over everything the servers say to the database. */
export interface Fault {
  /**
   * `cut`: the connection is lost · `deadlock`: the transaction lost against another · `commit`: the answer to a
   * COMMIT is lost · `outage`: nothing gets through. The last two go on, and each further statement costs patience.
   */
  readonly kind: 'cut' | 'deadlock' | 'commit' | 'outage';
  readonly phase: Point['phase'];
  /** How many statements (of `commit`: commits) go well before. */
  readonly nth: number;
  /** How many are spoiled. */
  readonly times: number;
}

interface Crash {
  readonly server: number;
  readonly phase: Point['phase'];
  readonly now: () => void;
  after: number;
}

/** What a statement costs in an outage: a batch is given up after 10 s. */
const OUTAGE_MS = 2_500;

/** Stands between the servers and their database. */
export class Faults {
  /** How many statements were spoiled. */
  spoiled = 0;
  private fault: Fault | null = null;
  private seen = 0;
  private left = 0;
  private crash: Crash | null = null;

  /** @param lose lets so many milliseconds of waiting pass */
  constructor(private readonly lose: (ms: number) => void) {}

  /** Arms a fault; null lets everything go well. */
  arm(fault: Fault | null): void {
    this.fault = fault;
    this.seen = 0;
    this.left = fault?.times ?? 0;
  }

  /** Calls `now` at the statement of `server` after its next `after` ones; it and all later ones are never answered. */
  crashAt(server: number, after: number, phase: Point['phase'], now: () => void): void {
    this.crash = { server, after, phase, now };
  }

  clear(): void {
    this.arm(null);
    this.crash = null;
  }

  /** The hook of the `server`th server. */
  at(server: number, point: Point): void | Promise<void> {
    if (this.isDead(server, point)) return new Promise(() => undefined);
    const { fault } = this;
    if (!fault || this.left === 0 || !this.counts(point, fault)) return;
    this.seen += 1;
    if (this.seen <= fault.nth) return;
    this.left -= 1;
    this.spoiled += 1;
    if (fault.kind === 'outage' || fault.kind === 'commit') this.lose(OUTAGE_MS);
    throw fault.kind === 'deadlock' ? deadlock() : connectionLost();
  }

  private counts(point: Point, fault: Fault): boolean {
    const hasBegun = this.seen > fault.nth;
    switch (fault.kind) {
      case 'cut':
        return point.phase === fault.phase;
      // what a statement is told, never after it was done
      case 'deadlock':
        return point.phase === 'before' && point.sql !== 'COMMIT';
      case 'commit':
        return hasBegun ? point.phase === 'before' : point.sql === 'COMMIT' && point.phase === 'after';
      case 'outage':
        return point.phase === (hasBegun ? 'before' : fault.phase);
    }
  }

  private isDead(server: number, point: Point): boolean {
    const { crash } = this;
    if (crash?.server !== server) return false;
    if (crash.after < 0) return true;
    if (crash.phase !== point.phase) return false;
    crash.after -= 1;
    if (crash.after === -1) crash.now();
    return crash.after < 0;
  }
}
