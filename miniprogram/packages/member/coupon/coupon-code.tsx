import { useEffect, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { CouponDetail } from '@shared/contract';
import { describeValue } from '@shared/rules/coupon-text';
import { CodeCard, CodeScreen } from '@/components/code-card/code-card';
import { CouponWorth } from '@/components/coupon-ticket/coupon-ticket';
import { Tag } from '@/components/parts/parts';
import { useBrightScreen } from '@/hooks/use-bright-screen';
import { useDynamicCode } from '@/hooks/use-dynamic-code';
import { useSession } from '@/hooks/use-session';
import { serverClock, session } from '@/services/app';
import { endsSoon, lastDay, shortDay } from '@/services/format';
import { t } from '@/texts';

const words = t.coupons.detail;

/** Worth and title on top of the paper. */
export function CouponTop({ coupon, torn }: { coupon: CouponDetail; torn?: boolean }) {
  return (
    <View className={torn === true ? 'coupon__top coupon__top--torn' : 'coupon__top'}>
      <CouponWorth value={coupon.value} />
      <View className="coupon__top-words">
        <Text className="coupon__title">{coupon.title}</Text>
        <Text className="coupon__window">
          {coupon.merchant_name} · {describeValue(coupon.value).condition}
        </Text>
      </View>
    </View>
  );
}

/** The coupon as it is shown to the assistant: worth, QR, digits, seconds left. A tap on the code enlarges it. */
export function CouponCode({ coupon }: { coupon: CouponDetail }) {
  const secret = useSession()?.code_secret ?? null;
  const code = useDynamicCode('coupon', secret, coupon.number);
  const [large, setLarge] = useState(false);
  useBrightScreen();
  useEffect(() => {
    if (secret === null) session.renew().catch(() => undefined);
  }, [secret]);
  return (
    <View className="coupon__paper">
      <CouponTop coupon={coupon} />
      <View className="coupon__code">
        <Text className="coupon__ask">{words.ask}</Text>
        <CodeCard code={code} onEnlarge={() => setLarge(true)} />
        {endsSoon(coupon.valid_to_at, serverClock.now()) && (
          <Tag text={words.soon(shortDay(lastDay(coupon.valid_to_at)))} tone="amber" />
        )}
      </View>
      {large && code !== null && <CodeScreen code={code} onClose={() => setLarge(false)} />}
    </View>
  );
}
