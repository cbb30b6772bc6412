import { useCallback } from 'react';
import { Text, View } from '@tarojs/components';
import type { StoreCard } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Notice } from '@/components/feedback/feedback';
import { List } from '@/components/list/list';
import { Page } from '@/components/page/page';
import { Card, Tag } from '@/components/parts/parts';
import { usePages } from '@/hooks/use-pages';
import { useChosenStore } from '@/hooks/use-store';
import { back, go } from '@/platform/router';
import { toast } from '@/platform/ui';
import { call } from '@/services/app';
import { chooseStore } from '@/services/stores';
import { t } from '@/texts';
import { OpeningLine } from '../nearby/opening-line';
import { PlaceBar } from '../nearby/place-bar';
import { usePlace } from '../nearby/use-place';
import './index.css';

const words = t.member.stores;

function StoreRow({ store, chosen }: { store: StoreCard; chosen: boolean }) {
  const pick = (): void => {
    chooseStore(store);
    toast(words.picked(store.name));
    back();
  };
  return (
    <Card onTap={() => go('store', { id: store.id })}>
      <View className="stores__head">
        <Text className="stores__name">{store.name}</Text>
        {store.distance_m !== null && (
          <Text className="stores__distance">{words.distance(store.distance_m)}</Text>
        )}
      </View>
      <Text className="stores__address">{store.address}</Text>
      <View className="stores__foot">
        <OpeningLine hours={store.hours} />
        {chosen ? (
          <Tag text={words.chosen} tone="brand" />
        ) : (
          <View className="stores__pick" onClick={(event) => event.stopPropagation()}>
            <Button small kind="quiet" onTap={pick}>
              {words.pick}
            </Button>
          </View>
        )}
      </View>
    </Card>
  );
}

function StoresPage() {
  const chosen = useChosenStore();
  const place = usePlace();
  const { near } = place;
  const load = useCallback(
    (after: string | undefined) => call('GET /stores', { query: { near: near ?? undefined, after } }),
    [near],
  );
  const list = usePages(near === undefined ? null : load);
  return (
    <Page title={words.title} list={list}>
      <PlaceBar place={place} />
      <List of={list} empty={<Notice icon="store" title={words.emptyTitle} hint={words.emptyHint} />}>
        {(stores) =>
          stores.map((store) => <StoreRow key={store.id} store={store} chosen={chosen?.id === store.id} />)
        }
      </List>
    </Page>
  );
}

export default StoresPage;
