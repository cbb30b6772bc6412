import { useEffect, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { MemberProfile } from '@shared/contract';
import { groupDigits } from '@shared/kernel';
import { Button } from '@/components/button/button';
import { CodeCard, CodeScreen } from '@/components/code-card/code-card';
import { Tag } from '@/components/parts/parts';
import { useAction } from '@/hooks/use-action';
import { useBrightScreen } from '@/hooks/use-bright-screen';
import { useCaptureHint } from '@/hooks/use-capture-hint';
import { useDynamicCode } from '@/hooks/use-dynamic-code';
import { useOnline } from '@/hooks/use-online';
import { toast } from '@/platform/ui';
import { serverClock, session } from '@/services/app';
import { t } from '@/texts';

const words = t.member.code;

/** What holds without a network: the code is right as long as the phone once heard the server's time. */
function hintFor(online: boolean, ready: boolean): string {
  if (!ready) return online ? words.noSecret : words.notReady;
  if (online) return words.offlineToo;
  return serverClock.isKnown() ? words.offlineFine : words.clockUnsure;
}

/** My code for the counter, bright, to be enlarged, good without a network. @rule M7 */
export function MemberCode({ member, secret }: { member: MemberProfile; secret: string | null }) {
  const code = useDynamicCode('member', secret, member.card_no);
  const [large, setLarge] = useState(false);
  const online = useOnline();
  useBrightScreen();
  useCaptureHint(words.captured);
  useEffect(() => {
    if (secret === null) session.renew().catch(() => undefined);
  }, [secret]);
  const refresh = useAction(
    async () => {
      await session.renew();
      toast(words.refreshed);
    },
    (error) => toast(error.code === 'offline' && code !== null ? words.offlineFine : error.detail),
  );
  return (
    <View className="code__card">
      <View className="code__who">
        <View className="code__name-line">
          <Text className="code__name">{member.nickname ?? t.member.me.anonymous}</Text>
          {member.tier && <Tag text={member.tier.name} tone="gold" />}
        </View>
        <Text className="code__card-no">{t.member.landing.cardNo(groupDigits(member.card_no))}</Text>
      </View>
      <CodeCard code={code} bars onEnlarge={() => setLarge(true)} />
      <View className="code__foot">
        <Text className="code__foot-hint">{hintFor(online, code !== null)}</Text>
        <Button kind="plain" small busy={refresh.busy} onTap={refresh.run}>
          {words.refreshNow}
        </Button>
      </View>
      {large && code && <CodeScreen code={code} onClose={() => setLarge(false)} />}
    </View>
  );
}
