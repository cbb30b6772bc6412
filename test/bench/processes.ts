import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { LoadJob, LoadResult } from './load';

const PROBE = join(__dirname, 'probe.cjs');
const TYPESCRIPT = join(__dirname, '../support/typescript.cjs');
const START_MS = 30_000;
/** As `npm start` runs the server; hello and the rivals run alike. */
const SERVER_FLAGS = (process.env['BENCH_SERVER_FLAGS'] ?? '').split(' ').filter(Boolean);
const CLOCK_TICKS = 100;

/** Settings of this shell that would leak into what is measured. */
const FOREIGN = /^(PORT|DATABASE_URL|REDIS_URL|NODE_ENV|NODE_OPTIONS|TRUST_PROXY|(LIUKE|WECHAT)_.*)$/;

/** This environment without the settings of Liuke. */
export function cleanEnvironment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}

/** A server whose CPU time is measured. */
export class Measured {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  /** Starts `file` with `PORT` set to a free port; its output goes to `log`. Throws when it does not come up. */
  static async start(
    file: string,
    options: {
      readonly env: Readonly<Record<string, string>>;
      readonly log: string;
      /** Folder for a CPU profile, written when it is stopped. */
      readonly profile?: string | undefined;
    },
  ): Promise<Measured> {
    const port = await freePort();
    const out = openSync(options.log, 'a');
    const profile = options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`];
    const child = fork(file, [], {
      execArgv: [
        ...profile,
        ...SERVER_FLAGS,
        '--require',
        PROBE,
        ...(file.endsWith('.ts') ? ['--require', TYPESCRIPT] : []),
      ],
      env: { ...options.env, PORT: String(port) },
      stdio: ['ignore', out, out, 'ipc'],
    });
    closeSync(out);
    const until = performance.now() + START_MS;
    while (!(await accepts(port))) {
      if (child.exitCode === null && performance.now() < until) await pause(20);
      else throw new Error(`${file} did not start:\n${readFileSync(options.log, 'utf8').slice(-2_000)}`);
    }
    return new Measured(port, child);
  }

  /** CPU time used so far, in µs. */
  async cpu(): Promise<number> {
    this.child.send('cpu');
    return (await word<{ cpu_us: number }>(this.child)).cpu_us;
  }

  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    if (this.child.exitCode !== null) return;
    this.child.kill('SIGTERM');
    await gone;
  }
}

/** The load generator, in a process of its own. */
export class Generator {
  private readonly child = fork(join(__dirname, 'load-child.ts'), [], {
    execArgv: ['--require', TYPESCRIPT],
  });

  async run(job: LoadJob): Promise<LoadResult> {
    this.child.send(job);
    return word<LoadResult>(this.child);
  }

  stop(): void {
    this.child.kill();
  }
}

/** CPU time of any process, in µs, where the system tells (Linux), else null. */
export function cpuOf(pid: number | null): number | null {
  if (pid === null || process.platform !== 'linux') return null;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / CLOCK_TICKS;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function word<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => {
      reject(new Error(`a process of the bench ended with ${code}`));
    };
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as T);
    });
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (is: boolean): void => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => {
      answer(true);
    });
    socket.once('error', () => {
      answer(false);
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}
