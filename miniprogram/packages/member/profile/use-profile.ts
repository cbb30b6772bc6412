import { useCallback } from 'react';
import type { MemberProfile } from '@shared/contract';
import { useResource, type Resource } from '@/hooks/use-resource';
import { useSession } from '@/hooks/use-session';
import { useDidShow } from '@/platform/router';
import { refreshMe } from '@/services/members';

/** My profile: what the phone remembers at once, read anew with each sight of the page; who has not joined fails. */
export function useProfile(): Resource<MemberProfile> {
  const known = useSession()?.member ?? undefined;
  const load = useCallback(() => refreshMe(), []);
  const fresh = useResource(load);
  useDidShow(fresh.reload);
  return { ...fresh, data: known };
}
