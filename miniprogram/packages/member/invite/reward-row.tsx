import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { Tag } from '@/components/parts/parts';
import { useAction } from '@/hooks/use-action';
import { buzz } from '@/platform/device';
import { go } from '@/platform/router';
import { toast } from '@/platform/ui';
import { pointsText } from '@/services/format';
import { refreshMe } from '@/services/members';
import { rewardText } from '@/services/reward-words';
import { rewardTitle, rewardWords } from '@/services/referral-words';
import { claimReward, type Reward } from '@/services/referrals';
import { t } from '@/texts';
import type { Outcome } from './use-claims';

const words = t.invite.reward;

interface RewardRowProps {
  readonly reward: Reward;
  readonly outcome: Outcome | undefined;
  readonly onSettled: (id: Reward['id'], outcome: Outcome) => void;
  /** Reads what the claim has changed. */
  readonly onChanged: () => void;
  readonly withProgram?: boolean;
}

/** Claims with one tap; a claim whose answer got lost stays open until the same one is answered. @rule R6 */
function useClaim({ reward, onSettled, onChanged }: RewardRowProps) {
  const [unsure, setUnsure] = useState(false);
  const claim = useAction(
    async () => {
      const { points, coupon_id: couponId } = await claimReward(reward.id);
      setUnsure(false);
      onSettled(reward.id, { kind: 'claimed', coupon_id: couponId });
      void buzz();
      toast(couponId === null ? words.gotPoints(pointsText(points)) : words.gotCoupon);
      onChanged();
      await refreshMe();
    },
    ({ code, detail, facts }) => {
      setUnsure(facts.unknown);
      if (code === 'reward_claimed') onSettled(reward.id, { kind: 'claimed', coupon_id: null });
      else if (code === 'reward_void' || code === 'reward_over') {
        onSettled(reward.id, { kind: 'refused', text: detail });
      } else toast(detail);
      if (!facts.unknown) onChanged();
    },
  );
  return { ...claim, unsure };
}

/** What can be done about it now: claim it, use what was claimed, or nothing. */
function RewardAction(props: RewardRowProps) {
  const { reward, outcome } = props;
  const claim = useClaim(props);
  const { tag, tone } = rewardWords(reward);
  if (outcome?.kind === 'refused') return <Tag text={words.state.voided} tone="quiet" />;
  if (reward.state === 'claimed' || outcome) {
    const couponId = outcome?.coupon_id ?? reward.coupon_id;
    if (couponId === null) return <Tag text={words.claimed} tone="leaf" />;
    return (
      <Button small kind="quiet" onTap={() => go('coupon', { id: couponId })}>
        {words.use}
      </Button>
    );
  }
  if (reward.state !== 'claimable') return <Tag text={tag} tone={tone} />;
  return (
    <Button small busy={claim.busy} onTap={claim.run}>
      {claim.unsure ? words.again : words.claim}
    </Button>
  );
}

function hintOf({ reward, outcome }: RewardRowProps): string | null {
  if (outcome?.kind === 'refused') return outcome.text;
  if (outcome) return outcome.coupon_id === null ? null : words.gotCoupon;
  return rewardWords(reward).hint;
}

/** One of my rewards: what it is, what it is for, how far it is. @rule R6 */
export function RewardRow(props: RewardRowProps) {
  const { reward, withProgram } = props;
  const hint = hintOf(props);
  return (
    <View className="invite__row">
      <View className="invite__words">
        <Text className="invite__row-title">{rewardText(reward.reward)}</Text>
        <Text className="invite__hint">{rewardTitle(reward)}</Text>
        {hint !== null && <Text className="invite__hint">{hint}</Text>}
        {withProgram === true && <Text className="invite__hint">{reward.program_name}</Text>}
      </View>
      <RewardAction {...props} />
    </View>
  );
}
