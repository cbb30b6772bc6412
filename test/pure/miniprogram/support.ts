import type { Store } from '@/platform/storage';

/** A phone's storage in memory, which forgets nothing but what it is told to. */
export function memoryStore(
  initial: Record<string, unknown> = {},
): Store & { readonly kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>(Object.entries(initial));
  return {
    kept,
    get: (key) => kept.get(key),
    // as the phone does: what is stored is a copy
    set: (key, value) => void kept.set(key, JSON.parse(JSON.stringify(value))),
    remove: (key) => void kept.delete(key),
  };
}

/** Keys k1, k2, … */
export function countingKeys(): () => string {
  let made = 0;
  return () => {
    made += 1;
    return `key-${String(made).padStart(4, '0')}`;
  };
}
