import Taro from '@tarojs/taro';
import { IN_WECHAT } from './env';

let online = true;
let watching = false;
const listeners = new Set<() => void>();

function change(next: boolean): void {
  if (next === online) return;
  online = next;
  for (const listener of listeners) listener();
}

/** Listens to the phone once, for as long as the app lives: taking a listener away fails on older versions. */
function watch(): void {
  if (watching) return;
  watching = true;
  if (IN_WECHAT) {
    Taro.onNetworkStatusChange(({ isConnected }) => change(isConnected));
    void Taro.getNetworkType().then(({ networkType }) => change(networkType !== 'none'));
    return;
  }
  window.addEventListener('online', () => change(true));
  window.addEventListener('offline', () => change(false));
  change(window.navigator.onLine);
}

/** Whether the phone is on a network, and word of every change. */
export const network = {
  isOnline: (): boolean => online,
  subscribe: (listener: () => void): (() => void) => {
    watch();
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
