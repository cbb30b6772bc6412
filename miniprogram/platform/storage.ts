import Taro from '@tarojs/taro';
import { persona } from './browser';

/** What services need of a storage; `get` gives undefined for what is absent or damaged. */
export interface Store {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
  remove(key: string): void;
}

/** Several preview frames share one origin, so every key carries the persona. */
const prefix = persona === null ? 'liuke.' : `liuke.${persona}.`;

/** The phone's storage. A full or forbidden storage is no reason to stop: the session then lives in memory only. */
export const storage: Store = {
  get(key) {
    try {
      const text: unknown = Taro.getStorageSync(prefix + key);
      return typeof text === 'string' && text !== '' ? (JSON.parse(text) as unknown) : undefined;
    } catch {
      return undefined;
    }
  },
  set(key, value) {
    try {
      Taro.setStorageSync(prefix + key, JSON.stringify(value));
    } catch {
      // kept in memory by the caller
    }
  },
  remove(key) {
    try {
      Taro.removeStorageSync(prefix + key);
    } catch {
      // nothing was there
    }
  },
};
