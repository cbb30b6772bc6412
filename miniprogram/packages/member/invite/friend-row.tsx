import { Text, View } from '@tarojs/components';
import { Tag } from '@/components/parts/parts';
import { dayOf, shortDay } from '@/services/format';
import { friendWords, type Act } from '@/services/referral-words';
import type { Friend } from '@/services/referrals';
import { t } from '@/texts';

/** A friend of mine, masked, and how far they are. @rule R8 */
export function FriendRow({ friend, act }: { friend: Friend; act: Act }) {
  const { tag, tone, hint } = friendWords(friend, act);
  return (
    <View className="invite__row">
      <View className="invite__words">
        <Text className="invite__row-title">{friend.name_masked}</Text>
        <Text className="invite__hint">{t.invite.friend.joined(shortDay(dayOf(friend.joined_at)))}</Text>
        {hint !== null && <Text className="invite__hint">{hint}</Text>}
      </View>
      <Tag text={tag} tone={tone} />
    </View>
  );
}
