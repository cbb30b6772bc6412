import Taro from '@tarojs/taro';
import { canCall, isPrivacyRefusal } from './api';
import { later } from './clock';
import { IN_WECHAT } from './env';
import { needsPrivacyConsent } from './privacy';

const KEPT_MS = 10 * 60_000;
const SCOPE = 'scope.userFuzzyLocation';
let known: { near: string; at: number } | null = null;
let refusal: 'privacy' | 'permission' | null = null;

/** A phone that looks for its place holds up no list for longer. */
const QUIET_WAIT_MS = 2_500;

interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** The coordinates of Chinese maps, in which stores are entered and maps are opened; a browser has only its own. */
function locate(): Promise<Coordinates> {
  if (IN_WECHAT) return Taro.getFuzzyLocation({ type: 'gcj02' });
  return new Promise((found, failed) => {
    window.navigator.geolocation.getCurrentPosition(({ coords }) => found(coords), failed);
  });
}

/** What `locate` finds; fails when it takes too long. */
function locateSoon(): Promise<Coordinates> {
  return new Promise((found, failed) => {
    const stop = later(QUIET_WAIT_MS, () => failed(new Error('no place in time')));
    locate().then(found, failed).finally(stop);
  });
}

/** Whether the place would be given without asking anything. */
async function isAllowed(): Promise<boolean> {
  if (!IN_WECHAT)
    return (await window.navigator.permissions.query({ name: 'geolocation' })).state === 'granted';
  if (!canCall('getSetting') || (await needsPrivacyConsent())) return false;
  const { authSetting } = await Taro.getSetting();
  return (authSetting as Readonly<Record<string, boolean | undefined>>)[SCOPE] === true;
}

/**
 * `lat,lng` of the phone for "nearest first", or null when it is not known. Asks WeChat at most once in ten minutes;
 * a refusal is respected: until the next tap on it nothing is asked again.
 * @param how `quietly` never puts a question to the person, as when a page opens by itself
 */
export async function whereAmI(how: 'asking' | 'quietly' = 'asking'): Promise<string | null> {
  if (known && Date.now() - known.at < KEPT_MS) return known.near;
  try {
    if (how === 'quietly' && !(await isAllowed())) return null;
    const { latitude, longitude } = await (how === 'quietly' ? locateSoon() : locate());
    known = { near: `${latitude.toFixed(5)},${longitude.toFixed(5)}`, at: Date.now() };
    refusal = null;
    return known.near;
  } catch (error) {
    if (how === 'asking') refusal = isPrivacyRefusal(error) ? 'privacy' : 'permission';
    return null;
  }
}

/** Why the place is not known, when the person said no: to the privacy guide, or to WeChat's own question. */
export function whereRefusal(): 'privacy' | 'permission' | null {
  return refusal;
}

/**
 * After a refusal, on a tap: asks the privacy question anew, or opens the settings, where alone a refused permission
 * can be given. The place, or null when it stays unknown.
 */
export async function askWhereAgain(): Promise<string | null> {
  if (refusal === 'permission' && canCall('openSetting')) {
    try {
      await Taro.openSetting();
    } catch {
      // the person turned away
      return null;
    }
  }
  return whereAmI('asking');
}
