import Taro from '@tarojs/taro';
import { IN_WECHAT } from './env';
import { copy } from './device';

/** A place to go to. */
export interface Destination {
  readonly name: string;
  readonly address: string;
  readonly lat: number;
  readonly lng: number;
}

/**
 * Shows the way on WeChat's map. The preview has no map, so it copies the address instead.
 * @returns what was done
 */
export async function showWay(to: Destination): Promise<'opened' | 'copied'> {
  if (!IN_WECHAT) {
    await copy(to.address);
    return 'copied';
  }
  try {
    await Taro.openLocation({
      latitude: to.lat,
      longitude: to.lng,
      name: to.name,
      address: to.address,
      scale: 16,
    });
    return 'opened';
  } catch {
    await copy(to.address);
    return 'copied';
  }
}
