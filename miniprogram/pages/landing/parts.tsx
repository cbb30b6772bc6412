import { Text, View } from '@tarojs/components';
import type { RewardShown } from '@shared/contract';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Icon } from '@/components/icon/icon';
import { pointsText } from '@/services/format';
import { t } from '@/texts';
import './landing.css';

/** A word of caution before anything is promised. */
export function Caution({ text }: { text: string }) {
  return (
    <View className="landing__odd">
      <Icon name="alert" size="small" tone="amber_text" />
      <Text className="landing__odd-text">{text}</Text>
    </View>
  );
}

/** Points that come, as a card beside the coupons. */
export function PointsCard({ points, hint }: { points: number; hint?: string }) {
  return (
    <View className="landing__points">
      <View className="landing__points-mark">
        <Icon name="coin" size="large" tone="gold" />
      </View>
      <View className="landing__points-words">
        <Text className="landing__points-text">{t.member.landing.giftPoints(pointsText(points))}</Text>
        {hint !== undefined && <Text className="landing__hint">{hint}</Text>}
      </View>
    </View>
  );
}

/** A reward of an invite, and below it what it is for. */
export function RewardCard({ reward, hint }: { reward: RewardShown; hint: string }) {
  return reward.kind === 'coupon' ? (
    <CouponTicket value={reward.value} title={reward.title} hint={hint} />
  ) : (
    <PointsCard points={reward.points} hint={hint} />
  );
}
