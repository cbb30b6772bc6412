import { Text, View } from '@tarojs/components';
import { Card, Heading, Tag } from '@/components/parts/parts';
import { Progress } from '@/components/progress/progress';
import { go } from '@/platform/router';
import { pointsText } from '@/services/format';
import { rewardText } from '@/services/reward-words';
import { milestoneText, nextMilestone } from '@/services/referral-words';
import type { MemberProgram } from '@/services/referrals';
import { t } from '@/texts';

const words = t.invite.progress;

function Figure({ name, value }: { name: string; value: number }) {
  return (
    <View className="invite__figure">
      <Text className="invite__figure-value">{pointsText(value)}</Text>
      <Text className="invite__hint">{name}</Text>
    </View>
  );
}

const TONES = { open: 'gold', reached: 'leaf', used_up: 'quiet' } as const;

/** How many friends came how far, and what the next milestone is. @rule R5 @rule R8 */
export function ProgressCard({ program }: { program: MemberProgram }) {
  const { my, milestones } = program;
  const next = nextMilestone(program);
  return (
    <>
      <Heading
        text={words.title}
        more={{ text: words.board, tap: () => go('leaderboard', { program: program.id }) }}
      />
      <Card>
        <View className="invite__figures">
          <Figure name={words.joined} value={my.joined} />
          <Figure name={words.resting} value={my.resting} />
          <Figure name={words.confirmed} value={my.confirmed} />
        </View>
        {next && (
          <Progress
            done={my.confirmed}
            of={next.friends}
            text={words.next(next.friends - my.confirmed, rewardText(next.reward))}
            tone="gold"
          />
        )}
        {milestones.map((one) => (
          <View key={one.friends} className="invite__milestone">
            <View className="invite__words">
              <Text>{words.milestone(one.friends)}</Text>
              <Text className="invite__hint">{rewardText(one.reward)}</Text>
            </View>
            <Tag text={milestoneText(one)} tone={TONES[one.state]} />
          </View>
        ))}
      </Card>
    </>
  );
}
