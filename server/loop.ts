/** How long after a wish for it: whatever comes in between is done in one go. */
const SOON_MS = 20;

/** Work that is done again and again: soon while there is more of it, else after a pause. */
export class Loop {
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> = Promise.resolve();
  private stopped = false;
  private isWorking = false;
  /** How often somebody woke it. */
  private wishes = 0;
  /** Whether the next round comes shortly. */
  private isSoon = false;

  /**
   * @param work one round; answers how much it did
   * @param pauseMs between rounds that found nothing to do, and after one that failed
   * @param failed is told what a round threw
   */
  constructor(
    private readonly work: () => Promise<number>,
    private readonly pauseMs: number,
    private readonly failed: (error: unknown) => void,
  ) {
    this.schedule(pauseMs);
  }

  /** Asks for a round shortly. One that is on its way is not put off: under steady load it would never come. */
  wake(): void {
    this.wishes += 1;
    if (!this.isWorking && !this.isSoon) this.schedule(SOON_MS);
  }

  /** Finishes the round under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.working;
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
    let done = 0;
    this.isWorking = true;
    const known = this.wishes;
    try {
      done = await this.work();
    } catch (error) {
      this.failed(error);
    }
    this.isWorking = false;
    // what came meanwhile was not all seen
    this.schedule(done > 0 || this.wishes > known ? SOON_MS : this.pauseMs);
  }
}
