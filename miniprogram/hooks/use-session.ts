import { useSyncExternalStore } from 'react';
import { session } from '@/services/app';
import type { SessionState } from '@/services/session';

/** What this phone knows about its person; null before the first login. */
export function useSession(): SessionState | null {
  return useSyncExternalStore(session.subscribe, session.current, session.current);
}
