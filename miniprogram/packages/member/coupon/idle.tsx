import { Text, View } from '@tarojs/components';
import type { CouponDetail } from '@shared/contract';
import { Button } from '@/components/button/button';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Icon } from '@/components/icon/icon';
import { go } from '@/platform/router';
import { dayOf, fullDay, lastDay } from '@/services/format';
import { t } from '@/texts';
import { CouponTop } from './coupon-code';

const words = t.coupons.detail;

/** Good, but not now: before its first day, or held by an order. The code comes to this place later. */
function Waiting({ coupon }: { coupon: CouponDetail }) {
  const locked = coupon.shown_as === 'locked';
  return (
    <View className="coupon__paper">
      <CouponTop coupon={coupon} />
      <View className="coupon__code">
        <View className="coupon__clock">
          <Icon name={locked ? 'receipt' : 'clock'} size="huge" tone="brand" />
        </View>
        <Text className="coupon__done">
          {locked ? words.lockedTitle : words.notYetTitle(fullDay(dayOf(coupon.valid_from_at)))}
        </Text>
        <Text className="coupon__window">{locked ? words.lockedHint : words.notYetHint}</Text>
      </View>
    </View>
  );
}

/** A coupon without a code to show, and why. What is over leads on to the coupon centre. */
export function Idle({ coupon }: { coupon: CouponDetail }) {
  if (coupon.shown_as === 'not_yet' || coupon.shown_as === 'locked') return <Waiting coupon={coupon} />;
  const expired = coupon.shown_as === 'expired';
  return (
    <>
      <CouponTicket
        value={coupon.value}
        title={coupon.title}
        merchant={coupon.merchant_name}
        hint={expired ? words.expiredOn(fullDay(lastDay(coupon.valid_to_at))) : words.goneHint}
        stamp={expired ? t.coupons.mine.expired : t.coupons.mine.gone}
      />
      <View className="coupon__onward">
        <Button kind="quiet" small onTap={() => go('coupons')}>
          {words.more}
        </Button>
      </View>
    </>
  );
}
