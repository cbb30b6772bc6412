import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Random } from '../random';
import { ConfigError } from './config';

const secretsFile = z.object({ secret_key: z.string().min(32), hash_key: z.string().min(32) });
export type Secrets = z.infer<typeof secretsFile>;

/**
 * The root keys of `<dataDir>/secrets.json`, made at the first call. The file is written aside and linked into
 * place, so that of two processes that start together one wins and both read the same, and a crash leaves none.
 * @throws ConfigError when the folder cannot be written or the file is damaged: a new key in its place would
 * lose every member, so that is left to a person
 */
export function ensureSecrets(dataDir: string, random: Random): Secrets {
  const file = join(dataDir, 'secrets.json');
  try {
    return readSecrets(file) ?? createSecrets(dataDir, file, random);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError([
      `LIUKE_DATA_DIR is ${dataDir}, which cannot be used (${String(error)}): choose a folder that this user may write to.`,
    ]);
  }
}

function createSecrets(dataDir: string, file: string, random: Random): Secrets {
  mkdirSync(dataDir, { recursive: true });
  const made = { secret_key: random.text(43), hash_key: random.text(43) };
  const aside = `${file}.${random.text(8)}`;
  const handle = openSync(aside, 'wx', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(made, null, 2)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    unlinkSync(aside);
  }
  return readSecrets(file) ?? made;
}

/** Null when there is no such file. */
function readSecrets(file: string): Secrets | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  const parsed = secretsFile.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new ConfigError([
    `${file} is damaged: restore it from a backup, or set LIUKE_SECRET_KEY and LIUKE_HASH_KEY to the keys it held.`,
  ]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function codeOf(error: unknown): unknown {
  // Not `instanceof Error`: Node's own errors come from another realm under jest.
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
