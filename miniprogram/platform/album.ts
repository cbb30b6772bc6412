import Taro from '@tarojs/taro';
import { canCall, isPrivacyRefusal, readRefusal } from './api';
import { IN_WECHAT } from './env';

const SCOPE = 'scope.writePhotosAlbum';

/** What became of a picture that was to be kept: `refused` is the permission, `privacy` WeChat's privacy guide. */
export type Kept = 'kept' | 'cancelled' | 'refused' | 'privacy' | 'failed';

function refusalOf(error: unknown): Kept {
  if (isPrivacyRefusal(error)) return 'privacy';
  const { message } = readRefusal(error);
  // the phone's own refusal and WeChat's are worded differently from version to version
  if (/auth|deny|denied|permission/i.test(message)) return 'refused';
  return /cancel/i.test(message) ? 'cancelled' : 'failed';
}

/**
 * Puts a picture of this phone into its album, which WeChat asks the person about the first time; a browser downloads
 * it under `name`.
 */
export async function keepPicture(path: string, name: string): Promise<Kept> {
  if (!IN_WECHAT) {
    Object.assign(window.document.createElement('a'), { href: path, download: name }).click();
    return 'kept';
  }
  try {
    await Taro.saveImageToPhotosAlbum({ filePath: path });
    return 'kept';
  } catch (error) {
    return refusalOf(error);
  }
}

/** On a tap: opens WeChat's settings, where alone a refused permission can be given; whether it has been. */
export async function allowAlbum(): Promise<boolean> {
  if (!canCall('openSetting')) return false;
  try {
    const { authSetting } = await Taro.openSetting();
    return (authSetting as Readonly<Record<string, boolean | undefined>>)[SCOPE] === true;
  } catch {
    // the person turned away
    return false;
  }
}
