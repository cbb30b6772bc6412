import './lib/node-version.mjs';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from './lib/build-targets.mjs';
import { withCleanUp } from './lib/clean-up.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { neededBy, runJest, testEnvironment } from './lib/jest-run.mjs';
import { inRoot, shown } from './lib/paths.mjs';
import { chromiumPath, provision } from './lib/provision.mjs';
import { launch, Refusal } from './lib/refusal.mjs';
import { shotsPage } from './lib/shots-page.mjs';
import { view } from './lib/shots-view.mjs';

const projects = ['shots'];
const folder = inRoot('dist', 'shots');

async function takePictures(rest) {
  const missing = await provision(neededBy(projects, 'programs'));
  if (missing.length > 0) throw new Refusal(missing.map((why) => `Cannot photograph: ${why}`).join('\n'));
  await build(neededBy(projects, 'builds'));
  const result = await withCleanUp((temporary) => {
    const env = testEnvironment({ TMPDIR: temporary, LIUKE_TEST_CHROMIUM: chromiumPath() });
    return runJest({ projects, rest, env, folder: temporary });
  });
  mkdirSync(folder, { recursive: true });
  const index = path.join(folder, 'index.html');
  const { html, count } = shotsPage(folder);
  writeFileSync(index, html);
  console.log(`${count} pictures; look at them in ${shown(index)}`);
  if (result.failed > 0) console.log(`${result.failed} states did not come about, see above.`);
  return result.code;
}

/**
 * `npm run shots`: photographs every screen in every state, of the compiled weapp and of h5, at two sizes, into
 * dist/shots with an index page. `npm run shots -- --view`: the compiled mini-program in your own browser, to click.
 */
await launch(async (args) => {
  await ensureInstalled();
  return args.includes('--view') ? view() : takePictures(args);
});
