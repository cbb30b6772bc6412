import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runTool } from './run.mjs';

/** What each jest project needs beside Node: builds, and programs by their name in provision.mjs. */
const needs = {
  pure: { builds: [], programs: [] },
  sqlite: { builds: ['server'], programs: [] },
  mariadb: { builds: ['server'], programs: ['mariadb'] },
  weapp: { builds: ['server', 'weapp'], programs: [] },
  browser: { builds: ['server', 'h5', 'weapp'], programs: ['chromium', 'fonts'] },
  shots: { builds: ['server', 'h5', 'weapp'], programs: ['chromium', 'fonts'] },
};

/** Every jest project of jest.config.js that tests; `shots` takes pictures for people to look at. */
export const allProjects = Object.keys(needs).filter((name) => name !== 'shots');

/** What the given projects need together: `builds` or `programs`. */
export function neededBy(projects, what) {
  return [...new Set(projects.flatMap((project) => needs[project][what]))];
}

/**
 * The arguments of `npm test -- …` in two heaps: the projects named by `--project NAME` (or `--project=NAME`, as
 * often as wanted; all if there is none), and the rest, which goes to jest as it is.
 */
export function readArguments(args) {
  const projects = [];
  const rest = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === '--project') projects.push(args[(index += 1)]);
    else if (arg.startsWith('--project=')) projects.push(arg.slice('--project='.length));
    else rest.push(arg);
  }
  return { projects: projects.length > 0 ? projects : allProjects, rest };
}

/** Settings of this shell that would leak into the tests. */
const foreign = ['PORT', 'DATABASE_URL', 'REDIS_URL', 'NODE_ENV', 'API_BASE_URL'];

/** The environment of the tests: this one without the settings of Liuke, and what `more` says. */
export function testEnvironment(more) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !foreign.includes(name) && !/^(LIUKE|WECHAT)_/.test(name),
  );
  return { ...Object.fromEntries(kept), ...more };
}

/** Runs jest for `projects`; answers how many tests passed, failed and were skipped, and jest's exit code. */
export async function runJest({ projects, rest, env, folder }) {
  const report = path.join(folder, 'jest.json');
  // --selectProjects swallows what follows it up to the next flag, so a path must not come right after it.
  const args = ['--selectProjects', ...projects, '--json', `--outputFile=${report}`, ...rest];
  const { code } = await runTool('jest/bin/jest.js', args, { env });
  return { code, ...readReport(report) };
}

function readReport(file) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
  return {
    passed: report.numPassedTests,
    // A file that does not even load has no tests to count, and is no less a failure.
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
