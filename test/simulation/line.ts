import type { Reply } from '../support/app';
import type { Op } from './op';
import type { Stage } from './stage';
import type { Step } from './story';

type Restart = Extract<Step, { step: 'crash' | 'close' }>;

/** The way to the servers during one wave, on which one of them may go and come back. */
export class Line {
  /** The server that is going or gone. */
  private lost: number | null = null;
  private isBack = false;
  private hangUp: () => void = () => undefined;
  private readonly hungUp: Promise<null>;
  private coming: Promise<void> | null = null;

  constructor(
    private readonly world: Pick<Stage, 'server'>,
    private readonly restart: Restart | undefined,
  ) {
    this.hungUp = new Promise((resolve) => {
      this.hangUp = () => resolve(null);
    });
    const { server } = world;
    if (restart?.step === 'crash') {
      const { server: process, after, phase } = restart;
      server.faults.crashAt(server.serialOf(process), after, phase, () => this.crash());
    } else if (restart) this.coming = this.close(restart.turns);
  }

  /** A server's answer; null when there is none, or none that can be believed of a server that is going. */
  async ask(op: Op, way: number): Promise<Reply<unknown> | null> {
    const { server } = this.world;
    const process = way % server.processes;
    const isLost = (): boolean => this.lost === process && !this.isBack;
    if (isLost() && this.restart?.step === 'crash') return null;
    const answer = op.send(server, process).catch((error: unknown) => {
      if (this.lost === process) return null;
      throw error;
    });
    const first = await Promise.race([answer, this.goneFor(process)]);
    return first !== null && first.status >= 500 && this.lost === process ? null : first;
  }

  /** Sees to it that what was to be restarted is. Answers how many were. */
  async end(): Promise<number> {
    if (!this.restart) return 0;
    const { server } = this.world;
    if (this.restart.step === 'crash' && this.lost === null) this.crash();
    if (this.coming) await server.turns.until(this.coming);
    if (this.restart.step === 'crash') await server.turns.until(server.abandonAndOpen(this.restart.server));
    server.faults.clear();
    return 1;
  }

  private goneFor(process: number): Promise<null> {
    const mine = (this.restart?.server ?? 0) % this.world.server.processes;
    return this.restart?.step === 'crash' && mine === process ? this.hungUp : new Promise(() => undefined);
  }

  private crash(): void {
    this.lost = (this.restart?.server ?? 0) % this.world.server.processes;
    this.hangUp();
  }

  private async close(turns: number): Promise<void> {
    const { server } = this.world;
    const process = (this.restart?.server ?? 0) % server.processes;
    await server.turns.pass(turns);
    this.lost = process;
    await server.closeAndOpen(process);
    this.isBack = true;
  }
}
