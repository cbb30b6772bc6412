import { Text, View } from '@tarojs/components';
import { groupDigits } from '@shared/kernel';
import { Button } from '@/components/button/button';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Icon } from '@/components/icon/icon';
import { go } from '@/platform/router';
import { lastDay, pointsText, shortDay } from '@/services/format';
import type { Joined } from '@/services/members';
import { t } from '@/texts';
import './landing.css';

const words = t.member.landing;

/** Joined: what has come into the account, or why a promised gift has not. */
export function WelcomeGift({ joined }: { joined: Joined }) {
  return (
    <>
      <View className="landing__done">
        <View className="landing__done-mark">
          <Icon name="check" size="huge" tone="paper" />
        </View>
        <Text className="landing__title">{words.joined}</Text>
        <Text className="landing__hint">
          {joined.welcome.length > 0 ? words.received : words.cardNo(groupDigits(joined.member.card_no))}
        </Text>
        {joined.welcome_missed && (
          <Text className="landing__missed">{words.missed[joined.welcome_missed]}</Text>
        )}
      </View>
      {joined.welcome.map((item) =>
        item.kind === 'coupon' ? (
          <CouponTicket
            key={item.coupon_id}
            value={item.value}
            title={item.title}
            hint={t.coupons.card.until(shortDay(lastDay(item.valid_to_at)))}
            onTap={() => go('coupon', { id: item.coupon_id })}
          />
        ) : (
          <View key="points" className="landing__points">
            <Icon name="coin" size="large" tone="gold" />
            <Text className="landing__points-text">{words.giftPoints(pointsText(item.points))}</Text>
          </View>
        ),
      )}
    </>
  );
}

/** Straight to the coupon where there is one, else to the code. */
export function WelcomeGiftFooter({ joined }: { joined: Joined }) {
  const coupon = joined.welcome.find((item) => item.kind === 'coupon');
  return (
    <>
      {coupon ? (
        <Button onTap={() => go('coupon', { id: coupon.coupon_id })}>{words.useNow}</Button>
      ) : (
        <Button onTap={() => go('code')}>{words.showCode}</Button>
      )}
      <Button kind="plain" small onTap={() => go('home')}>
        {words.toHome}
      </Button>
    </>
  );
}
