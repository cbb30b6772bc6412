import { Text, View } from '@tarojs/components';
import type { OfferCard, SaleCard } from '@shared/contract';
import { Icon } from '@/components/icon/icon';
import { OfferButton } from '@/components/offer-button/offer-button';
import { OfferPrice } from '@/components/offer-price/offer-price';
import { Card, Tag } from '@/components/parts/parts';
import { Progress } from '@/components/progress/progress';
import { SaleClock } from '@/components/sale-clock/sale-clock';
import { useReached } from '@/hooks/use-reached';
import { useReadyFor } from '@/hooks/use-ready-for';
import { go } from '@/platform/router';
import { pointsText } from '@/services/format';
import { audienceTags, stockText } from '@/services/offers';
import { t } from '@/texts';

const words = t.shop.sales;

interface OfferRowProps {
  readonly sale: SaleCard;
  readonly offer: OfferCard;
  readonly onChanged: () => void;
}

/** One offer: what, how much, how many are left, and the button. A tap beside the button tells more. */
function OfferRow({ sale, offer, onChanged }: OfferRowProps) {
  const begun = useReached(Date.parse(sale.opens_at));
  const gone = offer.stock_total - offer.stock_left;
  return (
    <Card onTap={() => go('offer', { sale: sale.id, offer: offer.id })}>
      <View className="sale__head">
        <View className="sale__mark">
          <Icon name={offer.kind === 'coupon' ? 'ticket' : 'gift'} size="large" tone="brand" />
        </View>
        <View className="sale__words">
          <Text className="sale__title">{offer.title}</Text>
          <OfferPrice offer={offer} />
          <View className="sale__tags">
            {offer.pieces > 1 && <Tag text={words.pieces(offer.pieces)} tone="quiet" />}
            <Tag text={words.limit(offer.per_member)} tone="quiet" />
            {offer.waiting > 0 && <Tag text={words.waiting(pointsText(offer.waiting))} tone="amber" />}
          </View>
        </View>
      </View>
      <View className="sale__foot">
        <View className="sale__progress">
          <Progress
            done={begun ? gone : 0}
            of={offer.stock_total}
            text={stockText(offer, begun ? 'on' : 'soon')}
            tone={offer.stock_left > 0 ? 'brand' : 'quiet'}
          />
        </View>
        <View className="sale__button" onClick={(event) => event.stopPropagation()}>
          <OfferButton small sale={sale} offer={offer} onChanged={onChanged} />
        </View>
      </View>
    </Card>
  );
}

/** One sale: its clock and its offers. Ticket and clock are made ready while it is looked at. */
export function Sale({ sale, onChanged }: { sale: SaleCard; onChanged: () => void }) {
  useReadyFor(sale);
  return (
    <>
      <View className="sale">
        <View className="sale__line">
          <Text className="sale__name">{sale.name}</Text>
          {audienceTags(sale).map((text) => (
            <Tag key={text} text={text} tone="gold" />
          ))}
        </View>
        <SaleClock sale={sale} onTurn={onChanged} />
      </View>
      {sale.offers.map((offer) => (
        <OfferRow key={offer.id} sale={sale} offer={offer} onChanged={onChanged} />
      ))}
    </>
  );
}
