import { useCallback } from 'react';
import { Text, View } from '@tarojs/components';
import { useResource } from '@/hooks/use-resource';
import { useServerNow } from '@/hooks/use-server-now';
import { call } from '@/services/app';
import { openingNow } from '@/services/opening';
import { t } from '@/texts';
import { ShopArt } from '../art/shop';
import { Shown } from '../feedback/feedback';
import { Icon } from '../icon/icon';
import { Page } from '../page/page';
import { Card, Heading } from '../parts/parts';

const SHOWN_MAX = 10;
const words = t.common.browse;

function Stores() {
  const now = useServerNow();
  const load = useCallback(() => call('GET /stores', { query: { limit: SHOWN_MAX } }), []);
  const stores = useResource(load);
  return (
    <Shown of={stores} lines={2}>
      {({ items }) => (
        <>
          {items.length > 0 && <Heading text={t.member.stores.title} />}
          {items.map((store) => (
            <Card key={store.id}>
              <View className="browse__store">
                <Icon name="store" tone="brand" />
                <View className="browse__words">
                  <Text className="browse__name">{store.name}</Text>
                  <Text className="browse__hint">{store.address}</Text>
                  <Text className="browse__hint">{openingNow(store.hours, now).text}</Text>
                </View>
              </View>
            </Card>
          ))}
        </>
      )}
    </Shown>
  );
}

/**
 * A page as it is seen from Moments: what this is and where its stores are, from public data. Nothing can be tapped
 * there; WeChat draws the way into the mini-program itself.
 */
export function BrowseOnly({ title, lead }: { title: string; lead: string }) {
  return (
    <Page title={title} tone="paper">
      <ShopArt />
      <View className="browse__head">
        <Text className="browse__title">{t.common.program}</Text>
        <Text className="browse__lead">{lead}</Text>
        <Text className="browse__hint">{words.hint}</Text>
      </View>
      <Stores />
    </Page>
  );
}
