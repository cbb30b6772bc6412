import { Text, View } from '@tarojs/components';
import type { CouponDetail } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Icon } from '@/components/icon/icon';
import { go } from '@/platform/router';
import { dayOf, pointsText, shortDay, whenText, yuan } from '@/services/format';
import { t } from '@/texts';
import { CouponTop } from './coupon-code';

/** What the counter said while the page was open. */
export interface Redemption {
  readonly saved_fen: number;
  readonly points: number;
  /** Until when the points rest, epoch ms; 0 when they count at once. @rule P4 */
  readonly resting_until_at: number;
}

const words = t.coupons.detail;

/** The coupon is used: where it was torn, when and where, and what it brought. `live` tears it before one's eyes. */
export function Redeemed({ coupon, live }: { coupon: CouponDetail; live: Redemption | null }) {
  return (
    <View className="coupon__paper">
      <CouponTop coupon={coupon} torn={live !== null} />
      <View className={live ? 'coupon__code coupon__code--news' : 'coupon__code'}>
        <View className="coupon__mark">
          <Icon name="check" size="huge" tone="paper" />
        </View>
        <Text className="coupon__done">{words.redeemedTitle}</Text>
        {live && live.saved_fen > 0 && (
          <Text className="coupon__saved">{words.saved(yuan(live.saved_fen))}</Text>
        )}
        {live && live.points > 0 && (
          <Text className="coupon__earned">{words.earned(pointsText(live.points))}</Text>
        )}
        {live && live.points > 0 && live.resting_until_at > 0 && (
          <Text className="coupon__window">
            {t.member.code.resting(shortDay(dayOf(new Date(live.resting_until_at).toISOString())))}
          </Text>
        )}
        {coupon.redeemed && (
          <Text className="coupon__window">
            {words.redeemedAt(whenText(coupon.redeemed.at), coupon.redeemed.store_name)}
          </Text>
        )}
        <Button kind="quiet" small onTap={() => go(live && live.points > 0 ? 'points' : 'coupons')}>
          {live && live.points > 0 ? words.toPoints : words.more}
        </Button>
      </View>
    </View>
  );
}
