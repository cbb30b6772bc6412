import { Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { NativeButton } from '@/components/native-button/native-button';
import { copy } from '@/platform/device';
import { IN_WECHAT } from '@/platform/env';
import { toast } from '@/platform/ui';
import { standText } from '@/services/referral-words';
import type { MemberProgram } from '@/services/referrals';
import { t } from '@/texts';
import type { MyCode } from './use-invites';

const words = t.invite;

interface ShareFooterProps {
  readonly program: MemberProgram;
  readonly mine: MyCode;
  readonly onPoster: () => void;
}

/** Sends the invite: WeChat's own sheet of chats, or, where there are none, the link to paste. */
function ShareButton({ mine }: { mine: MyCode }) {
  const { code, failed, again } = mine;
  if (!code) {
    return (
      <Button busy={!failed} onTap={again}>
        {failed ? t.common.retry : words.title}
      </Button>
    );
  }
  if (!IN_WECHAT) {
    return (
      <Button onTap={() => void copy(code.url).then(() => toast(words.share.copied))}>{words.title}</Button>
    );
  }
  return (
    <NativeButton openType="share" ariaLabel={words.title}>
      <View className="button button--primary">
        <View className="button__label">{words.title}</View>
      </View>
    </NativeButton>
  );
}

/** What one more friend would bring, in plain words, and below it the ways to invite. @rule R5 */
export function ShareFooter({ program, mine, onPoster }: ShareFooterProps) {
  const { text, open } = standText(program);
  return (
    <View>
      <Text className={open ? 'invite__stand' : 'invite__stand invite__stand--shut'}>
        {mine.failed ? t.errors.offline : text}
      </Text>
      <View className="invite__ways">
        <View className="invite__way-poster">
          <Button kind="quiet" disabled={mine.code === null} onTap={onPoster}>
            {words.share.poster}
          </Button>
        </View>
        <View className="invite__way-share">
          <ShareButton mine={mine} />
        </View>
      </View>
    </View>
  );
}
