import { Text, View } from '@tarojs/components';
import type { MyTier } from '@shared/contract';
import { Icon } from '@/components/icon/icon';
import { Tag } from '@/components/parts/parts';
import { pointsText } from '@/services/format';
import { t } from '@/texts';

const words = t.member.tier;

function Benefit({ text, open }: { text: string; open: boolean }) {
  return (
    <View className={open ? 'tier__benefit' : 'tier__benefit tier__benefit--later'}>
      <Icon name="check" size="small" tone={open ? 'leaf' : 'ink_off'} />
      <Text className="tier__benefit-text">{text}</Text>
    </View>
  );
}

/** Every level with what it gives; what is not mine yet is grey. */
export function Ladder({ mine, level }: { mine: MyTier; level: number }) {
  return (
    <View className="tier__ladder">
      {mine.ladder.map((step) => {
        const benefits = step.benefits.length > 0 ? step.benefits : [words.noBenefits];
        const missing = step.growth_from - mine.growth;
        return (
          <View
            key={step.level}
            className={step.level === level ? 'tier__step tier__step--mine' : 'tier__step'}
          >
            <View className="tier__step-head">
              <Text className="tier__step-name">{step.name}</Text>
              {step.level === level && <Tag text={words.current} tone="gold" />}
              <Text className="tier__step-from">
                {step.level > level && missing > 0
                  ? words.locked(pointsText(missing))
                  : step.growth_from === 0
                    ? words.fromZero
                    : words.from(pointsText(step.growth_from))}
              </Text>
            </View>
            {benefits.map((text) => (
              <Benefit key={text} text={text} open={step.level <= level} />
            ))}
          </View>
        );
      })}
    </View>
  );
}
