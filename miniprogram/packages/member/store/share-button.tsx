import { Text, View } from '@tarojs/components';
import type { StoreCard } from '@shared/contract';
import { Icon } from '@/components/icon/icon';
import { NativeButton } from '@/components/native-button/native-button';
import { copy } from '@/platform/device';
import { IN_WECHAT } from '@/platform/env';
import { toast } from '@/platform/ui';
import { t } from '@/texts';

const words = t.member.store;

/** Sends the store to a friend. The preview has no chats, so it copies what would be said. */
export function ShareButton({ store }: { store: StoreCard }) {
  const face = (
    <View className="store__share">
      <Icon name="share" tone="ink_soft" />
      <Text className="store__share-word">{words.share}</Text>
    </View>
  );
  if (IN_WECHAT) return <NativeButton openType="share">{face}</NativeButton>;
  return (
    <View
      ariaRole="button"
      onClick={() => {
        void copy(`${store.name}，${store.address}`).then(() => toast(words.shareCopied));
      }}
    >
      {face}
    </View>
  );
}
