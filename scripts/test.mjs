import './lib/node-version.mjs';
import path from 'node:path';
import { build } from './lib/build-targets.mjs';
import { withCleanUp } from './lib/clean-up.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { allProjects, neededBy, readArguments, runJest, testEnvironment } from './lib/jest-run.mjs';
import { startPrivateMariadb } from './lib/mariadb.mjs';
import { chromiumPath, provision } from './lib/provision.mjs';
import { launch, Refusal } from './lib/refusal.mjs';

/** Installs what can be installed; leaves out the projects whose programs are missing, which CI does not accept. */
async function runnable(projects) {
  const here = [];
  const leftOut = [];
  for (const project of projects) {
    const missing = await provision(neededBy([project], 'programs'));
    if (missing.length === 0) here.push(project);
    leftOut.push(...missing);
  }
  if (leftOut.length > 0 && process.env.CI === 'true') {
    throw new Refusal(leftOut.map((why) => `CI leaves nothing out, but cannot run ${why}`).join('\n'));
  }
  return { here, leftOut };
}

async function test(projects, rest, folder, running) {
  const more = { TMPDIR: folder };
  if (projects.includes('mariadb')) {
    const mariadb = await startPrivateMariadb(path.join(folder, 'mariadb'), { survives: 'kill' });
    running.push(mariadb);
    more.LIUKE_TEST_MARIADB_URL = mariadb.url;
  }
  if (projects.includes('browser')) more.LIUKE_TEST_CHROMIUM = chromiumPath();
  return runJest({ projects, rest, env: testEnvironment(more), folder });
}

function report({ code, passed, failed, skipped }, leftOut) {
  for (const why of leftOut) console.log(`Left out ${why}`);
  if (passed + failed === 0) console.log('No test was run.');
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return code === 0 && passed > 0 && failed === 0 ? 0 : 1;
}

/**
 * `npm test [-- --project pure|sqlite|mariadb|weapp|browser] [jest's own arguments]`: everything by default, on both
 * databases, as the compiled mini-program and in Chromium, which are installed where this command may.
 */
await launch(async (args) => {
  const { projects, rest } = readArguments(args);
  const unknown = projects.find((project) => !allProjects.includes(project));
  if (unknown)
    throw new Refusal(`There is no test project "${unknown}"; choose from ${allProjects.join(', ')}.`);
  await ensureInstalled();
  const { here, leftOut } = await runnable(projects);
  if (here.length === 0) throw new Refusal(leftOut.map((why) => `Cannot run ${why}`).join('\n'));
  await build(neededBy(here, 'builds'));
  const result = await withCleanUp((folder, running) => test(here, rest, folder, running));
  return report(result, leftOut);
});
