import { readdirSync } from 'node:fs';
import path from 'node:path';

/** All files below `folder`, absolute and sorted, without `node_modules` and dot files; none if it is missing. */
export function filesUnder(folder) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
  return entries
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      return entry.isDirectory() ? filesUnder(file) : [file];
    })
    .sort();
}
