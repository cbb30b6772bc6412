import Taro from '@tarojs/taro';
import { IN_WECHAT } from './env';
import type { Question } from './question-queue';
import { ask } from './ui';

/** When WeChat has fetched a new version, asks whether to use it now; otherwise the next start does. */
export function offerUpdate(question: Question): void {
  if (!IN_WECHAT) return;
  const updates = Taro.getUpdateManager();
  updates.onUpdateReady(() => {
    void ask(question).then((yes) => {
      if (yes) updates.applyUpdate();
    });
  });
}
