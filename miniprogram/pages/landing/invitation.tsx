import { Text, View } from '@tarojs/components';
import type { Landing } from '@shared/contract';
import { ShopArt } from '@/components/art/shop';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Icon } from '@/components/icon/icon';
import { Heading } from '@/components/parts/parts';
import { pointsText } from '@/services/format';
import { t } from '@/texts';
import './landing.css';

const words = t.member.landing;

/** The shop, who serves, and a word when the code was not what it should be. */
export function Arrival({ landing, title }: { landing: Landing; title: string }) {
  const odd = landing.outcome === 'unknown' || landing.outcome === 'retired';
  return (
    <>
      <ShopArt />
      <View className="landing__head">
        <Text className="landing__title">{title}</Text>
        {landing.store && landing.outcome !== 'unknown' && (
          <Text className="landing__hint">{landing.store.address}</Text>
        )}
        {landing.staff && <Text className="landing__hint">{words.servedBy(landing.staff.name)}</Text>}
      </View>
      {odd && (
        <View className="landing__odd">
          <Icon name="alert" size="small" tone="amber_text" />
          <Text>{landing.outcome === 'retired' ? words.retired : words.unknown}</Text>
        </View>
      )}
    </>
  );
}

/** What joining gives. */
export function Invitation({ landing }: { landing: Landing }) {
  const { gift, store } = landing;
  // a code nobody knows says nothing of where somebody is
  const isHere = store !== null && landing.outcome !== 'unknown';
  return (
    <>
      <Arrival landing={landing} title={isHere ? words.welcome(store.name) : words.welcomePlain} />
      {gift ? <Heading text={words.giftTitle} /> : <Text className="landing__plain">{words.noGift}</Text>}
      {gift?.coupon && (
        <CouponTicket value={gift.coupon.value} title={gift.coupon.title} hint={words.giftCouponHint} />
      )}
      {gift && gift.points > 0 && (
        <View className="landing__points">
          <Icon name="coin" size="large" tone="gold" />
          <Text className="landing__points-text">{words.giftPoints(pointsText(gift.points))}</Text>
          <Text className="landing__hint">{words.giftPointsHint}</Text>
        </View>
      )}
    </>
  );
}

/** What the one button says: what joining gives. */
export function joinWords(gift: Landing['gift']): string {
  if (gift?.coupon) return words.joinWithCoupon(gift.coupon.title);
  if (gift && gift.points > 0) return words.joinWithPoints(pointsText(gift.points));
  return words.join;
}
