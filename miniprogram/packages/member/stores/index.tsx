import { useCallback } from 'react';
import { Text, View } from '@tarojs/components';
import type { StoreCard } from '@shared/contract';
import { Notice } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { List } from '@/components/list/list';
import { Page } from '@/components/page/page';
import { Card, Tag } from '@/components/parts/parts';
import { usePages } from '@/hooks/use-pages';
import { useChosenStore } from '@/hooks/use-store';
import { callPhone } from '@/platform/device';
import { whereAmI } from '@/platform/location';
import { back } from '@/platform/router';
import { call, serverClock } from '@/services/app';
import { chosenStore } from '@/services/chosen-store';
import { openToday } from '@/services/opening';
import { t } from '@/texts';
import './index.css';

const words = t.member.stores;

function StoreRow({ store, chosen }: { store: StoreCard; chosen: boolean }) {
  const { phone } = store;
  const pick = (): void => {
    chosenStore.set({ id: store.id, name: store.name, open_now: store.open_now });
    back();
  };
  return (
    <Card onTap={pick}>
      <View className="stores__row">
        <View className="stores__words">
          <View className="stores__head">
            <Text className="stores__name">{store.name}</Text>
            <Tag
              text={store.open_now ? t.member.home.openNow : t.member.home.closedNow}
              tone={store.open_now ? 'leaf' : 'quiet'}
            />
            {chosen && <Tag text={words.chosen} tone="brand" />}
          </View>
          <Text className="stores__hint">{store.address}</Text>
          <Text className="stores__hint">{openToday(store.hours, serverClock.now())}</Text>
        </View>
        <View className="stores__side">
          {store.distance_m !== null && (
            <Text className="stores__hint">{words.distance(store.distance_m)}</Text>
          )}
          {phone !== null && (
            <View
              className="stores__call"
              ariaRole="button"
              ariaLabel={words.call}
              onClick={(event) => {
                event.stopPropagation();
                void callPhone(phone);
              }}
            >
              <Icon name="phone" tone="brand" />
            </View>
          )}
        </View>
      </View>
    </Card>
  );
}

function StoresPage() {
  const chosen = useChosenStore();
  const load = useCallback(async (after: string | undefined) => {
    const near = await whereAmI();
    return call('GET /stores', { query: { near: near ?? undefined, after } });
  }, []);
  const list = usePages(load);
  return (
    <Page title={words.title} list={list}>
      <List of={list} empty={<Notice icon="store" title={words.emptyTitle} hint={words.emptyHint} />}>
        {(stores) =>
          stores.map((store) => <StoreRow key={store.id} store={store} chosen={chosen?.id === store.id} />)
        }
      </List>
    </Page>
  );
}

export default StoresPage;
