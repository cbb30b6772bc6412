import Taro from '@tarojs/taro';

const TOAST_MS = 2_500;

/** A sentence that goes away by itself. */
export function toast(text: string): void {
  void Taro.showToast({ title: text, icon: 'none', duration: TOAST_MS });
}
