import { Text, View } from '@tarojs/components';
import type { Landing } from '@shared/contract';
import { ShopArt } from '@/components/art/shop';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Heading } from '@/components/parts/parts';
import { pointsText } from '@/services/format';
import { t } from '@/texts';
import { HowItComes, InviteCaution, InvitedHead, MyReward, rewardsMe } from './invited';
import { Caution, PointsCard } from './parts';
import './landing.css';

const words = t.member.landing;

/** The page of a visit, and whether it was an invite that led here. */
export interface LandingProps {
  readonly landing: Landing;
  readonly byInvite: boolean;
}

/** Why the code was not what it should be; null where it was. */
function oddity({ landing: { outcome }, byInvite }: LandingProps): string | null {
  if (outcome === 'retired') return words.retired;
  if (outcome !== 'unknown') return null;
  return byInvite ? t.referral.landing.unknown : words.unknown;
}

/** The shop, who serves or invites, and a word when the code was not what it should be. */
export function Arrival({ landing, byInvite, title }: LandingProps & { title: string }) {
  const { store, staff, invite } = landing;
  const address = store && landing.outcome !== 'unknown' ? store.address : null;
  const odd = oddity({ landing, byInvite });
  const byFriend = invite !== null && !landing.member;
  return (
    <>
      {/* where there is much to say, a face in place of the shop: what both get then fits the screen */}
      {!(byFriend && rewardsMe(invite)) && <ShopArt />}
      {byFriend ? (
        <InvitedHead invite={invite} />
      ) : (
        <View className="landing__head">
          <Text className="landing__title">{title}</Text>
          {address !== null && <Text className="landing__hint">{address}</Text>}
          {staff && <Text className="landing__hint">{words.servedBy(staff.name)}</Text>}
        </View>
      )}
      {invite && <InviteCaution invite={invite} isMember={landing.member} />}
      {!invite && odd !== null && <Caution text={odd} />}
    </>
  );
}

/** What joining gives: the shop's gift at once, a friend's invite after a purchase. */
export function Invitation({ landing, byInvite }: LandingProps) {
  const { gift, store, invite } = landing;
  // a code nobody knows says nothing of where somebody is
  const isHere = store !== null && landing.outcome !== 'unknown';
  const invited = rewardsMe(invite);
  const heading = invited ? t.referral.landing.yours : gift ? words.giftTitle : null;
  return (
    <>
      <Arrival
        landing={landing}
        byInvite={byInvite}
        title={isHere ? words.welcome(store.name) : words.welcomePlain}
      />
      {heading === null ? <Text className="landing__plain">{words.noGift}</Text> : <Heading text={heading} />}
      {gift?.coupon && (
        <CouponTicket value={gift.coupon.value} title={gift.coupon.title} hint={words.giftCouponHint} />
      )}
      {gift && gift.points > 0 && <PointsCard points={gift.points} hint={words.giftPointsHint} />}
      {invite && <MyReward invite={invite} />}
      {invite && <HowItComes invite={invite} />}
    </>
  );
}

/** What the one button says: what joining gives. */
export function joinWords(gift: Landing['gift']): string {
  if (gift?.coupon) return words.joinWithCoupon(gift.coupon.title);
  if (gift && gift.points > 0) return words.joinWithPoints(pointsText(gift.points));
  return words.join;
}
