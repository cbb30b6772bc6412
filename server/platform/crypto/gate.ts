/** More work is waiting than makes sense; answered 503 `busy`. */
export class CryptoBusy extends Error {
  constructor() {
    super('too many password checks are waiting');
    this.name = 'CryptoBusy';
  }
}

/** Lets `width` pieces of work run at a time and at most `queue` wait, first come first served. */
export class Gate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly width: number,
    private readonly queue: number,
  ) {}

  /** Runs `work` when it is its turn. Throws CryptoBusy at once when the queue is full. */
  async run<Value>(work: () => Promise<Value>): Promise<Value> {
    if (this.running < this.width) this.running += 1;
    else await this.turn();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  /** Resolves when a finished piece of work hands its place over. */
  private turn(): Promise<void> {
    if (this.waiting.length >= this.queue) throw new CryptoBusy();
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
