import { Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Card, Heading, MenuRow } from '@/components/parts/parts';
import { go } from '@/platform/router';
import { lastDay, shortDay } from '@/services/format';
import { t } from '@/texts';
import { Arrival, type LandingProps } from './invitation';

const words = t.member.landing;

/** A member: what can be used here and now; one who was invited can invite others. */
export function WelcomeBack({ landing, byInvite }: LandingProps) {
  return (
    <>
      <Arrival
        landing={landing}
        byInvite={byInvite}
        title={landing.store ? words.backTo(landing.store.name) : words.back}
      />
      {landing.invite && (
        <>
          <Text className="landing__plain">{t.referral.landing.member}</Text>
          <Card tight>
            <MenuRow icon="friends" text={t.referral.landing.toInvite} onTap={() => go('invite')} />
          </Card>
        </>
      )}
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
