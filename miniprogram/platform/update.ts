import Taro from '@tarojs/taro';
import { IN_WECHAT } from './env';

/** When WeChat has fetched a new version, asks whether to use it now; otherwise the next start does. */
export function offerUpdate(question: string): void {
  if (!IN_WECHAT) return;
  const updates = Taro.getUpdateManager();
  updates.onUpdateReady(() => {
    void Taro.showModal({ title: '', content: question }).then(({ confirm }) => {
      if (confirm) updates.applyUpdate();
    });
  });
}
