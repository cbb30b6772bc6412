import { useCallback } from 'react';
import type { MemberProfile } from '@shared/contract';
import { useDidShow } from '@/platform/router';
import { session } from '@/services/app';
import { refreshMe } from '@/services/members';
import { useResource, type Resource } from './use-resource';
import { useSession } from './use-session';

function login(): Promise<unknown> {
  return session.renew();
}

/**
 * My profile: what the phone remembers at once, read anew each time the page comes into sight.
 * `member` is undefined before the first login, null when not joined; `login` tells how the first login goes.
 */
export function useMe(): {
  member: MemberProfile | null | undefined;
  login: Resource<unknown>;
  refresh: () => void;
} {
  const known = useSession();
  const joined = Boolean(known?.member);
  const first = useResource(known === null ? login : null);
  const refresh = useCallback(() => {
    // what is shown stays right enough; the next sight tries again
    if (joined) refreshMe().catch(() => undefined);
  }, [joined]);
  useDidShow(refresh);
  return { member: known === null ? undefined : known.member, login: first, refresh };
}
