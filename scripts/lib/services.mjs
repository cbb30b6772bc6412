import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';
import { Process } from './processes.mjs';
import { Refusal } from './refusal.mjs';
import { runNode } from './run.mjs';
import { serverFlags } from './server-flags.mjs';
import { until } from './waiting.mjs';

const start_limit_ms = 60_000;

/** Whether `url` answers with a 2xx. */
async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

/** Where a service writes: its own log file, begun anew at each start, or this terminal if `logFolder` is undefined. */
function openLog(title, logFolder) {
  if (!logFolder)
    return { stdio: ['ignore', 'inherit', 'inherit'], close: () => undefined, lastWords: () => '' };
  mkdirSync(logFolder, { recursive: true });
  const name = path.join(logFolder, `${title}.log`);
  const file = openSync(name, 'w');
  return {
    stdio: ['ignore', file, file],
    close: () => closeSync(file),
    lastWords: () =>
      `\n${readFileSync(name, 'utf8').trim().split('\n').slice(-15).join('\n')}\n(the whole log: ${name})`,
  };
}

/** The parts of Liuke that run beside the launcher. */
export class Services {
  #running = [];

  /** Whether `stop` was called; nothing is started after that. */
  stopping = false;

  /**
   * Starts dist/node/<title>/main.js and waits until `readyUrl` answers; refuses with the end of its log if it
   * ends first or takes longer than a minute.
   */
  async start(title, { env, logFolder, readyUrl }) {
    if (this.stopping) throw new Refusal('Stopping.');
    const log = openLog(title, logFolder);
    const entry = inRoot('dist', 'node', title, 'main.js');
    const flags = [...(title === 'server' ? serverFlags : []), '--enable-source-maps'];
    const service = new Process(process.execPath, [...flags, entry], { env, stdio: log.stdio });
    log.close();
    this.#running.push({ title, process: service, lastWords: log.lastWords });
    const up = await until(async () => service.ended || (await answers(readyUrl)), {
      limit_ms: start_limit_ms,
    });
    if (service.ended || !up) throw new Refusal(`The ${title} did not start.${log.lastWords()}`);
  }

  /** Never resolves: refuses when a service ends by itself. */
  async firstToEnd() {
    const ended = await Promise.race(this.#running.map((one) => one.process.exited.then(() => one)));
    throw new Refusal(`The ${ended.title} has stopped by itself.${ended.lastWords()}`);
  }

  /** Stops all, the last one started first: the server may still be talking to the sandbox. */
  async stop() {
    this.stopping = true;
    for (const one of [...this.#running].reverse()) await one.process.stop();
  }
}

/** Runs a command of the server's command line to its end. */
export function runCli(args, options) {
  return runNode(inRoot('dist/node/server/cli/main.js'), args, options);
}
