import { useCallback } from 'react';
import { Text, View } from '@tarojs/components';
import type { MyTier, TierName } from '@shared/contract';
import { Notice, Shown } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { Page } from '@/components/page/page';
import { Heading } from '@/components/parts/parts';
import { Progress } from '@/components/progress/progress';
import { useMemberEvents } from '@/hooks/use-member-events';
import { useResource } from '@/hooks/use-resource';
import { useDidShow } from '@/platform/router';
import { call } from '@/services/app';
import { fullDay, pointsText } from '@/services/format';
import { changesMember } from '@/services/happening';
import { t } from '@/texts';
import { Ladder } from './ladder';
import './index.css';

const words = t.member.tier;

/** When the level is looked at again, and whether the growth of today would keep it. @rule M4 */
function Review({ review }: { review: NonNullable<MyTier['review']> }) {
  const { on, missing } = review;
  return (
    <View className="tier__review">
      <Icon name="calendar" tone={missing > 0 ? 'amber_text' : 'gold_text'} />
      <View className="tier__review-words">
        <Text>{words.reviewOn(fullDay(on))}</Text>
        <Text className="tier__hint">{missing > 0 ? words.misses(pointsText(missing)) : words.keeps}</Text>
      </View>
    </View>
  );
}

/** My level, how far the next one is, and what keeps this one. */
function TierHead({ mine, tier }: { mine: MyTier; tier: TierName }) {
  const { growth, next, review } = mine;
  return (
    <View className="tier__card">
      <View className="tier__head">
        <View className="tier__words">
          <Text className="tier__name">{tier.name}</Text>
          <Text className="tier__growth">{words.growth(pointsText(growth))}</Text>
        </View>
        <View className="tier__mark">
          <Icon name="crown" size="huge" tone="gold" />
        </View>
      </View>
      {next ? (
        <Progress
          tone="gold"
          done={growth}
          of={next.growth_from}
          text={words.toNext(pointsText(next.missing), next.name)}
        />
      ) : (
        <Text className="tier__top">{words.top}</Text>
      )}
      {review && <Review review={review} />}
    </View>
  );
}

function Mine({ mine }: { mine: MyTier }) {
  if (mine.tier === null) {
    return <Notice icon="crown" title={words.noneTitle} hint={words.noneHint} />;
  }
  return (
    <>
      <TierHead mine={mine} tier={mine.tier} />
      <Text className="tier__window">{words.window(mine.window_months)}</Text>
      <Heading text={words.ladder} />
      <Ladder mine={mine} level={mine.tier.level} />
    </>
  );
}

/** My level, what the next one takes, and what each gives. @rule M4 */
function TierPage() {
  const load = useCallback(() => call('GET /me/tier'), []);
  const tier = useResource(load);
  useDidShow(tier.reload);
  useMemberEvents(true, (event) => {
    if (changesMember(event)) tier.reload();
  });
  return (
    <Page title={words.title} onRefresh={tier.reload} refreshing={tier.loading}>
      <Shown of={tier}>{(mine) => <Mine mine={mine} />}</Shown>
    </Page>
  );
}

export default TierPage;
