import { useMemberEvents } from '@/hooks/use-member-events';
import { useResource } from '@/hooks/use-resource';
import { go, useDidShow } from '@/platform/router';
import { lastDay, shortDay } from '@/services/format';
import { CLAIMABLE_MAX, claimableRewards, firstToEnd } from '@/services/referrals';
import { t } from '@/texts';
import { Strip } from '../strip/strip';

const words = t.referral.strip;

/** Rewards for friends, or for having been brought, that can be claimed; nothing at all where there are none. @rule R6 */
export function RewardStrip() {
  const rewards = useResource(claimableRewards);
  useDidShow(rewards.reload);
  useMemberEvents(true, ({ type }) => {
    if (type.startsWith('reward.')) rewards.reload();
  });
  // the page has more to show than this; what failed is read again with its next sight
  const items = rewards.data ?? [];
  if (items.length === 0) return null;
  const isAll = items.length < CLAIMABLE_MAX;
  const first = isAll ? firstToEnd(items) : null;
  return (
    <Strip
      icon="gift"
      lead={first === null ? words.plain : words.until(shortDay(lastDay(first)))}
      title={isAll ? words.title(items.length) : words.many}
      onTap={() => go('invite')}
    />
  );
}
