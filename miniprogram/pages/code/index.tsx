import { useEffect, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { MemberEvent, MemberProfile } from '@shared/contract';
import { CodeCard } from '@/components/code-card/code-card';
import { Notice, Skeleton } from '@/components/feedback/feedback';
import { MemberBar } from '@/components/member-bar/member-bar';
import { Page } from '@/components/page/page';
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

function MemberCode({ member, secret }: { member: MemberProfile; secret: string | null }) {
  const code = useDynamicCode('member', secret, member.card_no);
  useBrightScreen();
  useEffect(() => {
    if (secret === null) session.renew().catch(() => undefined);
  }, [secret]);
  return (
    <View className="code__card">
      <CodeCard code={code} bars />
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
            <MemberCode member={member} secret={secret} />
          )}
          <MemberBar member={member} withCode={false} />
        </>
      )}
    </Page>
  );
}

export default CodePage;
