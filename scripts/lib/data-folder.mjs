import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Refusal } from './refusal.mjs';

/** This file says that a folder is ours to empty. */
const marker = '.liuke';
const markerText = 'Liuke keeps its data in this folder. `npm start -- --reset` empties it.\n';

function entriesOf(folder) {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw new Refusal(
      `The data folder ${folder} cannot be read (${error.code}); set LIUKE_DATA_DIR to another.`,
    );
  }
}

/** Makes the data folder if it is missing and proves that it can be written to. */
export function prepareDataFolder(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    const isNew = readdirSync(folder).length === 0;
    const probe = path.join(folder, `.write-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
    // A folder that already held something else is used, but never becomes ours to empty.
    if (isNew) writeFileSync(path.join(folder, marker), markerText);
  } catch (error) {
    throw new Refusal(
      `The data folder ${folder} cannot be written (${error.code}); set LIUKE_DATA_DIR to another.`,
    );
  }
}

/** Whether a process with this id runs. One that belongs to somebody else counts. */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The process id of the server that uses the folder now, or undefined. The server itself holds the lock. */
function lockHolder(folder) {
  let text;
  try {
    text = readFileSync(path.join(folder, 'server.lock'), 'utf8');
  } catch {
    return undefined;
  }
  const pid = Number(/\d+/.exec(text)?.[0]);
  return pid > 0 && isRunning(pid) ? pid : undefined;
}

/** Refuses if a server uses the folder already. */
export function refuseIfInUse(folder) {
  const pid = lockHolder(folder);
  if (pid === undefined) return;
  throw new Refusal(
    `Another Liuke server (process ${pid}) uses ${folder}; stop it, or set LIUKE_DATA_DIR to another folder.`,
  );
}

/** Empties the folder, provided that it is one that Liuke made. */
export function emptyDataFolder(folder) {
  const entries = entriesOf(folder);
  if (entries.length === 0) return;
  if (!entries.includes(marker)) {
    throw new Refusal(`${folder} was not made by Liuke (it has no ${marker} file), so it is not emptied.`);
  }
  for (const entry of entries) rmSync(path.join(folder, entry), { recursive: true, force: true });
}

/** Stands in the folder while its first start is under way. */
const firstStart = 'first-start';

/**
 * Marks a folder without a database as being set up for the first time; answers what takes the mark away when the
 * demo is whole. On a folder that has a database it does nothing.
 */
export function beginFirstStart(folder) {
  if (existsSync(path.join(folder, 'liuke.db'))) return () => undefined;
  const mark = path.join(folder, firstStart);
  writeFileSync(mark, '');
  return () => rmSync(mark, { force: true });
}

/** Whether the first start ended half-way: then there is half a demo in the folder, and nothing of anybody's. */
export function firstStartBrokeOff(folder) {
  return existsSync(path.join(folder, firstStart));
}
