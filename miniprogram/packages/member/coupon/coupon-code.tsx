import { useEffect } from 'react';
import { Text, View } from '@tarojs/components';
import type { CouponDetail } from '@shared/contract';
import { describeValue } from '@shared/rules/coupon-text';
import { CodeCard } from '@/components/code-card/code-card';
import { CouponWorth } from '@/components/coupon-ticket/coupon-ticket';
import { useBrightScreen } from '@/hooks/use-bright-screen';
import { useDynamicCode } from '@/hooks/use-dynamic-code';
import { useSession } from '@/hooks/use-session';
import { session } from '@/services/app';
import { t } from '@/texts';

const words = t.coupons.detail;

/** The coupon as it is shown to the assistant: worth, QR, digits, seconds left. */
export function CouponCode({ coupon }: { coupon: CouponDetail }) {
  const secret = useSession()?.code_secret ?? null;
  const code = useDynamicCode('coupon', secret, coupon.number);
  useBrightScreen();
  useEffect(() => {
    if (secret === null) session.renew().catch(() => undefined);
  }, [secret]);
  return (
    <View className="coupon__paper">
      <View className="coupon__top">
        <CouponWorth value={coupon.value} />
        <View className="coupon__top-words">
          <Text className="coupon__title">{coupon.title}</Text>
          <Text className="coupon__window">
            {coupon.merchant_name} · {describeValue(coupon.value).condition}
          </Text>
        </View>
      </View>
      <View className="coupon__code">
        <Text className="coupon__ask">{words.ask}</Text>
        <CodeCard code={code} />
      </View>
    </View>
  );
}
