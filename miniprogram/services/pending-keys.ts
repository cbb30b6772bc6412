import type { Store } from '@/platform/storage';

/** One command that was sent and has no definite answer yet. */
interface Pending {
  readonly intent: string;
  readonly key: string;
  readonly at: number;
}

const STORAGE_KEY = 'pending-keys';
/** The server keeps keys for 30 days; after one the person has long forgotten the tap. */
export const PENDING_KEPT_MS = 24 * 3_600_000;
/** More unanswered commands than this are not all remembered; the oldest go first. */
export const PENDING_MAX = 50;

function isPending(value: unknown): value is Pending {
  if (typeof value !== 'object' || value === null) return false;
  const { intent, key, at } = value as Partial<Pending>;
  return typeof intent === 'string' && typeof key === 'string' && typeof at === 'number';
}

/**
 * Idempotency keys of commands under way. A key is made on the phone and stored before the first send, so that a
 * tap repeated after a crash, a lost answer or a dead network is the same command; it is dropped after any
 * definite answer.
 * @rule L5
 */
export class PendingKeys {
  constructor(
    private readonly store: Store,
    private readonly newKey: () => string,
    private readonly now: () => number,
  ) {}

  /** The key for `intent` (what is done to what): the one still open, or a new one, stored before this returns. */
  take(intent: string): string {
    const open = this.read();
    const known = open.find((entry) => entry.intent === intent);
    if (known) return known.key;
    const made = { intent, key: this.newKey(), at: this.now() };
    this.write([...open, made].slice(-PENDING_MAX));
    return made.key;
  }

  /** The command got a definite answer. */
  settle(intent: string): void {
    const open = this.read();
    const rest = open.filter((entry) => entry.intent !== intent);
    if (rest.length !== open.length) this.write(rest);
  }

  private read(): Pending[] {
    const stored = this.store.get(STORAGE_KEY);
    if (!Array.isArray(stored)) return [];
    const oldest = this.now() - PENDING_KEPT_MS;
    return (stored as unknown[]).filter(isPending).filter((entry) => entry.at >= oldest);
  }

  private write(entries: readonly Pending[]): void {
    if (entries.length === 0) this.store.remove(STORAGE_KEY);
    else this.store.set(STORAGE_KEY, entries);
  }
}
