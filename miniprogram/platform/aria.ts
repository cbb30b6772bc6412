import { mergeInternalComponents } from '@tarojs/shared';
import { IN_WECHAT } from './env';

/** Passes what is read aloud on to WeChat's components, as the templates have been prepared for (config/aria.ts). */
export function passAria(): void {
  if (IN_WECHAT) mergeInternalComponents(ARIA_ATTRIBUTES);
}
