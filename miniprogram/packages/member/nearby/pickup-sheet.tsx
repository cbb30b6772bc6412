import { useCallback } from 'react';
import { Text, View } from '@tarojs/components';
import type { StoreCard } from '@shared/contract';
import { Icon } from '@/components/icon/icon';
import { Sheet } from '@/components/sheet/sheet';
import { Tap } from '@/components/tap/tap';
import { useResource } from '@/hooks/use-resource';
import { call } from '@/services/app';
import { t } from '@/texts';
import { PlaceBar } from './place-bar';
import { usePlace } from './use-place';
import './nearby.css';

/** The nearest stores are asked for in one page. */
const NEAREST = 100;

interface PickupStore {
  readonly id: StoreCard['id'];
  readonly name: string;
}

interface PickupSheetProps {
  readonly stores: readonly PickupStore[];
  readonly chosen: string | null;
  readonly onPick: (id: StoreCard['id']) => void;
  readonly onClose: () => void;
}

function Stores({ stores, chosen, onPick }: PickupSheetProps) {
  const place = usePlace();
  const { near } = place;
  const load = useCallback(
    () => call('GET /stores', { query: { near: near ?? undefined, limit: NEAREST } }),
    [near],
  );
  const cards = useResource(near === undefined ? null : load);
  const known = new Map((cards.data?.items ?? []).map((card) => [card.id, card]));
  const far = ({ id }: PickupStore): number => known.get(id)?.distance_m ?? Infinity;
  // equal distances, known or not, keep their order
  const sorted = [...stores].sort((a, b) => far(a) - far(b) || 0);
  return (
    <>
      <PlaceBar place={place} />
      {sorted.map((store) => {
        const card = known.get(store.id);
        const on = store.id === chosen;
        return (
          <Tap key={store.id} className="pickup-store" role="radio" on={on} onTap={() => onPick(store.id)}>
            <Icon name="store" tone={on ? 'brand' : 'ink_faint'} />
            <View className="pickup-store__words">
              <Text>{store.name}</Text>
              {card && <Text className="pickup-store__hint">{card.address}</Text>}
            </View>
            {typeof card?.distance_m === 'number' && (
              <Text className="pickup-store__far">{t.member.stores.distance(card.distance_m)}</Text>
            )}
            {on && <Icon name="check" tone="brand" />}
          </Tap>
        );
      })}
    </>
  );
}

/** Where something is to be picked up: the nearest first, where the phone tells its place. */
export function PickupSheet({ open, ...rest }: PickupSheetProps & { readonly open: boolean }) {
  return (
    <Sheet open={open} title={t.shop.pay.pickStoreTitle} onClose={rest.onClose}>
      <Stores {...rest} />
    </Sheet>
  );
}
