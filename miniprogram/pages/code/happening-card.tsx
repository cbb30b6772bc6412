import { Text, View } from '@tarojs/components';
import { Icon } from '@/components/icon/icon';
import { signedPoints, yuan } from '@/services/format';
import type { Happening } from '@/services/happening';
import { t } from '@/texts';

/** The page flips to this when the assistant confirms. */
export function HappeningCard({ happening, onTap }: { happening: Happening; onTap: () => void }) {
  const words = t.member.code;
  return (
    <View className="code__card code__card--news" ariaRole="button" onClick={onTap}>
      <View className="code__news-mark">
        <Icon name={happening.undone ? 'undo' : 'check'} size="huge" tone="paper" />
      </View>
      {happening.points !== 0 && (
        <Text className="code__news-figure">
          {signedPoints(happening.points)} <Text className="code__news-unit">{t.common.points}</Text>
        </Text>
      )}
      <Text className="code__news-title">
        {happening.undone ? words.undone : happening.redeemed ? words.redeemed : words.earned}
      </Text>
      {happening.paid_fen > 0 && (
        <Text className="code__news-hint">{words.paid(yuan(happening.paid_fen))}</Text>
      )}
    </View>
  );
}
