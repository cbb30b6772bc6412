import { pino, type DestinationStream } from 'pino';

/** Characters that are written together, and how long a line waits for others at most. */
const TOGETHER = 32_768;
const WAIT_MS = 100;

/**
 * Standard output for log lines. They are gathered for a moment, else each costs a system call of its own. Whatever way
 * a process ends by itself, the last ones are written; `kill -9` takes at most the last tenth of a second.
 */
class Output implements DestinationStream {
  private gathered = '';
  // The gathering is ours: pino's own counts the bytes of all it holds at every line, and copies them to do so.
  private readonly stream: ReturnType<typeof pino.destination>;

  constructor() {
    // before pino's own listeners, which write what it was given
    process.on('beforeExit', () => this.hand());
    process.on('exit', () => this.hand());
    this.stream = pino.destination({ dest: 1, sync: false, maxWrite: 2 * TOGETHER });
    setInterval(() => this.hand(), WAIT_MS).unref();
  }

  write(line: string): void {
    this.gathered += line;
    if (this.gathered.length >= TOGETHER) this.hand();
  }

  private hand(): void {
    const lines = this.gathered;
    if (lines === '') return;
    this.gathered = '';
    this.stream.write(lines);
  }
}

let output: Output | undefined;

/** The one of this process, which has one standard output however many logs write to it. */
export function standardOutput(): DestinationStream {
  output ??= new Output();
  return output;
}
