import { Text, View } from '@tarojs/components';
import { go } from '@/platform/router';
import { t } from '@/texts';
import { Button } from '../button/button';
import { Tap } from '../tap/tap';
import { CheckBox } from '../toggles/toggles';

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
      <View className="join__tick">
        <CheckBox text={words.marketing} on={marketing} onChange={onMarketing} />
      </View>
      <Button busy={busy} onTap={onJoin}>
        {text}
      </Button>
      <View className="join__consent">
        <Text>{words.consent}</Text>
        <Tap className="join__link" role="link" onTap={() => go('terms', { of: 'terms' })}>
          <Text>{words.terms}</Text>
        </Tap>
        <Text>{words.and}</Text>
        <Tap className="join__link" role="link" onTap={() => go('terms', { of: 'privacy' })}>
          <Text>{words.privacy}</Text>
        </Tap>
      </View>
    </View>
  );
}
