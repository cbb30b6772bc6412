import type { Store } from '@/platform/storage';

/** One remembered value that screens can watch; survives a restart. */
export class Kept<Value> {
  private value: Value | null;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly key: string,
    isValue: (stored: unknown) => stored is Value,
    private readonly store: Store,
  ) {
    const stored = store.get(key);
    this.value = isValue(stored) ? stored : null;
  }

  current = (): Value | null => this.value;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Remembers `value`; null forgets. */
  set(value: Value | null): void {
    this.value = value;
    if (value === null) this.store.remove(this.key);
    else this.store.set(this.key, value);
    for (const listener of this.listeners) listener();
  }
}
