import { useCallback, useState } from 'react';
import { useMemberEvents } from '@/hooks/use-member-events';
import { usePages } from '@/hooks/use-pages';
import { useResource } from '@/hooks/use-resource';
import { useDidShow } from '@/platform/router';
import { changesInvites } from '@/services/happening';
import {
  claimableRewards,
  inviteCode,
  readFriends,
  readPrograms,
  readRewards,
  type InviteCode,
  type MemberProgram,
} from '@/services/referrals';

/** My code for a program, and why there is none yet. */
export interface MyCode {
  readonly code: InviteCode | null;
  /** Whether it could not be had. */
  readonly failed: boolean;
  readonly again: () => void;
}

/** The code of this program, never that of the one shown before. @rule R1 */
function useCode(programId: MemberProgram['id'] | undefined): MyCode {
  const load = useCallback(
    async () => programId && { programId, code: await inviteCode(programId) },
    [programId],
  );
  const { data, error, loading, reload } = useResource(programId === undefined ? null : load);
  const code = data && data.programId === programId ? data.code : null;
  return { code, failed: code === null && error !== null && !loading, again: reload };
}

export const TABS = ['friends', 'rewards'] as const;
export type Tab = (typeof TABS)[number];

/**
 * Programs, my friends and my rewards, kept true while they are looked at.
 * @param joined whether there is a member to read them for
 * @param asked the program to begin with, where the way here names one
 */
export function useInvites(joined: boolean, asked: string | undefined) {
  const [chosen, choose] = useState(asked);
  const [picked, pickTab] = useState<Tab | null>(null);
  const programs = useResource(joined ? readPrograms : null);
  const program = programs.data?.find(({ id }) => id === chosen) ?? programs.data?.[0] ?? null;
  const known = programs.data !== undefined;
  // without a program what is left is what was earned
  const tab = picked ?? (known && program === null ? 'rewards' : 'friends');
  const programId = program?.id;
  const loadFriends = useCallback((after: string | undefined) => readFriends(programId, after), [programId]);
  const friends = usePages(known && tab === 'friends' ? loadFriends : null);
  const rewards = usePages(known && tab === 'rewards' ? readRewards : null);
  const claimable = useResource(joined ? claimableRewards : null);
  const list = tab === 'friends' ? friends : rewards;
  const reload = (): void => {
    programs.reload();
    claimable.reload();
    list.reload();
  };
  useDidShow(reload);
  useMemberEvents(true, (event) => {
    if (changesInvites(event)) reload();
  });
  const code = useCode(programId);
  return { programs, program, choose, code, friends, rewards, claimable, tab, pickTab, list, reload };
}
