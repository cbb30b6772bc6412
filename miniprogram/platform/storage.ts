import Taro from '@tarojs/taro';
import { persona } from './browser';
import { memoryFirst, type Store } from './memory-first';

export type { Store } from './memory-first';

/** Several preview frames share one origin, so every key carries the persona. */
const prefix = persona === null ? 'liuke.' : `liuke.${persona}.`;

/** The phone's storage. A full, forbidden or cleared one is no reason to stop: see memoryFirst. */
export const storage: Store = memoryFirst({
  read: (key) => Taro.getStorageSync<unknown>(prefix + key),
  write: (key, text) => Taro.setStorageSync(prefix + key, text),
  erase: (key) => Taro.removeStorageSync(prefix + key),
});
