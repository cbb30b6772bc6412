import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadLibsql } from './libsql';

/** Thrown when another server uses the data folder. */
export class FolderInUse extends Error {}

function holderOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return 'unknown'; // it has the lock, but has not written its number yet
  }
}

/**
 * Takes the data folder for this process: one server per embedded database. The lock is the operating system's, on
 * `<folder>/lock.db`, so it ends with its process however that ends; `<folder>/server.lock` only says who has it.
 * @returns the function that gives it back
 * @throws FolderInUse
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const note = join(folder, 'server.lock');
  const lock = new (loadLibsql())(join(folder, 'lock.db'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new FolderInUse(`another Liuke server (process ${holderOf(note)}) uses ${folder}`);
  }
  writeFileSync(note, `${process.pid}\n`);
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    rmSync(note, { force: true });
    lock.close();
  };
}
