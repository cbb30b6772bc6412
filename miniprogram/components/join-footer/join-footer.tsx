import { Text, View } from '@tarojs/components';
import { go } from '@/platform/router';
import { t } from '@/texts';
import { Button } from '../button/button';
import { Icon } from '../icon/icon';

const words = t.member.landing;

interface JoinFooterProps {
  /** What the button says. */
  readonly text: string;
  readonly busy: boolean;
  readonly marketing: boolean;
  readonly onMarketing: (on: boolean) => void;
  readonly onJoin: () => void;
}

/** One button, and plainly what tapping it means. Reminders are a choice of their own, off until chosen. */
export function JoinFooter({ text, busy, marketing, onMarketing, onJoin }: JoinFooterProps) {
  return (
    <View>
      <View className="join__tick" ariaRole="checkbox" onClick={() => onMarketing(!marketing)}>
        <View className={marketing ? 'join__box join__box--on' : 'join__box'}>
          {marketing && <Icon name="check" size="small" tone="paper" />}
        </View>
        <Text>{words.marketing}</Text>
      </View>
      <Button busy={busy} onTap={onJoin}>
        {text}
      </Button>
      <View className="join__consent">
        <Text>{words.consent}</Text>
        <Text className="join__link" onClick={() => go('terms', { of: 'terms' })}>
          {words.terms}
        </Text>
        <Text>{words.and}</Text>
        <Text className="join__link" onClick={() => go('terms', { of: 'privacy' })}>
          {words.privacy}
        </Text>
      </View>
    </View>
  );
}
