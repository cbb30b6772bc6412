import type { Core, WxFunctions, WxOptions } from './core';

/** WeChat's own limits. */
const KEY_BYTES_MAX = 1 << 20;
const ALL_BYTES_MAX = 10 << 20;

/** What a phone keeps for one mini-program; it outlives the app. */
export class PhoneStorage {
  private readonly values = new Map<string, string>();
  /** Every write throws, as when the phone is full. */
  full = false;

  /** @param content JSON values by key */
  constructor(content: Readonly<Record<string, unknown>> = {}) {
    for (const [key, value] of Object.entries(content)) this.values.set(key, JSON.stringify(value));
  }

  get(key: string): unknown {
    const kept = this.values.get(key);
    return kept === undefined ? undefined : (JSON.parse(kept) as unknown);
  }

  keys(): string[] {
    return [...this.values.keys()];
  }

  bytes(): number {
    return [...this.values.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  }

  /** @throws Error in WeChat's words */
  set(key: string, value: unknown): void {
    const text = JSON.stringify(value ?? null);
    const bytes = Buffer.byteLength(text);
    const rest = this.bytes() - Buffer.byteLength(this.values.get(key) ?? '');
    if (this.full || rest + bytes > ALL_BYTES_MAX) throw new Error('exceed storage max size 10Mb');
    if (bytes > KEY_BYTES_MAX) throw new Error('entry size limit reached');
    this.values.set(key, text);
  }

  remove(key: string): void {
    this.values.delete(key);
  }

  /** Also what a person does in WeChat's settings, at any time. */
  clear(): void {
    this.values.clear();
  }
}

/** Storage as the mini-program sees it. */
export function storageFunctions(core: Core, storage: PhoneStorage): WxFunctions {
  const read = (key: string): unknown => core.realm.copy(storage.get(key));
  const write = (key: string, value: unknown): string | null => {
    try {
      storage.set(key, value);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const info = (): object => ({
    keys: storage.keys(),
    currentSize: Math.ceil(storage.bytes() / 1024),
    limitSize: ALL_BYTES_MAX / 1024,
  });
  return {
    getStorageSync: (key: string) => read(key) ?? '',
    setStorageSync: (key: string, value: unknown) => {
      const refused = write(key, value);
      if (refused !== null) throw new Error(`setStorageSync:fail ${refused}`);
    },
    removeStorageSync: (key: string) => storage.remove(key),
    clearStorageSync: () => storage.clear(),
    getStorageInfoSync: () => core.realm.copy(info()),
    getStorage: (options: WxOptions & { key: string }) => {
      const value = storage.get(options.key);
      return core.respond(
        'getStorage',
        options,
        value === undefined ? { fail: 'data not found' } : { data: value },
      );
    },
    setStorage: (options: WxOptions & { key: string; data: unknown }) => {
      const refused = write(options.key, options.data);
      return core.respond('setStorage', options, refused === null ? {} : { fail: refused });
    },
    removeStorage: (options: WxOptions & { key: string }) => {
      storage.remove(options.key);
      return core.respond('removeStorage', options, {});
    },
    clearStorage: (options: WxOptions) => {
      storage.clear();
      return core.respond('clearStorage', options, {});
    },
    getStorageInfo: (options: WxOptions) =>
      core.respond('getStorageInfo', options, info() as Record<string, unknown>),
  };
}
