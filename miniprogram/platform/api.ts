import Taro from '@tarojs/taro';
import { IN_WECHAT } from './env';

/** Whether this WeChat has the function; older versions lack the newer ones, a browser nearly all. */
export function canCall(name: keyof typeof Taro): boolean {
  return IN_WECHAT && typeof Taro[name] === 'function';
}

/** What WeChat says of a call that failed. */
export interface Refused {
  readonly errno: number | null;
  readonly message: string;
}

/** Reads the object a failed call is rejected with. */
export function readRefusal(error: unknown): Refused {
  if (typeof error !== 'object' || error === null) return { errno: null, message: String(error) };
  const { errno, errMsg } = error as { errno?: unknown; errMsg?: unknown };
  return {
    errno: typeof errno === 'number' ? errno : null,
    message: typeof errMsg === 'string' ? errMsg : '',
  };
}

/** 104: the privacy sheet was refused, or may not be shown again within ten seconds. */
const PRIVACY_REFUSED = 104;

/** Whether a call failed because the privacy guide is not agreed to; another tap, later, asks anew. */
export function isPrivacyRefusal(error: unknown): boolean {
  const { errno, message } = readRefusal(error);
  return errno === PRIVACY_REFUSED || /privacy/i.test(message);
}
