/** A second tap on the same thing within this is the same tap. */
const SAME_TAP_MS = 600;
/** A move that never reports its end holds up nobody longer than this. */
const STUCK_MS = 3_000;

/** Whether two readings of the phone's clock, which may be set in between, are less than `ms` apart. */
function isWithin(ms: number, from: number, to: number): boolean {
  return Math.abs(to - from) < ms;
}

/**
 * Lets one move between pages through at a time: a double tap opens one page, not two.
 * Moves that follow from an answer rather than a tap wait for their turn instead of being dropped.
 */
export class Turnstile {
  private last: { readonly target: string; readonly at: number } | null = null;
  private moving: { readonly since: number; readonly end: Promise<void> } | null = null;

  /** @param now the phone's clock in ms */
  constructor(private readonly now: () => number) {}

  /** A tap wants to go to `target`; it is dropped while another move is under way, or when it repeats the last one. */
  tap(target: string, move: () => Promise<unknown>): void {
    if (this.underWay()) return;
    const at = this.now();
    if (this.last?.target === target && isWithin(SAME_TAP_MS, this.last.at, at)) return;
    this.last = { target, at };
    this.start(move);
  }

  /** An answer leads on; it waits for a move that is under way. */
  follow(move: () => Promise<unknown>): void {
    const moving = this.underWay();
    if (moving) void moving.then(() => this.start(move));
    else this.start(move);
  }

  /** When the move under way will be over; null when there is none. */
  private underWay(): Promise<void> | null {
    const { moving } = this;
    return moving && isWithin(STUCK_MS, moving.since, this.now()) ? moving.end : null;
  }

  private start(move: () => Promise<unknown>): void {
    const end = move().then(
      () => undefined,
      // whoever gives the move sees to its failing; nothing came of it, so the next tap is a new one
      () => {
        this.last = null;
      },
    );
    const mine = { since: this.now(), end };
    this.moving = mine;
    void end.then(() => {
      if (this.moving === mine) this.moving = null;
    });
  }
}
