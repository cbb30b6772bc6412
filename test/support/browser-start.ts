import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');

/** How long a first start may take: no build is due in a test, but the demo's four weeks are lived through. */
const UP_MS = 300_000;
const DOWN_MS = 60_000;

/** A folder that is not there yet, inside one that is; `remove` takes both away. */
export function dataFolder(): { path: string; remove: () => void } {
  const parent = mkdtempSync(join(tmpdir(), 'liuke-browser-'));
  return {
    path: join(parent, 'data'),
    remove: () => rmSync(parent, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** A port that nobody listens on, with some room above it for the sandbox. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen({ port: 0, host: '127.0.0.1' }, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => (port < 65_500 ? done(port) : done(freePort())));
    });
  });
}

/** This process' environment without what is Liuke's or jest's, and with what is given. */
function environment(own: Readonly<Record<string, string>>): Record<string, string> {
  const foreign = /^(LIUKE_|WECHAT_|WECHATPAY_|JEST_|PORT$|DATABASE_URL$|REDIS_URL$|NODE_ENV$|API_BASE_URL$)/;
  const kept = Object.entries(process.env).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && !foreign.test(pair[0]),
  );
  return { ...Object.fromEntries(kept), ...own };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command of package.json under way. */
export class Command {
  private readonly child: ChildProcess;
  private out = '';
  private err = '';
  /** Its exit code and all that it said. */
  readonly ended: Promise<Ended>;

  constructor(program: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.child = spawn(program, args, {
      cwd: ROOT,
      env: environment(env),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    this.ended = new Promise((done, fail) => {
      this.child.once('error', fail);
      this.child.once('close', (code) => done({ code, stdout: this.out, stderr: this.err }));
    });
  }

  /** Whether it has ended. */
  get over(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** What it printed so far. */
  get stdout(): string {
    return this.out;
  }

  get everything(): string {
    return this.out + this.err;
  }

  /** What Ctrl-C does. */
  interrupt(): void {
    this.child.kill('SIGINT');
  }
}

/** `npm start` running on a folder of its own. */
export interface Running {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** The table that it printed: title → value. */
  readonly table: Readonly<Record<string, string>>;
  readonly stdout: string;
  /** Milliseconds from the command to the table. */
  readonly took_ms: number;
  /** Ctrl-C; answers how it ended. */
  stop(): Promise<Ended>;
}

/** `node scripts/start.mjs …`, which is what `npm start` is. */
export function startCommand(port: number, folder: string, args: readonly string[] = []): Command {
  return new Command(process.execPath, ['scripts/start.mjs', ...args], {
    PORT: String(port),
    LIUKE_DATA_DIR: folder,
  });
}

/** Starts Liuke and waits for its table. @throws Error with all it said when it ends first or takes too long */
export async function startLiuke(folder: string, args: readonly string[] = []): Promise<Running> {
  const port = await freePort();
  const from = performance.now();
  const command = startCommand(port, folder, args);
  while (!/^ {2}Logs .*\n/m.test(command.stdout)) {
    if (command.over || performance.now() - from > UP_MS) {
      command.interrupt();
      throw new Error(`npm start did not come up:\n${command.everything}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  const rows = command.stdout.matchAll(/^ {2}(\S.*?) {2,}(\S.*)$/gm);
  return {
    url: `http://localhost:${port}`,
    port,
    folder,
    table: Object.fromEntries([...rows].map(([, title = '', value = '']) => [title, value])),
    stdout: command.stdout,
    took_ms: performance.now() - from,
    stop: () => stopped(command, folder),
  };
}

async function stopped(command: Command, folder: string): Promise<Ended> {
  command.interrupt();
  const late = setTimeout(() => processesOf(folder).forEach((pid) => process.kill(pid, 'SIGKILL')), DOWN_MS);
  const end = await command.ended;
  clearTimeout(late);
  return end;
}

/** Every process that was started for `folder`, by the setting it carries. Empty where there is no /proc. */
export function processesOf(folder: string): number[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => settingsOf(pid).includes(`LIUKE_DATA_DIR=${folder}`))
    .map(Number);
}

function settingsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    // gone meanwhile, or somebody else's
    return [];
  }
}

/** `npm run audit -- --json` on a folder. */
export async function auditOf(folder: string): Promise<{ code: number | null; drift: unknown[] }> {
  const audit = new Command('npm', ['run', '--silent', 'audit', '--', '--json'], { LIUKE_DATA_DIR: folder });
  const { code, stdout, stderr } = await audit.ended;
  try {
    return { code, drift: (JSON.parse(stdout) as { drift: unknown[] }).drift };
  } catch {
    throw new Error(`npm run audit ended with ${code}:\n${stdout}${stderr}`);
  }
}
