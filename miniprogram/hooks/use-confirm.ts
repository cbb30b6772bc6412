import { useState, useSyncExternalStore } from 'react';
import { go, replace } from '@/platform/router';
import { toast } from '@/platform/ui';
import type { ApiError } from '@/services/api-error';
import { openDrafts, settle, type CounterResult } from '@/services/counter';
import type { Draft } from '@/services/drafts';
import { useAction } from './use-action';

/** The confirms whose outcome is still open, oldest first. */
export function useOpenDrafts(): readonly Draft[] {
  return useSyncExternalStore(openDrafts.subscribe, openDrafts.current, openDrafts.current);
}

/**
 * Confirms at the counter and shows the result page. While the outcome is unknown the only thing left to do is to
 * ask again, with the same draft.
 * @param from at the desk the result takes its place, and the desk shows refusals; from the bench it opens over it,
 *   and refusals are told as a toast
 * @param onRefused reads again what the refusal shows to be out of date
 * @param goesOn takes a result after which the desk has more to do; true keeps the result page away
 */
export function useConfirm(
  from: 'desk' | 'bench' = 'desk',
  onRefused?: (error: ApiError) => void,
  goesOn?: (result: CounterResult) => boolean,
): {
  readonly confirm: (draft: Draft) => void;
  readonly busy: boolean;
  readonly refused: ApiError | null;
  readonly unknown: boolean;
} {
  const [refused, setRefused] = useState<ApiError | null>(null);
  const action = useAction(
    async (draft: Draft) => {
      setRefused(null);
      const result = await settle(draft);
      if (goesOn?.(result) === true) return;
      if (from === 'desk') replace('result');
      else go('result');
    },
    (error) => {
      setRefused(error);
      if (!error.facts.unknown) onRefused?.(error);
      if (from === 'bench') toast(error.detail);
    },
  );
  return { confirm: action.run, busy: action.busy, refused, unknown: refused?.facts.unknown === true };
}
