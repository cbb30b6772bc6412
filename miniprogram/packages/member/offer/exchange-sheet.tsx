import { useRef, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { OfferCard, SaleCard } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Icon } from '@/components/icon/icon';
import { Sheet } from '@/components/sheet/sheet';
import { Tap } from '@/components/tap/tap';
import { useAction } from '@/hooks/use-action';
import { go } from '@/platform/router';
import { toast } from '@/platform/ui';
import { Exchange } from '@/services/exchange';
import { pointsText } from '@/services/format';
import { refreshMe } from '@/services/members';
import { priceText } from '@/services/offers';
import { t } from '@/texts';
import { PickupSheet } from '../nearby/pickup-sheet';

const words = t.shop.mall.confirm;

interface ExchangeSheetProps {
  readonly sale: SaleCard;
  readonly offer: OfferCard;
  /** Points that I have. */
  readonly balance: number;
  readonly open: boolean;
  readonly onClose: () => void;
  /** Reads the offer again. */
  readonly onChanged: () => void;
}

function Row({ name, value, onTap }: { name: string; value: string; onTap?: () => void }) {
  const inside = (
    <>
      <Text className="offer__row-name">{name}</Text>
      <Text className="offer__row-value">{value}</Text>
      {onTap && <Icon name="next" size="small" tone="ink_off" />}
    </>
  );
  return onTap ? (
    <Tap className="offer__row" onTap={onTap}>
      {inside}
    </Tap>
  ) : (
    <View className="offer__row">{inside}</View>
  );
}

/** Runs the exchange: claim and payment in one, again and again the same until it is answered. @rule P9 */
function useExchange({ sale, offer, onClose, onChanged }: ExchangeSheetProps) {
  const exchange = useRef(new Exchange());
  return useAction(
    async (storeId: `sto_${string}` | null) => {
      const { order_id: id, next } = await exchange.current.run(sale, offer, storeId);
      onClose();
      onChanged();
      go(next, { id });
      await refreshMe();
    },
    (error) => {
      toast(error.detail);
      if (error.facts.unknown) return;
      if (error.code === 'order_closed' || error.code === 'order_paid') exchange.current.forget();
      onChanged();
    },
  );
}

/** What an exchange takes and leaves, and where the gift is picked up, before it is done. */
export function ExchangeSheet(props: ExchangeSheetProps) {
  const { offer, balance, open, onClose } = props;
  const stores = offer.pickup_stores;
  const [storeId, setStoreId] = useState<string | null>(null);
  const [picking, setPicking] = useState(false);
  const exchange = useExchange(props);
  const item = offer.kind === 'item';
  const store = item
    ? (stores.find(({ id }) => id === storeId) ?? (stores.length === 1 ? stores[0] : undefined))
    : undefined;
  const money = offer.price_fen > 0;
  const confirm = (): void => {
    if (item && !money && !store) {
      setPicking(true);
      return;
    }
    exchange.run(store?.id ?? null);
  };
  return (
    <>
      <Sheet open={open} title={words.title} onClose={onClose}>
        <Text className="offer__sheet-title">{offer.title}</Text>
        <Row name={words.pay} value={priceText(offer)} />
        {offer.price_points > 0 && (
          <>
            <Row name={words.balance} value={t.shop.sales.points(pointsText(balance))} />
            <Row
              name={words.after}
              value={t.shop.sales.points(pointsText(Math.max(0, balance - offer.price_points)))}
            />
          </>
        )}
        {item && !money && (
          <Row
            name={words.store}
            value={store?.name ?? t.shop.pay.pickStore}
            {...(stores.length > 1 ? { onTap: () => setPicking(true) } : {})}
          />
        )}
        {offer.my_order && <Text className="offer__hint">{words.keep}</Text>}
        <View className="offer__sheet-action">
          <Button busy={exchange.busy} onTap={confirm}>
            {money ? words.toPay : words.yes}
          </Button>
        </View>
      </Sheet>
      <PickupSheet
        open={open && picking}
        stores={stores}
        chosen={store?.id ?? null}
        onPick={(id) => {
          setStoreId(id);
          setPicking(false);
        }}
        onClose={() => setPicking(false)}
      />
    </>
  );
}
