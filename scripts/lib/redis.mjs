import { mkdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { anyFreePort } from './ports.mjs';
import { Process } from './processes.mjs';
import { provision } from './provision.mjs';
import { Refusal } from './refusal.mjs';
import { findProgram } from './run.mjs';
import { until } from './waiting.mjs';

const host = '127.0.0.1';

/** Whether somebody accepts connections on `port`. */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host });
    const answer = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

/**
 * Starts a Redis of our own inside `folder` on a free port of this machine, which writes its log to disk once a second,
 * as it mostly is set up. Says in one line why it cannot be had.
 * @returns {Promise<{ port: number, stop: () => Promise<void> } | null>}
 */
export async function startPrivateRedis(folder) {
  const [why] = await provision(['redis']);
  if (why) {
    console.log(`Left out: ${why}`);
    return null;
  }
  mkdirSync(folder, { recursive: true });
  const port = await anyFreePort();
  const log = path.join(folder, 'redis.log');
  const options = ['--port', String(port), '--bind', host, '--dir', folder, '--logfile', log];
  const kept = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''];
  const server = new Process(findProgram('redis-server'), [...options, ...kept]);
  const up = await until(async () => server.ended || (await accepts(port)), { limit_ms: 30_000 });
  if (!up || server.ended) {
    await server.stop();
    throw new Refusal(`The private Redis did not start:\n${readFileSync(log, 'utf8').slice(-1_000)}`);
  }
  return { port, stop: () => server.stop() };
}
