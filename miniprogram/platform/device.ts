import Taro from '@tarojs/taro';
import { canCall } from './api';
import { IN_WECHAT } from './env';

async function quietly(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch {
    // an old phone, or a browser without it: the screen works without
  }
}

/** A short buzz that says "done". */
export async function buzz(): Promise<void> {
  if (IN_WECHAT) await quietly(() => Taro.vibrateShort({ type: 'medium' }));
  else if ('vibrate' in window.navigator) window.navigator.vibrate(30);
}

/**
 * Full brightness and no sleep while a code is shown; the returned function restores what was.
 * In a browser there is nothing to set.
 */
export async function brightScreen(): Promise<() => void> {
  if (!IN_WECHAT) return () => undefined;
  await quietly(() => Taro.setKeepScreenOn({ keepScreenOn: true }));
  let before: number | null = null;
  await quietly(async () => {
    const { value } = await Taro.getScreenBrightness();
    before = value;
    await Taro.setScreenBrightness({ value: 1 });
  });
  return () => {
    const value = before;
    if (value !== null) void quietly(() => Taro.setScreenBrightness({ value }));
    void quietly(() => Taro.setKeepScreenOn({ keepScreenOn: false }));
  };
}

/** Copies `text` to the clipboard. */
export async function copy(text: string): Promise<void> {
  await quietly(() => Taro.setClipboardData({ data: text }));
}

/** Offers to call `phone`. */
export async function callPhone(phone: string): Promise<void> {
  await quietly(() => Taro.makePhoneCall({ phoneNumber: phone }));
}

/** Tells when the app goes out of sight and comes back, as long as it lives. */
export function watchVisibility(tell: (visible: boolean) => void): void {
  if (!IN_WECHAT) {
    window.document.addEventListener('visibilitychange', () => tell(!window.document.hidden));
    return;
  }
  Taro.onAppShow(() => tell(true));
  Taro.onAppHide(() => tell(false));
}

/** Tells when the person takes a picture of the screen, where WeChat says so; returns how to stop. */
export function watchCapture(tell: () => void): () => void {
  if (!canCall('onUserCaptureScreen')) return () => undefined;
  Taro.onUserCaptureScreen(tell);
  return () => {
    if (canCall('offUserCaptureScreen')) Taro.offUserCaptureScreen(tell);
  };
}
