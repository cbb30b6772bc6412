import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { anyFreePort } from './ports.mjs';
import { Process } from './processes.mjs';
import { Refusal } from './refusal.mjs';
import { findProgram, run } from './run.mjs';
import { until } from './waiting.mjs';

const host = '127.0.0.1';

/** Whether a MariaDB greets whoever connects to `port`: it speaks first, with its handshake. */
function greets(port) {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host });
    const answer = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(1000, () => answer(false));
    socket.once('data', () => answer(true));
    socket.once('error', () => answer(false));
  });
}

function lastLines(file) {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-10).join('\n');
  } catch {
    return '(it left no log)';
  }
}

/**
 * Starts a MariaDB of our own with an empty data folder inside `folder`, on a free port of this machine, durable
 * as in production (every commit is flushed). Takes about a second. With `database` it holds an empty one of that name.
 * With `survives: 'kill'` it writes as much but never waits for the disk: a killed mariadbd still loses nothing, only
 * a power cut would. Hundreds of schemas are made in a fraction of the time.
 * `pages` is how much memory keeps pages of the database (`1G`); MariaDB's own 128 MB where nothing is said.
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>} the address for its user root, who has no password
 */
export async function startPrivateMariadb(folder, { database, survives = 'power cut', pages } = {}) {
  const data = path.join(folder, 'data');
  const log = path.join(folder, 'mariadb.log');
  mkdirSync(folder, { recursive: true });
  const common = ['--no-defaults', ...(process.getuid?.() === 0 ? ['--user=root'] : []), `--datadir=${data}`];
  const env = { ...process.env, LC_ALL: 'C' };

  const install = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'];
  const installed = await run(findProgram('mariadb-install-db'), [...common, ...install], {
    env,
    quiet: true,
  });
  if (installed.code !== 0)
    throw new Refusal(`MariaDB could not make its data folder:\n${installed.output.trim()}`);

  const initial = path.join(folder, 'init.sql');
  writeFileSync(initial, database ? `CREATE DATABASE ${database} COLLATE utf8mb4_bin;\n` : '');
  const port = await anyFreePort();
  const server = new Process(
    findProgram('mariadbd'),
    [
      ...common,
      `--port=${port}`,
      `--bind-address=${host}`,
      `--socket=${path.join(folder, 's.sock')}`,
      `--pid-file=${path.join(folder, 'pid')}`,
      `--log-error=${log}`,
      `--init-file=${initial}`,
      '--skip-name-resolve',
      '--max-connections=400',
      '--innodb-flush-log-at-trx-commit=1',
      ...(pages ? [`--innodb-buffer-pool-size=${pages}`] : []),
      ...(survives === 'kill' ? ['--loose-innodb-flush-method=nosync'] : []),
    ],
    { env },
  );
  const up = await until(async () => server.ended || (await greets(port)), { limit_ms: 60_000 });
  if (!up || server.ended) {
    await server.stop();
    throw new Refusal(`The private MariaDB did not start:\n${lastLines(log)}`);
  }
  return { url: `mysql://root@${host}:${port}`, stop: () => server.stop() };
}
