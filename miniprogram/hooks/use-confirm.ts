import { useState, useSyncExternalStore } from 'react';
import { replace } from '@/platform/router';
import { toast } from '@/platform/ui';
import type { ApiError } from '@/services/api-error';
import { openDraft, settle, type Draft } from '@/services/counter';
import { useAction } from './use-action';

/** The confirm whose outcome is still open; null when none is. */
export function useOpenDraft(): Draft | null {
  return useSyncExternalStore(openDraft.subscribe, openDraft.current, openDraft.current);
}

/**
 * Confirms at the counter and shows the result page. While the outcome is unknown the only thing left to do is to
 * ask again, with the same draft.
 * @param aloud tell refusals as a toast, where the screen has no other place for them
 */
export function useConfirm(aloud = false): {
  readonly confirm: (draft: Draft) => void;
  readonly busy: boolean;
  readonly refused: ApiError | null;
  readonly unknown: boolean;
} {
  const [refused, setRefused] = useState<ApiError | null>(null);
  const action = useAction(
    async (draft: Draft) => {
      setRefused(null);
      await settle(draft);
      replace('result');
    },
    (error) => {
      setRefused(error);
      if (aloud) toast(error.detail);
    },
  );
  return { confirm: action.run, busy: action.busy, refused, unknown: refused?.facts.unknown === true };
}
