import { useEffect, useRef } from 'react';
import type { MemberEvent } from '@shared/contract';
import { feed } from '@/services/app';
import { useSession } from './use-session';
import { useShown } from './use-shown';

/** Hears what happens to me while this page is in sight and `active`; a guest has nothing to hear. */
export function useMemberEvents(active: boolean, hear: (event: MemberEvent) => void): void {
  const shown = useShown();
  const joined = Boolean(useSession()?.member);
  const latest = useRef(hear);
  latest.current = hear;
  useEffect(() => {
    if (!active || !shown || !joined) return undefined;
    return feed.listen((event) => latest.current(event));
  }, [active, shown, joined]);
}
