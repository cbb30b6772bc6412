import { useCallback } from 'react';
import { Text, View } from '@tarojs/components';
import type { OfferCard, SaleCard } from '@shared/contract';
import { Notice, Shown } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { OfferButton } from '@/components/offer-button/offer-button';
import { OfferPrice } from '@/components/offer-price/offer-price';
import { Page } from '@/components/page/page';
import { Card } from '@/components/parts/parts';
import { Progress } from '@/components/progress/progress';
import { SaleClock } from '@/components/sale-clock/sale-clock';
import { Tap } from '@/components/tap/tap';
import { useMe } from '@/hooks/use-me';
import { useMemberEvents } from '@/hooks/use-member-events';
import { useReached } from '@/hooks/use-reached';
import { useReadyFor } from '@/hooks/use-ready-for';
import { useRegularly } from '@/hooks/use-regularly';
import { useResource } from '@/hooks/use-resource';
import { go, replace, useDidShow, useParams } from '@/platform/router';
import { toast } from '@/platform/ui';
import { isUnknown } from '@/services/api-error';
import { call, serverClock } from '@/services/app';
import { pointsText } from '@/services/format';
import { changesOrders } from '@/services/happening';
import { audienceText, phaseOf, stockText } from '@/services/offers';
import { t } from '@/texts';
import { MallFooter } from './mall-footer';
import './index.css';

const words = t.shop.offer;
const FRESH_MS = 10_000;

interface OfferProps {
  readonly sale: SaleCard;
  readonly offer: OfferCard;
  readonly onChanged: () => void;
}

function rulesOf({ sale, offer }: OfferProps): string[] {
  const mall = sale.kind === 'mall';
  const { pickup_days: days, price_fen: money } = offer;
  const item = mall ? words.mallPickUp(days) : words.pickUp(days);
  const coupon = mall ? words.mallIntoWallet : words.intoWallet;
  const holds = mall ? words.mallHolds(sale.hold_minutes) : words.holds(sale.hold_minutes);
  const who = audienceText(sale);
  return [
    ...(who === null ? [] : [who]),
    ...(mall && money === 0 ? [] : [holds]),
    offer.kind === 'item' ? item : coupon,
    ...(offer.pieces > 1 ? [words.pieces(offer.pieces)] : []),
    words.perMember(offer.per_member),
    ...(offer.counter_allowed && money > 0 ? [words.counter] : []),
  ];
}

/** What it is, what it costs, how many are left. */
function Head({ sale, offer, onChanged }: OfferProps) {
  const begun = useReached(Date.parse(sale.opens_at));
  const mall = sale.kind === 'mall';
  const left = offer.stock_left > 0 ? t.shop.mall.left(pointsText(offer.stock_left)) : t.shop.mall.none;
  return (
    <Card>
      <View className="offer__picture">
        <Icon name={offer.kind === 'coupon' ? 'ticket' : 'gift'} size="huge" tone="brand" />
      </View>
      <Text className="offer__title">{offer.title}</Text>
      <OfferPrice offer={offer} large />
      {mall ? (
        <Text className="offer__hint">{left}</Text>
      ) : (
        <>
          <View className="offer__clock">
            <SaleClock sale={sale} onTurn={onChanged} />
          </View>
          <Progress
            done={begun ? offer.stock_total - offer.stock_left : 0}
            of={offer.stock_total}
            text={stockText(offer, begun ? 'on' : 'soon')}
            tone={offer.stock_left > 0 ? 'brand' : 'quiet'}
          />
          {offer.waiting > 0 && (
            <Text className="offer__hint">{t.shop.sales.waiting(pointsText(offer.waiting))}</Text>
          )}
        </>
      )}
    </Card>
  );
}

function Offer(props: OfferProps) {
  const { sale, offer } = props;
  return (
    <>
      <Head {...props} />
      <Card>
        <Text className="offer__head">{sale.kind === 'mall' ? words.mallRules : words.rules}</Text>
        {rulesOf(props).map((line) => (
          <View key={line} className="offer__rule">
            <View className="offer__dot" />
            <Text>{line}</Text>
          </View>
        ))}
      </Card>
      {offer.kind === 'item' && offer.pickup_stores.length > 0 && (
        <Card>
          <Text className="offer__head">{words.stores}</Text>
          {offer.pickup_stores.map((store) => (
            <Tap key={store.id} className="offer__row" onTap={() => go('store', { id: store.id })}>
              <Icon name="store" tone="ink_faint" />
              <Text className="offer__store">{store.name}</Text>
              <Icon name="next" size="small" tone="ink_off" />
            </Tap>
          ))}
        </Card>
      )}
    </>
  );
}

/** The sale of an offer, kept true while it is looked at. */
function useSale(id: SaleCard['id']) {
  const load = useCallback(() => call('GET /flash-sales/{id}', { params: { id } }), [id]);
  const sale = useResource(load);
  useDidShow(sale.reload);
  const on = sale.data !== undefined && phaseOf(sale.data, serverClock.now()) === 'on';
  useRegularly(on, FRESH_MS, sale);
  useMemberEvents(true, (event) => {
    if (event.type === 'wait.passed') toast(t.shop.claim.waits.passed);
    if (changesOrders(event)) sale.reload();
  });
  return sale;
}

function OfferPage() {
  const { sale: saleId, offer: offerId } = useParams();
  useMe();
  const sale = useSale((saleId ?? 'sal_') as SaleCard['id']);
  const { data, error } = sale;
  const offer = data?.offers.find(({ id }) => id === offerId);
  const mall = data?.kind === 'mall';
  useReadyFor(data);
  const unknown = data === undefined ? error !== null && isUnknown(error) : offer === undefined;
  const footer =
    data && offer ? (
      mall ? (
        <MallFooter sale={data} offer={offer} onChanged={sale.reload} />
      ) : (
        <OfferButton sale={data} offer={offer} onChanged={sale.reload} />
      )
    ) : undefined;
  return (
    <Page
      title={mall ? words.mallTitle : words.title}
      footer={footer}
      onRefresh={sale.reload}
      refreshing={sale.loading}
    >
      {unknown ? (
        <Notice
          icon="gift"
          title={words.unknownTitle}
          hint={words.unknownHint}
          action={{
            text: mall ? words.toMall : words.toSales,
            tap: () => replace(mall ? 'mall' : 'sales'),
          }}
        />
      ) : (
        <Shown of={sale} lines={3}>
          {(shown) => offer && <Offer sale={shown} offer={offer} onChanged={sale.reload} />}
        </Shown>
      )}
    </Page>
  );
}

export default OfferPage;
