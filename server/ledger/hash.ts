import { hash } from 'node:crypto';

/** JSON with sorted keys: equal content, equal text. `undefined` members are left out, as in JSON. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = value as Record<string, unknown>;
  let text = '';
  for (const name of Object.keys(members).sort()) {
    const member = members[name];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonical(member)}`;
  }
  return `{${text}}`;
}

/** SHA-256, base64url, of what a command asks for. */
export function hashOf(kind: string, content: unknown): string {
  return hash('sha256', `${kind}\u0000${canonical(content)}`, 'base64url');
}
