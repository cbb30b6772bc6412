import { useEffect, useState } from 'react';
import { Text } from '@tarojs/components';
import type { MemberEvent } from '@shared/contract';
import { FirstLogin, Notice } from '@/components/feedback/feedback';
import { MemberBar } from '@/components/member-bar/member-bar';
import { Page } from '@/components/page/page';
import { useMe } from '@/hooks/use-me';
import { useMemberEvents } from '@/hooks/use-member-events';
import { useSession } from '@/hooks/use-session';
import { buzz } from '@/platform/device';
import { later } from '@/platform/clock';
import { go } from '@/platform/router';
import { addHappening, changesMember, type Happening } from '@/services/happening';
import { t } from '@/texts';
import { HappeningCard } from './happening-card';
import { MemberCode } from './member-code';
import './index.css';

/** How long the good news stays before the code comes back. */
const NEWS_MS = 8_000;

/** What just happened at the counter; goes away by itself. */
function useHappening(active: boolean, refresh: () => void): [Happening | null, () => void] {
  const [happening, setHappening] = useState<Happening | null>(null);
  useMemberEvents(active, (event: MemberEvent) => {
    if (changesMember(event)) refresh();
    const next = addHappening(happening, event);
    if (next === happening) return;
    setHappening(next);
    void buzz();
  });
  useEffect(() => (happening === null ? undefined : later(NEWS_MS, () => setHappening(null))), [happening]);
  return [happening, () => setHappening(null)];
}

function CodePage() {
  const { member, login, refresh } = useMe();
  const secret = useSession()?.code_secret ?? null;
  const [happening, dismiss] = useHappening(Boolean(member), refresh);
  const words = t.member.code;
  return (
    <Page title={words.title} tab="code" tone="brand">
      {member === undefined && <FirstLogin of={login} lines={1} />}
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
