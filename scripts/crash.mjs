import './lib/node-version.mjs';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './lib/build-targets.mjs';
import { killAll } from './lib/children.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { runJest, testEnvironment } from './lib/jest-run.mjs';
import { startPrivateMariadb } from './lib/mariadb.mjs';
import { provision } from './lib/provision.mjs';
import { launch, Refusal } from './lib/refusal.mjs';
import { whenAskedToStop } from './lib/signals.mjs';

const databases = ['sqlite', 'mariadb'];

/** `--rush`, `--kills N` and `--db sqlite|mariadb`. */
function read(args) {
  const settings = { kills: 100, db: databases, rush: args.includes('--rush') };
  const pairs = args.filter((arg) => arg !== '--rush');
  for (let index = 0; index < pairs.length; index += 2) {
    const [name, value] = pairs.slice(index, index + 2);
    if (name === '--kills' && /^[1-9]\d{0,4}$/.test(value ?? '')) settings.kills = Number(value);
    else if (name === '--db' && databases.includes(value)) settings.db = [value];
    else throw new Refusal('Usage: npm run crash -- [--rush | --kills 100] [--db sqlite|mariadb]');
  }
  return settings;
}

function print(file) {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  for (const { what, ...figures } of lines.filter(Boolean).map((line) => JSON.parse(line))) {
    console.log(`\n${what}`);
    for (const [name, value] of Object.entries(figures))
      console.log(`  ${name.padEnd(14)}${String(value).padStart(9)}`);
  }
}

/**
 * `npm run crash`: servers and databases are killed with -9 under load, as often as asked; ends with 0 only when all
 * that was acknowledged is there once and the books balance. With `--rush`, one is killed in the middle of a rush on
 * a flash sale instead: three runs with one process, on MariaDB three more with two.
 */
await launch(async (args) => {
  const { kills, db, rush } = read(args);
  await ensureInstalled();
  const missing = await provision(db.includes('mariadb') ? ['mariadb'] : []);
  if (missing.length > 0) throw new Refusal(`Cannot run ${missing.join(', ')}`);
  await build(['server']);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'liuke-crash-run-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  whenAskedToStop(() => {
    killAll();
    remove();
    process.exit(130);
  });
  let mariadb;
  try {
    // the loops have one of their own, which they kill
    if (rush && db.includes('mariadb')) mariadb = await startPrivateMariadb(path.join(folder, 'mariadb'));
    const figures = path.join(folder, 'figures.jsonl');
    const env = testEnvironment({
      TMPDIR: folder,
      ...(rush ? { LIUKE_RUSH: 'full' } : { LIUKE_KILLS: String(kills) }),
      LIUKE_CRASH_FIGURES: figures,
      ...(mariadb ? { LIUKE_TEST_MARIADB_URL: mariadb.url } : {}),
    });
    const rest = ['--runInBand', '--testPathPatterns', `reliability/${rush ? 'rush' : 'crash'}\\.test`];
    const { code, passed, failed } = await runJest({ projects: db, rest, env, folder });
    print(figures);
    return code === 0 && passed > 0 && failed === 0 ? 0 : 1;
  } finally {
    await mariadb?.stop();
    remove();
  }
});
