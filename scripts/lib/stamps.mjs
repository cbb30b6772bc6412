import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { filesUnder } from './files.mjs';
import { inRoot } from './paths.mjs';

/**
 * What the build of `target` looked at, as JSON: a hash of names, sizes and times of its sources, and the settings it
 * compiles in. The tests read from it for which server the mini-program was built.
 */
function fingerprint(target) {
  const hash = createHash('sha256');
  for (const source of target.sources) {
    const place = inRoot(source);
    const files = statSync(place, { throwIfNoEntry: false })?.isDirectory() ? filesUnder(place) : [place];
    for (const file of files) {
      const stat = statSync(file, { throwIfNoEntry: false });
      hash.update(`${file}\0${stat?.size}\0${stat?.mtimeMs}\n`);
    }
  }
  return JSON.stringify({ sources: hash.digest('hex'), settings: target.settings ?? {} });
}

function stampFile(target) {
  return inRoot('dist', '.stamps', target.name);
}

/** Whether what the last build of `target` left is there and its sources are as they were then. */
export function isFresh(target) {
  const stamp = stampFile(target);
  return (
    existsSync(inRoot(target.result)) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === fingerprint(target)
  );
}

/** Runs `build` between forgetting and setting the stamp, so that an interrupted build is never taken for whole. */
export async function stamped(target, build) {
  const before = fingerprint(target);
  mkdirSync(inRoot('dist', '.stamps'), { recursive: true });
  rmSync(stampFile(target), { force: true });
  await build();
  writeFileSync(stampFile(target), before);
}
