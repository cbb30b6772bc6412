import crypto from 'node:crypto';

type Run = (...args: unknown[]) => void;

interface Timer {
  readonly due: number;
  /** Turns between two runs of what is run again and again. */
  readonly every: number | null;
  readonly run: () => void;
  readonly order: number;
}

type Hash = (
  password: string,
  salt: Buffer,
  length: number,
  options: crypto.ScryptOptions,
  done: (error: Error | null, key: Buffer) => void,
) => void;

const REAL = {
  ...{ setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate },
  scrypt: crypto.scrypt,
};

/**
 * An event loop whose turns are counted: what waits for the next turn, or for so many milliseconds, which are as many
 * turns, comes in the same place of every run. A turn passes only when nothing of the world outside is on its way: on
 * the embedded database these are files, which are read in no certain time. Time stands still unless somebody waits.
 */
export class Turns {
  private turn = 0;
  private order = 0;
  /** How many wait for something. */
  private waiting = 0;
  private isTurning = false;
  private readonly timers = new Map<object, Timer>();

  /** @param isVirtual false keeps the machine's own loop: a database in another process takes its own time */
  constructor(private readonly isVirtual: boolean) {
    if (!isVirtual) return;
    const clear = (handle: object): void => {
      this.timers.delete(handle);
    };
    Object.assign(globalThis, {
      setTimeout: (run: Run, ms?: number, ...args: unknown[]) => this.add(() => run(...args), ms, false),
      setInterval: (run: Run, ms?: number, ...args: unknown[]) => this.add(() => run(...args), ms, true),
      setImmediate: (run: Run, ...args: unknown[]) => this.add(() => run(...args), 1, false),
      ...{ clearTimeout: clear, clearInterval: clear, clearImmediate: clear },
    });
    // a password is hashed beside the loop, in no certain time: here nothing else happens meanwhile
    const hash: Hash = (password, salt, length, options, done) => {
      const key = crypto.scryptSync(password, salt, length, options);
      this.add(() => done(null, key), 1, false);
    };
    crypto.scrypt = hash as typeof crypto.scrypt;
  }

  /** How many have passed. */
  get passed(): number {
    return this.turn;
  }

  /** Waits for `work`, letting turns pass. */
  async until<T>(work: Promise<T>): Promise<T> {
    if (!this.isVirtual) return work;
    this.waiting += 1;
    if (!this.isTurning) void this.turnAround();
    try {
      return await work;
    } finally {
      this.waiting -= 1;
    }
  }

  /** Lets so many turns pass. */
  async pass(turns: number): Promise<void> {
    await this.until(new Promise((resolve) => globalThis.setTimeout(resolve, turns)));
  }

  /** Gives the machine its own loop back. */
  restore(): void {
    if (!this.isVirtual) return;
    const { scrypt, ...loop } = REAL;
    Object.assign(globalThis, loop);
    crypto.scrypt = scrypt;
    this.timers.clear();
  }

  private add(run: () => void, ms: number | undefined, isRepeated: boolean): object {
    const turns = Math.max(1, Math.ceil(Number(ms) || 0));
    const handle = { ref: () => handle, unref: () => handle, hasRef: () => true, refresh: () => handle };
    this.order += 1;
    this.timers.set(handle, {
      ...{ due: this.turn + turns, every: isRepeated ? turns : null },
      ...{ run, order: this.order },
    });
    return handle;
  }

  private async turnAround(): Promise<void> {
    this.isTurning = true;
    while (this.waiting > 0) await this.next();
    this.isTurning = false;
  }

  /** The next turn in which anything is due. */
  private async next(): Promise<void> {
    await this.rest();
    const first = [...this.timers.values()].reduce((least, { due }) => Math.min(least, due), Infinity);
    if (first === Infinity) return;
    this.turn = Math.max(this.turn, first);
    const due = [...this.timers].filter(([, timer]) => timer.due <= this.turn);
    due.sort(([, one], [, other]) => one.due - other.due || one.order - other.order);
    for (const [handle, timer] of due) {
      if (!this.timers.delete(handle)) continue;
      if (timer.every !== null) this.timers.set(handle, { ...timer, due: this.turn + timer.every });
      timer.run();
      await this.rest();
    }
  }

  /** Until all that follows from what has happened has happened, and nothing is on its way from outside. */
  private async rest(): Promise<void> {
    do await new Promise((resolve) => REAL.setImmediate(resolve));
    while (process.getActiveResourcesInfo().some((one) => one.startsWith('FSReq')));
  }
}
