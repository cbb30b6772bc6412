import { Text, View } from '@tarojs/components';
import type { OfferCard } from '@shared/contract';
import { pointsText, yuan } from '@/services/format';
import { t } from '@/texts';
import { Money } from '../parts/parts';

const words = t.shop.sales;

interface OfferPriceProps {
  readonly offer: Pick<OfferCard, 'price_fen' | 'price_points' | 'list_price_fen'>;
  readonly large?: boolean;
}

/** What an offer costs: points, money or both, and what it costs otherwise. */
export function OfferPrice({ offer, large = false }: OfferPriceProps) {
  const { price_fen: price, price_points: points, list_price_fen: list } = offer;
  const both = points > 0 && price > 0;
  return (
    <View className={large ? 'offer-price offer-price--large' : 'offer-price'}>
      {points > 0 && <Text className="offer-price__points">{words.points(pointsText(points))}</Text>}
      {both && <Text className="offer-price__and">{words.and}</Text>}
      {(price > 0 || points === 0) && <Money fen={price} size={large ? 'figure' : 'lead'} />}
      {list > price && <Text className="offer-price__list">{words.list(yuan(list))}</Text>}
    </View>
  );
}
