import { Text } from '@tarojs/components';
import { useStoreAtHand } from '@/hooks/use-store';
import { go } from '@/platform/router';
import { t } from '@/texts';
import { Icon } from '../icon/icon';
import { Tag } from '../parts/parts';
import { Tap } from '../tap/tap';

/** The store I am at: the one scanned or picked last, else the nearest. A tap lists all. */
export function StoreChip() {
  const chosen = useStoreAtHand();
  return (
    <Tap className="store-chip" onTap={() => go('stores')}>
      <Icon name="pin" tone="brand" />
      <Text className="store-chip__name">{chosen?.name ?? t.member.home.pickStore}</Text>
      {chosen !== null && (
        <Tag
          text={chosen.open_now ? t.member.home.openNow : t.member.home.closedNow}
          tone={chosen.open_now ? 'leaf' : 'quiet'}
        />
      )}
      <Icon name="down" size="small" tone="ink_faint" />
    </Tap>
  );
}
