import { Text, View } from '@tarojs/components';
import type { OpeningHours } from '@shared/contract';
import { Tag } from '@/components/parts/parts';
import { serverClock } from '@/services/app';
import { openingNow } from '@/services/opening';
import { t } from '@/texts';
import './nearby.css';

/** Open or closed, and until when. */
export function OpeningLine({ hours }: { hours: readonly OpeningHours[] }) {
  const { open, text } = openingNow(hours, serverClock.now());
  return (
    <View className="opening">
      <Tag text={open ? t.member.home.openNow : t.member.home.closedNow} tone={open ? 'leaf' : 'quiet'} />
      <Text>{text}</Text>
    </View>
  );
}
