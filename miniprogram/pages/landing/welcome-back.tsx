import { Text, View } from '@tarojs/components';
import type { Landing } from '@shared/contract';
import { Button } from '@/components/button/button';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Heading } from '@/components/parts/parts';
import { go } from '@/platform/router';
import { lastDay, shortDay } from '@/services/format';
import { t } from '@/texts';
import { Arrival } from './invitation';

const words = t.member.landing;

/** A member: what can be used here and now. */
export function WelcomeBack({ landing }: { landing: Landing }) {
  return (
    <>
      <Arrival landing={landing} title={landing.store ? words.backTo(landing.store.name) : words.back} />
      <Heading text={words.usableHere} />
      {landing.usable_here.length === 0 && (
        <View className="landing__nothing">
          <Text className="landing__hint">{words.nothingHere}</Text>
          <Button kind="quiet" small onTap={() => go('coupons')}>
            {words.toCentre}
          </Button>
        </View>
      )}
      {landing.usable_here.map((coupon) => (
        <CouponTicket
          key={coupon.id}
          value={coupon.value}
          title={coupon.title}
          hint={t.coupons.card.until(shortDay(lastDay(coupon.valid_to_at)))}
          onTap={() => go('coupon', { id: coupon.id })}
        />
      ))}
    </>
  );
}

export function WelcomeBackFooter() {
  return (
    <>
      <Button onTap={() => go('code')}>{words.showCode}</Button>
      <Button kind="plain" small onTap={() => go('home')}>
        {words.toHome}
      </Button>
    </>
  );
}
