import './lib/node-version.mjs';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build, isBuilt } from './lib/build-targets.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/paths.mjs';
import { launch, Refusal } from './lib/refusal.mjs';
import { runCli } from './lib/services.mjs';

/** `npm run audit [-- --json] [-- --full]`: recomputes the ledger; ends with 0 only if nothing differs. */
await launch(async (args) => {
  const dataFolder = path.resolve(root, process.env.LIUKE_DATA_DIR || '.data');
  if (!process.env.DATABASE_URL && !existsSync(path.join(dataFolder, 'liuke.db'))) {
    throw new Refusal(
      `There is no database in ${dataFolder} yet; npm start makes one (or set LIUKE_DATA_DIR).`,
    );
  }
  await ensureInstalled();
  // An audit runs beside a live server, whose compiled files must stay as they are.
  if (!isBuilt('server')) await build(['server']);
  const { code } = await runCli(['audit', ...args], { env: { ...process.env, LIUKE_DATA_DIR: dataFolder } });
  return code;
});
