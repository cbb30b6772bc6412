import Taro from '@tarojs/taro';
import { IN_WECHAT } from './env';

const KEPT_MS = 10 * 60_000;
let known: { near: string; at: number } | null = null;

/**
 * `lat,lng` of the phone for "nearest first", or null when it is not known. Asks WeChat at most once in ten minutes;
 * a refusal is respected silently. The preview knows no place.
 */
export async function whereAmI(): Promise<string | null> {
  if (!IN_WECHAT) return null;
  if (known && Date.now() - known.at < KEPT_MS) return known.near;
  try {
    const { latitude, longitude } = await Taro.getFuzzyLocation({ type: 'wgs84' });
    known = { near: `${latitude.toFixed(5)},${longitude.toFixed(5)}`, at: Date.now() };
    return known.near;
  } catch {
    return null;
  }
}
