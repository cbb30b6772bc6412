import Taro from '@tarojs/taro';
import { IN_WECHAT } from './env';

/** Whether this surface has a camera scanner; otherwise the screen asks to type the code. */
export const CAN_SCAN = IN_WECHAT;

/** Opens the scanner; the text of the code, or null when the person turned away. */
export async function scanCode(): Promise<string | null> {
  try {
    const found = await Taro.scanCode({ onlyFromCamera: true, scanType: ['qrCode', 'barCode'] });
    return found.result;
  } catch {
    return null;
  }
}
