import Taro from '@tarojs/taro';
import { canCall } from './api';
import { IN_WECHAT } from './env';
import { isBrowseOnly, parseQuery, type Entrance } from './page-url';

function entrance(): Entrance {
  if (!IN_WECHAT) return { scene: Number(parseQuery(window.location.search)['from'] ?? '0') };
  if (canCall('getEnterOptionsSync')) return Taro.getEnterOptionsSync();
  return canCall('getLaunchOptionsSync') ? Taro.getLaunchOptionsSync() : {};
}

/**
 * Whether this is one page seen from Moments (1154): no login, no way to other pages, a storage of its own. WeChat
 * starts the app anew for it and, on "go to the mini-program", once more, so it holds for the whole run.
 * The preview shows it with `?from=1154`.
 */
export const BROWSE_ONLY = isBrowseOnly(entrance());
