import { Text, View } from '@tarojs/components';
import { groupDigits } from '@shared/kernel';
import { Button } from '@/components/button/button';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Icon } from '@/components/icon/icon';
import { Heading } from '@/components/parts/parts';
import { go } from '@/platform/router';
import { lastDay, shortDay, whenText } from '@/services/format';
import type { Joined } from '@/services/members';
import { actText } from '@/services/reward-words';
import { t } from '@/texts';
import { missedWords, type Shown } from './missed';
import { PointsCard, RewardCard } from './parts';
import './landing.css';

const words = t.member.landing;

type BoundInvite = NonNullable<Joined['invite']>;

interface WelcomeGiftProps {
  readonly joined: Joined;
  readonly shown: Shown;
}

/** What a friend's invite will bring, for what, until when. @rule R4 @rule R6 */
function InviteReward({ invite }: { invite: BoundInvite }) {
  const { reward, promise } = invite;
  const later = t.referral.joined;
  if (reward === null) return null;
  return (
    <>
      <Heading text={later.later} />
      <RewardCard
        reward={reward}
        hint={later.until(whenText(invite.qualify_until_at), actText(promise.qualify))}
      />
      <Text className="landing__hint">{later.rest(promise.protect_days, promise.claim_days)}</Text>
      <Button kind="plain" small onTap={() => go('invite')}>
        {later.toRewards}
      </Button>
    </>
  );
}

/** Joined: what has come into the account, what a friend's invite will bring, or why something has not come. */
export function WelcomeGift({ joined, shown }: WelcomeGiftProps) {
  const { invite } = joined;
  const missed = missedWords(joined, shown);
  return (
    <>
      <View className="landing__done">
        <View className="landing__done-mark">
          <Icon name="check" size="huge" tone="paper" />
        </View>
        <Text className="landing__title">{words.joined}</Text>
        {invite && <Text>{t.referral.joined.by(invite.inviter.nickname)}</Text>}
        <Text className="landing__hint">
          {joined.welcome.length > 0 ? words.received : words.cardNo(groupDigits(joined.member.card_no))}
        </Text>
        {missed !== null && <Text className="landing__missed">{missed}</Text>}
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
          <PointsCard key="points" points={item.points} />
        ),
      )}
      {invite && <InviteReward invite={invite} />}
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
