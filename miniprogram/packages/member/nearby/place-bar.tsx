import { Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { Icon } from '@/components/icon/icon';
import { IN_WECHAT } from '@/platform/env';
import { t } from '@/texts';
import type { MyPlace } from './use-place';
import './nearby.css';

const words = t.member.stores.place;

/** Why nothing is sorted by distance, and what to do about it; nothing once the place is known. */
export function PlaceBar({ place }: { place: MyPlace }) {
  if (typeof place.near === 'string' || place.near === undefined) return null;
  const says = {
    none: { text: words.unasked, action: words.ask },
    permission: { text: words.refused, action: IN_WECHAT ? words.toSettings : words.ask },
    privacy: { text: words.privacy, action: words.agree },
  }[place.refusal ?? 'none'];
  return (
    <View className="place-bar">
      <Icon name="pin" tone="ink_faint" />
      <Text className="place-bar__text">{says.text}</Text>
      <Button small kind="quiet" busy={place.asking} onTap={place.ask}>
        {place.asking ? words.asking : says.action}
      </Button>
    </View>
  );
}
