import { useCallback } from 'react';
import type { MemberProfile } from '@shared/contract';
import { useDidShow } from '@/platform/router';
import { refreshMe } from '@/services/members';
import { useSession } from './use-session';

/**
 * My profile: what the phone remembers at once, read anew each time the page comes into sight.
 * `undefined` before the first login, null when not joined.
 */
export function useMe(): { member: MemberProfile | null | undefined; refresh: () => void } {
  const known = useSession();
  const joined = Boolean(known?.member);
  const refresh = useCallback(() => {
    // what is shown stays right enough; the next sight tries again
    if (joined) refreshMe().catch(() => undefined);
  }, [joined]);
  useDidShow(refresh);
  return { member: known === null ? undefined : known.member, refresh };
}
