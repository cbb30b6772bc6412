import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figures';

const DIST = join(__dirname, '../../dist');
const FILE = join(DIST, 'bench.json');

/**
 * Writes the figures whose names are of this bench into dist/bench.json, where those of the other one stay.
 * @returns the file, as people find it
 */
export function writeRows(figures: readonly Figure[], isMine: (name: string) => boolean): string {
  mkdirSync(DIST, { recursive: true });
  const before = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as { rows: Figure[] }).rows : [];
  const kept = before.filter(({ name }) => !isMine(name));
  const rows = [...kept, ...figures.filter(({ name }) => isMine(name))];
  writeFileSync(FILE, `${JSON.stringify({ rows }, null, 2)}\n`);
  return 'dist/bench.json';
}
