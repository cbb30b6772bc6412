import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { RewardShown } from '@shared/contract';
import { Icon } from '@/components/icon/icon';
import { Card } from '@/components/parts/parts';
import { Sheet } from '@/components/sheet/sheet';
import { Tap } from '@/components/tap/tap';
import { fullDay, lastDay } from '@/services/format';
import { rewardParts, rulesOf, stepsOf } from '@/services/referral-words';
import type { MemberProgram } from '@/services/referrals';
import { t } from '@/texts';

const words = t.invite;

/** What one side gets. */
function Side({ who, reward }: { who: string; reward: RewardShown }) {
  const { big, small } = rewardParts(reward);
  return (
    <View className="invite__side">
      <Text className="invite__who">{who}</Text>
      <Text className="invite__big">{big}</Text>
      <Text className="invite__small">{small}</Text>
    </View>
  );
}

/** Everything there is to know, before anything is shared. @rule R3 @rule R5 */
function RulesSheet({
  program,
  open,
  onClose,
}: {
  program: MemberProgram;
  open: boolean;
  onClose: () => void;
}) {
  return (
    <Sheet open={open} title={words.rules.title} onClose={onClose}>
      <View className="invite__rules">
        {rulesOf(program).map(({ head, lines }) => (
          <View key={head} className="invite__rule-part">
            <Text className="invite__rule-head">{head}</Text>
            {lines.map((line) => (
              <Text key={line} className="invite__rule-line">
                {line}
              </Text>
            ))}
          </View>
        ))}
      </View>
    </Sheet>
  );
}

/** What both get, what the friend must do, when it comes and until when. @rule R4 @rule R5 @rule R6 */
export function RuleCard({ program }: { program: MemberProgram }) {
  const [open, setOpen] = useState(false);
  const { promise } = program;
  return (
    <Card>
      <Text className="invite__name">{program.name}</Text>
      <Text className="invite__hint">
        {program.merchant_name} · {words.rule.until(fullDay(lastDay(program.ends_at)))}
      </Text>
      <View className="invite__sides">
        {promise.inviter_reward && <Side who={words.rule.you} reward={promise.inviter_reward} />}
        {promise.invitee_reward && <Side who={words.rule.friend} reward={promise.invitee_reward} />}
      </View>
      {stepsOf(promise).map((step, i) => (
        <View key={step} className="invite__step">
          <Text className="invite__step-no">{i + 1}</Text>
          <Text className="invite__step-words">{step}</Text>
        </View>
      ))}
      <Tap className="invite__all" onTap={() => setOpen(true)}>
        <Text>{words.rule.all}</Text>
        <Icon name="next" size="small" tone="ink_faint" />
      </Tap>
      <RulesSheet program={program} open={open} onClose={() => setOpen(false)} />
    </Card>
  );
}
