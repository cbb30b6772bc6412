import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, ROOT } from '../support/browser-start';
import type { Client, RawRequest, Reply } from '../support/app';

const UP_MS = 120_000;
/** Longer than the server's own limits: what takes longer is a defect. */
const ANSWER_MS = 45_000;
const FOREIGN = /^(LIUKE_|WECHAT_|WECHATPAY_|JEST_|PORT$|DATABASE_URL$|REDIS_URL$|NODE_ENV$)/;

/** A real server, as it was built: `node dist/node/server/main.js`. */
export class ServerProcess {
  private child: ChildProcess | undefined;
  private gone: Promise<unknown> = Promise.resolve();
  starts = 0;

  private constructor(
    private readonly port: number,
    private readonly env: Readonly<Record<string, string>>,
    private readonly logFile: string,
  ) {}

  /** @param settings its environment, but for the port */
  static async start(settings: Readonly<Record<string, string>>, logFile: string): Promise<ServerProcess> {
    const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)) as [string, string][];
    const port = await freePort();
    const env = { ...Object.fromEntries(kept), NODE_ENV: 'test', ...settings, PORT: String(port) };
    const server = new ServerProcess(port, env, logFile);
    await server.up();
    return server;
  }

  /** Starts it (again) and waits until it is ready. Throws with the end of its log when it ends first. */
  async up(): Promise<void> {
    const log = openSync(this.logFile, 'a');
    const entry = join(ROOT, 'dist/node/server/main.js');
    const child = spawn(process.execPath, ['--enable-source-maps', entry], {
      env: this.env,
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.child = child;
    this.starts += 1;
    this.gone = new Promise((resolve) => child.once('exit', resolve));
    const until = performance.now() + UP_MS;
    while (!(await this.isReady())) {
      if (child.exitCode !== null || performance.now() > until)
        throw new Error(`the server did not start:\n${readFileSync(this.logFile, 'utf8').slice(-3_000)}`);
      await new Promise((next) => setTimeout(next, 30));
    }
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(name);
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.child?.kill(signal);
    await this.gone;
  }

  /** Sends a request; throws when there is no answer. */
  readonly raw: Client['raw'] = async ({
    method,
    url,
    headers,
    payload,
  }: RawRequest): Promise<Reply<unknown>> => {
    const answer = await fetch(`http://127.0.0.1:${this.port}${url}`, {
      method,
      headers: { ...headers },
      body: payload === undefined ? null : String(payload),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return {
      status: answer.status,
      body: (await answer.json()) as unknown,
      headers: Object.fromEntries(answer.headers),
      replayed: answer.headers.get('idempotency-replayed') === 'true',
    };
  };

  private async isReady(): Promise<boolean> {
    const url = `http://127.0.0.1:${this.port}/readyz`;
    return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (answer) => answer.ok,
      () => false,
    );
  }
}
