import Taro from '@tarojs/taro';
import { canCall } from './api';
import { PrivacyDesk } from './privacy-desk';

/** The open privacy question; the page in sight draws it. */
export const privacyDesk = new PrivacyDesk();

/** From now on our own sheet asks. Without it, on an older WeChat, WeChat asks by itself. */
export function watchPrivacy(): void {
  if (!canCall('onNeedPrivacyAuthorization')) return;
  Taro.onNeedPrivacyAuthorization((resolve) => privacyDesk.ask(resolve));
}

/** Whether a feature that needs personal data would first ask; false where nothing has to be asked. */
export function needsPrivacyConsent(): Promise<boolean> {
  if (!canCall('getPrivacySetting')) return Promise.resolve(false);
  return new Promise((resolve) => {
    Taro.getPrivacySetting({
      success: ({ needAuthorization }) => resolve(needAuthorization),
      // not known: then better not without a tap
      fail: () => resolve(true),
    });
  });
}

/** Opens the privacy guide WeChat keeps for us; false where there is none to open. */
export function openPrivacyGuide(): Promise<boolean> {
  if (!canCall('openPrivacyContract')) return Promise.resolve(false);
  return new Promise((resolve) => {
    Taro.openPrivacyContract({ success: () => resolve(true), fail: () => resolve(false) });
  });
}
