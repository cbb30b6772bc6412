import { spawn } from 'node:child_process';
import { track } from './children.mjs';
import { root } from './paths.mjs';

/** How long a program may take to stop by itself before it is killed. */
const stop_grace_ms = 10_000;

/** A program that runs beside this one until it is stopped. */
export class Process {
  #child;
  #ended = false;

  /**
   * Starts it in a process group of its own, so that Ctrl-C reaches only the launcher, which then stops its
   * programs in order. `stdio` as for `spawn`; `exited` resolves to `{ code, signal }`.
   */
  constructor(command, args, { env = process.env, stdio = 'ignore', cwd = root } = {}) {
    this.#child = track(spawn(command, args, { cwd, env, stdio, detached: true }));
    this.exited = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve({ code: 127, signal: null, error }));
      this.#child.once('exit', (code, signal) => resolve({ code, signal }));
    }).then((end) => {
      this.#ended = true;
      return end;
    });
  }

  /** Whether it has ended, by itself or because it was stopped. */
  get ended() {
    return this.#ended;
  }

  /** Asks it to stop and waits; kills it if it does not within ten seconds. */
  async stop() {
    if (this.#ended) return;
    this.#child.kill('SIGTERM');
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), stop_grace_ms);
    await this.exited;
    clearTimeout(killer);
  }
}
