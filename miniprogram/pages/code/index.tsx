import { useEffect, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { MemberEvent, MemberProfile } from '@shared/contract';
import { groupDigits } from '@shared/kernel';
import { CODE_STEP_SECONDS } from '@shared/rules/member-code';
import { BarCode, QrCode } from '@/components/code-image/code-image';
import { Notice, Skeleton } from '@/components/feedback/feedback';
import { MemberBar } from '@/components/member-bar/member-bar';
import { Page } from '@/components/page/page';
import { Ring } from '@/components/parts/parts';
import { useBrightScreen } from '@/hooks/use-bright-screen';
import { useDynamicCode } from '@/hooks/use-dynamic-code';
import { useMe } from '@/hooks/use-me';
import { useMemberEvents } from '@/hooks/use-member-events';
import { useSession } from '@/hooks/use-session';
import { buzz } from '@/platform/device';
import { later } from '@/platform/clock';
import { go } from '@/platform/router';
import { session } from '@/services/app';
import { addHappening, type Happening } from '@/services/happening';
import { t } from '@/texts';
import { HappeningCard } from './happening-card';
import './index.css';

/** How long the good news stays before the code comes back. */
const NEWS_MS = 8_000;

function CodeCard({ member, secret }: { member: MemberProfile; secret: string | null }) {
  const code = useDynamicCode('member', secret, member.card_no);
  useBrightScreen();
  useEffect(() => {
    if (secret === null) session.renew().catch(() => undefined);
  }, [secret]);
  const words = t.member.code;
  if (code === null) return <Skeleton lines={1} />;
  return (
    <View className="code__card">
      <BarCode digits={code.digits} label={words.barLabel} />
      <Text className="code__digits">{groupDigits(code.digits)}</Text>
      <QrCode text={code.digits} label={words.qrLabel} />
      <Ring left={code.seconds_left} of={CODE_STEP_SECONDS} text={words.refresh(code.seconds_left)} />
    </View>
  );
}

/** What just happened at the counter; goes away by itself. */
function useHappening(active: boolean, refresh: () => void): [Happening | null, () => void] {
  const [happening, setHappening] = useState<Happening | null>(null);
  useMemberEvents(active, (event: MemberEvent) => {
    const next = addHappening(happening, event);
    if (next === happening) return;
    setHappening(next);
    void buzz();
    refresh();
  });
  useEffect(() => (happening === null ? undefined : later(NEWS_MS, () => setHappening(null))), [happening]);
  return [happening, () => setHappening(null)];
}

function CodePage() {
  const { member, refresh } = useMe();
  const secret = useSession()?.code_secret ?? null;
  const [happening, dismiss] = useHappening(Boolean(member), refresh);
  const words = t.member.code;
  return (
    <Page title={words.title} tab="code" tone="brand">
      {member === undefined && <Skeleton lines={1} />}
      {member === null && (
        <Notice
          icon="code"
          title={words.joinFirst}
          hint={words.joinHint}
          action={{ text: t.member.me.join, tap: () => go('landing') }}
        />
      )}
      {member && (
        <>
          <Text className="code__hint">{words.hint}</Text>
          {happening ? (
            <HappeningCard happening={happening} onTap={dismiss} />
          ) : (
            <CodeCard member={member} secret={secret} />
          )}
          <MemberBar member={member} withCode={false} />
        </>
      )}
    </Page>
  );
}

export default CodePage;
