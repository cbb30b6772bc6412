import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import type { StoreCard } from '@shared/contract';
import { Icon, type IconName } from '@/components/icon/icon';
import { Card } from '@/components/parts/parts';
import { callPhone, copy } from '@/platform/device';
import { showWay } from '@/platform/map';
import { toast } from '@/platform/ui';
import { t } from '@/texts';

const words = t.member.store;

function Line(props: { icon: IconName; action?: string; onTap?: () => void; children: ReactNode }) {
  const { onTap, action } = props;
  return (
    <View
      className="store__line"
      {...(onTap ? { onClick: onTap, hoverClass: 'store__line--pressed', ariaRole: 'button' } : {})}
    >
      <Icon name={props.icon} tone="ink_soft" />
      <View className="store__line-words">{props.children}</View>
      {action !== undefined && <Text className="store__line-action">{action}</Text>}
    </View>
  );
}

/** Where the store is, with the way there, and its number, with a call. */
export function Contact({ store }: { store: StoreCard }) {
  const { name, address, lat, lng, phone, distance_m: distance } = store;
  const goThere = async (): Promise<void> => {
    const how =
      lat === null || lng === null
        ? await copy(address).then(() => 'copied' as const)
        : await showWay({ name, address, lat, lng });
    if (how === 'copied') toast(words.addressCopied);
  };
  return (
    <Card tight>
      <Line icon="pin" action={words.way} onTap={() => void goThere()}>
        <Text>{address}</Text>
        {distance !== null && <Text className="store__line-hint">{t.member.stores.distance(distance)}</Text>}
      </Line>
      {phone === null ? (
        <Line icon="phone">
          <Text className="store__line-hint">{words.noPhone}</Text>
        </Line>
      ) : (
        <Line icon="phone" action={t.member.stores.call} onTap={() => void callPhone(phone)}>
          <Text>{phone}</Text>
        </Line>
      )}
    </Card>
  );
}
