import Taro from '@tarojs/taro';
import { canCall } from './api';

/** Opens WeChat's settings of this mini-program, where what was allowed can be taken back. */
export async function openSettings(): Promise<void> {
  if (!canCall('openSetting')) return;
  try {
    await Taro.openSetting();
  } catch {
    // the person turned away
  }
}
