import { useCallback, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { CouponDetail, StoreCard } from '@shared/contract';
import { Icon } from '@/components/icon/icon';
import { Card } from '@/components/parts/parts';
import { useResource } from '@/hooks/use-resource';
import { go } from '@/platform/router';
import { call } from '@/services/app';
import { t } from '@/texts';
import { PlaceBar } from '../nearby/place-bar';
import { usePlace } from '../nearby/use-place';

const words = t.coupons.detail;
/** Shown at once; the rest on a tap. */
const FIRST = 3;
/** The nearest stores are asked for in one page. */
const NEAREST = 100;

interface Place {
  readonly store: CouponDetail['stores'][number];
  readonly distance_m: number | null;
}

/** The coupon's stores, the nearest first as far as distances are known. */
function sorted(stores: CouponDetail['stores'], cards: readonly StoreCard[]): Place[] {
  const distances = new Map(cards.map(({ id, distance_m }) => [id, distance_m]));
  return stores
    .map((store) => ({ store, distance_m: distances.get(store.id) ?? null }))
    .sort((a, b) => (a.distance_m ?? Infinity) - (b.distance_m ?? Infinity) || 0);
}

/** Where the coupon can be used, with the distance where it is known. A tap opens the store. */
export function Where({ coupon }: { coupon: CouponDetail }) {
  const place = usePlace();
  const { near } = place;
  const load = useCallback(
    () => call('GET /stores', { query: { near: near ?? undefined, limit: NEAREST } }),
    [near],
  );
  const cards = useResource(typeof near === 'string' ? load : null);
  const [all, setAll] = useState(false);
  if (coupon.stores.length === 0) return null;
  const places = sorted(coupon.stores, cards.data?.items ?? []);
  const shown = all ? places : places.slice(0, FIRST);
  return (
    <Card>
      <Text className="coupon__head">{words.stores}</Text>
      <PlaceBar place={place} />
      {shown.map(({ store, distance_m: distance }) => (
        <View
          key={store.id}
          className="coupon__store"
          hoverClass="coupon__store--pressed"
          ariaRole="button"
          onClick={() => go('store', { id: store.id })}
        >
          <Icon name="store" tone="ink_faint" />
          <View className="coupon__store-words">
            <Text>{store.name}</Text>
            <Text className="coupon__window">{store.address}</Text>
          </View>
          {distance !== null && (
            <Text className="coupon__distance">{t.member.stores.distance(distance)}</Text>
          )}
          <Icon name="next" size="small" tone="ink_off" />
        </View>
      ))}
      {shown.length < places.length && (
        <View className="coupon__all" ariaRole="button" onClick={() => setAll(true)}>
          <Text>{words.allStores(places.length)}</Text>
          <Icon name="down" size="small" tone="ink_faint" />
        </View>
      )}
    </Card>
  );
}
