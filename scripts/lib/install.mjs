import { readFileSync, statSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { Refusal } from './refusal.mjs';
import { runNpm } from './run.mjs';

const lockFile = inRoot('package-lock.json');
/** npm writes this hidden lock file last, so a half-finished install does not count. */
const installedFile = inRoot('node_modules', '.package-lock.json');

/** When the file was last written (ms), or undefined if it is not there. */
function writtenAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/** Whether every package of the lock file is installed in its version; those for other platforms may be missing. */
function installedMatchesLock() {
  const installed = packagesOf(installedFile);
  return Object.entries(packagesOf(lockFile)).every(([place, wanted]) => {
    if (place === '') return true;
    const there = installed[place];
    return there
      ? there.version === wanted.version
      : Boolean(wanted.optional || wanted.devOptional || wanted.peer);
  });
}

function isInstalled() {
  const locked = writtenAt(lockFile);
  const installed = writtenAt(installedFile);
  if (locked === undefined)
    throw new Refusal('package-lock.json is missing; this is not a whole checkout of Liuke.');
  if (installed === undefined) return false;
  // A checkout touches the lock file without changing it; then its contents decide.
  return installed >= locked || installedMatchesLock();
}

/** Installs the packages of the lock file if they are missing or are not those it names. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  console.log('Installing packages (npm ci, about a minute and a half) …');
  const { code } = await runNpm(['ci', '--no-audit', '--no-fund']);
  if (code !== 0) {
    throw new Refusal(
      'npm ci failed, see above. Is the npm registry reachable? Then run the same command again.',
    );
  }
}
