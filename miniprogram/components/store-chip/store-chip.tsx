import { useCallback, useEffect } from 'react';
import { Text, View } from '@tarojs/components';
import { useResource } from '@/hooks/use-resource';
import { useChosenStore } from '@/hooks/use-store';
import { whereAmI } from '@/platform/location';
import { go } from '@/platform/router';
import { call } from '@/services/app';
import { chosenStore } from '@/services/chosen-store';
import { t } from '@/texts';
import { Icon } from '../icon/icon';
import { Tag } from '../parts/parts';

/** The store I am at: the one scanned or picked last, else the nearest. A tap lists all. */
export function StoreChip() {
  const chosen = useChosenStore();
  const load = useCallback(async () => {
    const near = await whereAmI('quietly');
    return call('GET /stores', { query: { limit: 1, near: near ?? undefined } });
  }, []);
  const nearest = useResource(chosen === null ? load : null);
  const first = nearest.data?.items[0];
  useEffect(() => {
    if (first) chosenStore.set({ id: first.id, name: first.name, open_now: first.open_now });
  }, [first]);
  return (
    <View className="store-chip" ariaRole="button" onClick={() => go('stores')}>
      <Icon name="pin" tone="brand" />
      <Text className="store-chip__name">{chosen?.name ?? t.member.home.pickStore}</Text>
      {chosen !== null && (
        <Tag
          text={chosen.open_now ? t.member.home.openNow : t.member.home.closedNow}
          tone={chosen.open_now ? 'leaf' : 'quiet'}
        />
      )}
      <Icon name="down" size="small" tone="ink_faint" />
    </View>
  );
}
