import { isUtf8 } from 'node:buffer';
import { err, ok, type Result } from '../../../shared/kernel';

export type JsonProblem = 'not_utf8' | 'not_json' | 'forbidden_key' | 'broken_text';

const ESCAPE = '\\u';
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Parses the body of a request; an empty one is undefined. Keys that reach into prototypes are refused, and texts
 * with half a character, which no database keeps as they came.
 */
export function parseJson(bytes: Buffer): Result<unknown, JsonProblem> {
  if (bytes.length === 0) return ok(undefined);
  if (!isUtf8(bytes)) return err('not_utf8');
  const text = bytes.toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('not_json');
  }
  const suspicious = text.includes('__proto__') || text.includes('constructor') || text.includes(ESCAPE);
  const problem = suspicious ? inspect(value) : null;
  return problem ? err(problem) : ok(value);
}

/** Walks without recursion: a body may be nested a hundred thousand deep. */
function inspect(root: unknown): JsonProblem | null {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string' && LONE_SURROGATE.test(value)) return 'broken_text';
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      if (key === '__proto__' || key === 'constructor') return 'forbidden_key';
      if (LONE_SURROGATE.test(key)) return 'broken_text';
      open.push(child);
    }
  }
  return null;
}
