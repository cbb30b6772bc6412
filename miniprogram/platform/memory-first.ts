/** What services need of a storage; `get` gives undefined for what is absent or damaged. */
export interface Store {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  remove(key: string): void;
}

/** The phone's own storage: texts under keys. Each call may throw: full, forbidden, not there. */
export interface Disk {
  read(key: string): unknown;
  write(key: string, text: string): void;
  erase(key: string): void;
}

function attempt(run: () => void): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}

/**
 * A storage that remembers while the app lives, whatever becomes of the disk below it: a full, forbidden or cleared
 * disk loses nothing before the next start. What a full disk could not take is taken off it too, so that the next
 * start finds nothing rather than something outdated.
 */
export function memoryFirst(disk: Disk): Store {
  /** Texts written in this run; null is what was removed. */
  const memory = new Map<string, string | null>();

  function textOf(key: string): unknown {
    const known = memory.get(key);
    if (known !== undefined) return known;
    let text: unknown;
    attempt(() => {
      text = disk.read(key);
    });
    return text;
  }

  return {
    get(key) {
      const text = textOf(key);
      if (typeof text !== 'string' || text === '') return undefined;
      let value: unknown;
      attempt(() => {
        value = JSON.parse(text) as unknown;
      });
      return value;
    },
    set(key, value) {
      const text = JSON.stringify(value);
      memory.set(key, text);
      if (attempt(() => disk.write(key, text))) return;
      // the old value may be all that fills the disk
      attempt(() => disk.erase(key));
      attempt(() => disk.write(key, text));
    },
    remove(key) {
      memory.set(key, null);
      attempt(() => disk.erase(key));
    },
  };
}
