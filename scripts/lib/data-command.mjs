import { existsSync } from 'node:fs';
import path from 'node:path';
import { build, isBuilt } from './build-targets.mjs';
import { ensureInstalled } from './install.mjs';
import { root } from './paths.mjs';
import { Refusal } from './refusal.mjs';
import { runCli } from './services.mjs';

/**
 * Runs a command of the server's command line on the database that is set, by default the embedded one in .data;
 * answers its exit code. `database` says whether there must be one already.
 */
export async function runDataCommand(command, args, { database }) {
  const dataFolder = path.resolve(root, process.env.LIUKE_DATA_DIR || '.data');
  const missing = !process.env.DATABASE_URL && !existsSync(path.join(dataFolder, 'liuke.db'));
  if (missing && database === 'must be there') {
    throw new Refusal(
      `There is no database in ${dataFolder} yet; npm start makes one (or set LIUKE_DATA_DIR).`,
    );
  }
  await ensureInstalled();
  // It may run beside a live server, whose compiled files must stay as they are.
  if (!isBuilt('server')) await build(['server']);
  const { code } = await runCli([command, ...args], { env: { ...process.env, LIUKE_DATA_DIR: dataFolder } });
  return code;
}
