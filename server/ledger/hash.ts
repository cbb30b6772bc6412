import { createHash } from 'node:crypto';

/** JSON with sorted keys: equal content, equal text. `undefined` members are left out, as in JSON. */
export function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value as Record<string, unknown>)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** SHA-256, base64url, of what a command asks for. */
export function hashOf(kind: string, content: unknown): string {
  return createHash('sha256').update(kind).update('\u0000').update(canonical(content)).digest('base64url');
}
