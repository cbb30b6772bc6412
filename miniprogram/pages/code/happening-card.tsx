import { Text, View } from '@tarojs/components';
import { Icon } from '@/components/icon/icon';
import { dayOf, shortDay, signedPoints, yuan } from '@/services/format';
import type { Happening } from '@/services/happening';
import { t } from '@/texts';

const words = t.member.code;

/** What it was, in a word. */
function titleOf(happening: Happening): string {
  if (happening.undone) return words.undone;
  if (happening.refunded_fen > 0) return words.refunded(yuan(happening.refunded_fen));
  if (happening.redeemed) return words.redeemed;
  return happening.points > 0 && happening.resting_until_at === 0 ? words.earned : words.recorded;
}

/** When the points count, where that is not now. @rule P4 */
function restingHint({ resting_until_at: until }: Happening): string | null {
  return until > 0 ? words.resting(shortDay(dayOf(new Date(until).toISOString()))) : null;
}

/** The page flips to this when the assistant confirms. */
export function HappeningCard({ happening, onTap }: { happening: Happening; onTap: () => void }) {
  const takenBack = happening.undone || happening.refunded_fen > 0;
  const resting = restingHint(happening);
  return (
    <View className="code__card code__card--news" ariaRole="button" onClick={onTap}>
      <View className={takenBack ? 'code__news-mark code__news-mark--quiet' : 'code__news-mark'}>
        <Icon name={takenBack ? 'undo' : 'check'} size="huge" tone="paper" />
      </View>
      {happening.points !== 0 && (
        <Text className={takenBack ? 'code__news-figure code__news-figure--quiet' : 'code__news-figure'}>
          {signedPoints(happening.points)} <Text className="code__news-unit">{t.common.points}</Text>
        </Text>
      )}
      <Text className="code__news-title">{titleOf(happening)}</Text>
      {resting !== null && <Text className="code__news-hint">{resting}</Text>}
      {happening.risen && <Text className="code__news-tier">{words.risen}</Text>}
      {happening.paid_fen > 0 && (
        <Text className="code__news-hint">{words.paid(yuan(happening.paid_fen))}</Text>
      )}
    </View>
  );
}
