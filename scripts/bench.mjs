import './lib/node-version.mjs';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './lib/build-targets.mjs';
import { killAll } from './lib/children.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { startPrivateMariadb } from './lib/mariadb.mjs';
import { inRoot } from './lib/paths.mjs';
import { provision } from './lib/provision.mjs';
import { startPrivateRedis } from './lib/redis.mjs';
import { launch, Refusal } from './lib/refusal.mjs';
import { run } from './lib/run.mjs';
import { serverFlags } from './lib/server-flags.mjs';
import { whenAskedToStop } from './lib/signals.mjs';

const known = [
  '--quick',
  '--growth',
  '--points',
  '--referrals',
  '--rush',
  '--rounds',
  '--ms',
  '--side',
  '--only',
  '--profile',
];

function readArguments(args) {
  const unknown = args.find((arg) => arg.startsWith('--') && !known.includes(arg));
  if (unknown) throw new Refusal(`npm run bench knows ${known.join(', ')}, not "${unknown}".`);
  return args;
}

/**
 * `npm run bench [-- --quick] [--growth | --points | --referrals | --rush] [--rounds N] [--ms N] [--side sqlite|mariadb] [--only NAME,NAME]
 * [--profile FOLDER]`: measures the built server beside a bare hello and the tutorial's design, in about ten minutes;
 * see docs/performance.md.
 */
await launch(async (args) => {
  const rest = readArguments(args);
  await ensureInstalled();
  const missing = await provision(['mariadb']);
  if (missing.length > 0)
    throw new Refusal(`npm run bench compares two databases and cannot run ${missing[0]}`);
  await build(['server']);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'liuke-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  whenAskedToStop(() => {
    killAll();
    remove();
    process.exit(130);
  });
  let mariadb;
  let redis;
  try {
    const data = path.join(folder, 'mariadb');
    mariadb = await startPrivateMariadb(data, { pages: '2G' });
    if (rest.includes('--rush')) redis = await startPrivateRedis(path.join(folder, 'redis'));
    const env = {
      ...process.env,
      BENCH_FOLDER: folder,
      BENCH_SERVER_FLAGS: serverFlags.join(' '),
      BENCH_MARIADB_URL: mariadb.url,
      BENCH_MARIADB_PID: path.join(data, 'pid'),
      BENCH_REDIS_PORT: redis ? String(redis.port) : '',
    };
    const main = ['--require', inRoot('test/support/typescript.cjs'), inRoot('test/bench/main.ts')];
    return (await run(process.execPath, [...main, ...rest], { env })).code;
  } finally {
    await redis?.stop();
    await mariadb?.stop();
    remove();
  }
});
