import { useCallback } from 'react';
import { Text, View } from '@tarojs/components';
import type { StoreCard } from '@shared/contract';
import { ShopArt } from '@/components/art/shop';
import { Button } from '@/components/button/button';
import { Failure, Notice, Skeleton } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { Page } from '@/components/page/page';
import { Card, Tag } from '@/components/parts/parts';
import { useResource } from '@/hooks/use-resource';
import { useChosenStore } from '@/hooks/use-store';
import { back, replace, useDidShow, useParams } from '@/platform/router';
import { useSharing } from '@/platform/share';
import { toast } from '@/platform/ui';
import { call, serverClock } from '@/services/app';
import { isUnknown } from '@/services/api-error';
import { weekHours } from '@/services/opening';
import { chooseStore } from '@/services/stores';
import { t } from '@/texts';
import { OpeningLine } from '../nearby/opening-line';
import { PlaceBar } from '../nearby/place-bar';
import { usePlace } from '../nearby/use-place';
import { Contact } from './contact';
import { CouponsHere } from './coupons-here';
import { ShareButton } from './share-button';
import './index.css';

const words = t.member.store;

/** Name, brand, and whether somebody is there now. */
function Front({ store, chosen }: { store: StoreCard; chosen: boolean }) {
  return (
    <View className="store__front">
      <ShopArt />
      <View className="store__words">
        <View className="store__head">
          <Text className="store__name">{store.name}</Text>
          {chosen && <Tag text={t.member.stores.chosen} tone="brand" />}
        </View>
        <Text className="store__merchant">{store.merchant_name}</Text>
        <OpeningLine hours={store.hours} />
      </View>
    </View>
  );
}

/** The hours of the week, today in bold. */
function Week({ store }: { store: StoreCard }) {
  const week = weekHours(store.hours, serverClock.now());
  return (
    <Card>
      <View className="store__section">
        <Icon name="clock" tone="ink_soft" />
        <Text className="store__section-title">{words.hours}</Text>
      </View>
      {week.length === 0 && <Text className="store__none">{t.member.stores.noHours}</Text>}
      {week.map(({ weekday, name, hours, today }) => (
        <View key={weekday} className={today ? 'store__day store__day--today' : 'store__day'}>
          <Text>{name}</Text>
          {today && <Tag text={words.today} tone="brand" />}
          <Text className="store__hours">{hours}</Text>
        </View>
      ))}
    </Card>
  );
}

function StorePage() {
  const id = useParams()['id'] as StoreCard['id'] | undefined;
  const place = usePlace();
  const { near } = place;
  const load = useCallback(
    () => call('GET /stores/{id}', { params: { id: id ?? 'sto_' }, query: { near: near ?? undefined } }),
    [id, near],
  );
  const store = useResource(near === undefined ? null : load);
  useDidShow(store.reload);
  const chosen = useChosenStore()?.id === id;
  const name = store.data?.name;
  useSharing({
    title: name === undefined ? words.title : words.shareTitle(name),
    page: 'store',
    query: { id: id ?? '' },
  });
  if (store.error && isUnknown(store.error)) {
    return (
      <Page title={words.title}>
        <Notice
          icon="store"
          title={words.goneTitle}
          hint={words.goneHint}
          action={{ text: words.toStores, tap: () => replace('stores') }}
        />
      </Page>
    );
  }
  const shown = store.data;
  const pick = (): void => {
    if (!shown) return;
    chooseStore(shown);
    toast(t.member.stores.picked(shown.name));
    back();
  };
  return (
    <Page
      title={words.title}
      onRefresh={store.reload}
      refreshing={store.loading}
      footer={
        shown && (
          <View className="store__footer">
            <ShareButton store={shown} />
            {!chosen && (
              <View className="store__pick">
                <Button onTap={pick}>{t.member.stores.pick}</Button>
              </View>
            )}
          </View>
        )
      }
    >
      {!shown && (store.error ? <Failure error={store.error} retry={store.reload} /> : <Skeleton />)}
      {shown && (
        <>
          <Front store={shown} chosen={chosen} />
          <PlaceBar place={place} />
          <Contact store={shown} />
          <CouponsHere store={shown} />
          <Week store={shown} />
        </>
      )}
    </Page>
  );
}

export default StorePage;
