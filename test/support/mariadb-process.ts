import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from './browser-start';

const UP_MS = 60_000;
/** Daemons are not in everybody's path. */
const env = {
  ...process.env,
  LC_ALL: 'C',
  PATH: [process.env['PATH'], '/usr/sbin', '/usr/local/sbin'].join(delimiter),
};
const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];

/** A MariaDB of a test's own, which may be killed, frozen and started again on the same data; flushes every commit. */
export class MariadbProcess {
  private child: ChildProcess | undefined;
  private gone: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly options: readonly string[],
  ) {}

  /** Makes an empty server. `folder` (a small disk, say) is emptied at the end; `options` are mariadbd's own. */
  static async start(
    options: readonly string[] = [],
    folder = mkdtempSync(join(tmpdir(), 'liuke-mariadb-')),
  ): Promise<MariadbProcess> {
    mkdirSync(folder, { recursive: true });
    const install = [
      '--no-defaults',
      ...asRoot,
      `--datadir=${join(folder, 'data')}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
      ...options.filter((option) => option.startsWith('--innodb-')),
    ];
    const { status, stdout, stderr } = spawnSync('mariadb-install-db', install, { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`mariadb-install-db ended with ${status}:\n${stdout}${stderr}`);
    const made = new MariadbProcess(folder, await freePort(), options);
    await made.up();
    return made;
  }

  /** For its user root, who has no password. */
  get url(): string {
    return `mysql://root@127.0.0.1:${this.port}`;
  }

  /** Starts it (again), with `more` options, and waits until it greets. */
  async up(more: readonly string[] = []): Promise<void> {
    const child = spawn('mariadbd', [...this.own(), ...this.options, ...more], { env, stdio: 'ignore' });
    this.child = child;
    this.gone = new Promise((resolve) => child.once('exit', resolve));
    const until = performance.now() + UP_MS;
    while (!(await this.greets())) {
      if (child.exitCode !== null || performance.now() > until) throw new Error(`mariadbd:\n${this.log()}`);
      await new Promise((next) => setTimeout(next, 50));
    }
  }

  /** Ends it: SIGKILL as a power cut does, SIGTERM in good order. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.child?.kill(signal);
    await this.gone;
  }

  async drop(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(join(this.folder, 'data'), { recursive: true, force: true, maxRetries: 5 });
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The end of its log. */
  log(): string {
    try {
      return readFileSync(join(this.folder, 'log'), 'utf8').trim().split('\n').slice(-15).join('\n');
    } catch {
      return '(no log)';
    }
  }

  private own(): string[] {
    return [
      '--no-defaults',
      ...asRoot,
      `--datadir=${join(this.folder, 'data')}`,
      `--port=${this.port}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(this.folder, 's')}`,
      `--pid-file=${join(this.folder, 'pid')}`,
      `--log-error=${join(this.folder, 'log')}`,
      '--skip-name-resolve',
      '--innodb-flush-log-at-trx-commit=1',
      '--innodb-buffer-pool-size=32M',
    ];
  }

  /** MariaDB speaks first. */
  private greets(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect({ port: this.port, host: '127.0.0.1' });
      const answer = (is: boolean): void => {
        socket.destroy();
        resolve(is);
      };
      socket.setTimeout(1_000, () => {
        answer(false);
      });
      socket.once('data', () => {
        answer(true);
      });
      socket.once('error', () => {
        answer(false);
      });
    });
  }
}
