import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The absolute path of something in the project. */
export function inRoot(...parts) {
  return path.join(root, ...parts);
}

/** `file` as a reader of the project would write it: relative to the root, with forward slashes. */
export function shown(file) {
  return path.relative(root, file).split(path.sep).join('/') || '.';
}
