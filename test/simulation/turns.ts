type Timer = { due: number; readonly run: () => void; readonly order: number };

/**
 * Timers that count turns of the event loop instead of milliseconds, so that what waits for a timer comes in the
 * same place of every run: on the embedded database nothing else waits for the world outside. Time stands still
 * unless somebody waits through `until`.
 */
export class Turns {
  private turn = 0;
  private order = 0;
  private still: Promise<unknown> = Promise.resolve();
  private readonly timers = new Map<object, Timer>();
  private readonly real = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout };

  /** @param isVirtual false keeps the machine's own timers: a database in another process takes its own time */
  constructor(private readonly isVirtual: boolean) {
    if (!isVirtual) return;
    const set = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): object => {
      const handle = { ref: () => handle, unref: () => handle, hasRef: () => true, refresh: () => handle };
      const due = this.turn + Math.max(1, Math.ceil(ms));
      this.order += 1;
      this.timers.set(handle, { due, run: () => run(...args), order: this.order });
      return handle;
    };
    globalThis.setTimeout = set as never;
    globalThis.clearTimeout = ((handle: object) => this.timers.delete(handle)) as never;
  }

  /** Waits for `work`, letting turns pass. */
  async until<T>(work: Promise<T>): Promise<T> {
    if (!this.isVirtual) return work;
    const under = { way: true };
    const done = (): void => {
      under.way = false;
    };
    work.then(done, done);
    while (under.way) await this.next();
    return work;
  }

  /** Lets so many turns pass. */
  async pass(turns: number): Promise<void> {
    if (!this.isVirtual) return new Promise((resolve) => this.real.setTimeout(resolve, turns));
    for (let i = 0; i < turns; i += 1) await this.next();
  }

  /** Does what takes a number of turns that nobody knows, as reading files does, while no turn passes. */
  async meanwhile<T>(work: () => Promise<T>): Promise<T> {
    const done = this.still.then(work);
    this.still = done.catch(() => undefined);
    return done;
  }

  /** Gives the machine its own timers back. */
  restore(): void {
    Object.assign(globalThis, this.real);
    this.timers.clear();
  }

  private async next(): Promise<void> {
    await new Promise(setImmediate);
    await this.still;
    this.turn += 1;
    const due = [...this.timers].filter(([, timer]) => timer.due <= this.turn);
    due.sort(([, one], [, other]) => one.due - other.due || one.order - other.order);
    for (const [handle, timer] of due) if (this.timers.delete(handle)) timer.run();
  }
}
