import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Thrown when another server uses the data folder. */
export class FolderInUse extends Error {}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Takes `<folder>/server.lock`: one process per embedded database. A lock left by a process that no longer runs
 * is taken over.
 * @returns the function that gives it back
 * @throws FolderInUse
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'server.lock');
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      const handle = openSync(file, 'wx');
      writeSync(handle, `${process.pid}\n`);
      closeSync(handle);
      return () => {
        rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number.parseInt(readFileSync(file, 'utf8'), 10);
      if (holder > 0 && holder !== process.pid && isRunning(holder)) {
        throw new FolderInUse(`another Liuke server (process ${holder}) uses ${folder}`);
      }
      rmSync(file, { force: true });
    }
  }
  throw new FolderInUse(`${file} cannot be taken`);
}
