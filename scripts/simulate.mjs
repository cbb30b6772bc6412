import './lib/node-version.mjs';
import path from 'node:path';
import { withCleanUp } from './lib/clean-up.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { testEnvironment } from './lib/jest-run.mjs';
import { startPrivateMariadb } from './lib/mariadb.mjs';
import { inRoot } from './lib/paths.mjs';
import { provision } from './lib/provision.mjs';
import { launch, Refusal } from './lib/refusal.mjs';
import { run } from './lib/run.mjs';

const known = ['--seeds', '--from', '--seed', '--db', '--steps', '--plot'];
/** What is no number. */
const choices = { '--db': ['sqlite', 'mariadb'], '--plot': ['town', 'sales', 'referral', 'all'] };

/** The options, each with a number but `--db` and `--plot`, in the one form `--name value`. */
function readArguments(args) {
  const words = args.flatMap((arg) => arg.match(/^(--\w+)=(.*)$/)?.slice(1) ?? [arg]);
  for (let at = 0; at < words.length; at += 2) {
    const [name, value] = words.slice(at, at + 2);
    if (!known.includes(name))
      throw new Refusal(`npm run simulate knows ${known.join(', ')}, not "${name}".`);
    const isGood = choices[name]?.includes(value) ?? /^[0-9]{1,9}$/.test(value ?? '');
    const wanted = choices[name]?.join(', ') ?? 'a whole number';
    if (!isGood) throw new Refusal(`${name} takes ${wanted}, not "${value ?? ''}".`);
  }
  return words;
}

/**
 * `npm run simulate [-- --seeds N] [--from S] [--seed X] [--db sqlite|mariadb] [--steps K]
 * [--plot town|sales|referral|all]`: plays the stories of seeds on real servers with faults and restarts, and compares what
 * they answered with what they show. Ends with 1 when something is wrong, after printing the shortest story that shows
 * it; see docs/reliability.md.
 */
await launch(async (args) => {
  const rest = readArguments(args);
  const db = rest.includes('--db') ? rest[rest.indexOf('--db') + 1] : 'sqlite';
  await ensureInstalled();
  const missing = db === 'mariadb' ? await provision(['mariadb']) : [];
  if (missing.length > 0) throw new Refusal(`Cannot run ${missing[0]}`);
  return withCleanUp(async (folder, running) => {
    const more = { TMPDIR: folder, LIUKE_TEST_DB: db };
    if (db === 'mariadb') {
      const mariadb = await startPrivateMariadb(path.join(folder, 'mariadb'));
      running.push(mariadb);
      more.LIUKE_TEST_MARIADB_URL = mariadb.url;
    }
    const main = ['--require', inRoot('test/support/typescript.cjs'), inRoot('test/simulation/main.ts')];
    return (await run(process.execPath, [...main, ...rest], { env: testEnvironment(more) })).code;
  });
});
