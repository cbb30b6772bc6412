import Taro from '@tarojs/taro';
import { readRefusal } from './api';
import { IN_WECHAT } from './env';
import { scannedText } from './page-url';

/** Whether this surface has a camera scanner; otherwise the screen asks to type the code. */
export const CAN_SCAN = IN_WECHAT;

/** How a look through the scanner ended. */
export type Scanned =
  | { readonly kind: 'code'; readonly code: string }
  /** The person turned away, or what was seen holds no text. */
  | { readonly kind: 'nothing' }
  /** No camera, or WeChat may not use it. */
  | { readonly kind: 'no_camera' };

/** Opens the scanner. */
export async function scanCode(): Promise<Scanned> {
  try {
    const { result, path } = await Taro.scanCode({ onlyFromCamera: true, scanType: ['qrCode', 'barCode'] });
    const code = scannedText(result, path);
    return code === '' ? { kind: 'nothing' } : { kind: 'code', code };
  } catch (error) {
    return { kind: /cancel/i.test(readRefusal(error).message) ? 'nothing' : 'no_camera' };
  }
}
