import { useCallback, useEffect, useState } from 'react';
import type { Reward } from '@/services/referrals';
import { stillShown } from './still-shown';

/** What a claim came to, to be shown where the button was. */
export type Outcome =
  | { readonly kind: 'claimed'; readonly coupon_id: `cpn_${string}` | null }
  | { readonly kind: 'refused'; readonly text: string };
export type Outcomes = Readonly<Record<string, Outcome>>;

/**
 * Rewards to claim, with what became of those that were: a claimed one stays in its place, as claimed, until the page
 * is left.
 * @param claimable as last read; undefined before that
 */
export function useClaims(claimable: readonly Reward[] | undefined) {
  const [outcomes, setOutcomes] = useState<Outcomes>({});
  const [shown, setShown] = useState<readonly Reward[]>([]);
  useEffect(() => {
    if (claimable) setShown((before) => stillShown(before, claimable, outcomes));
  }, [claimable, outcomes]);
  const settle = useCallback((id: Reward['id'], outcome: Outcome) => {
    setOutcomes((before) => ({ ...before, [id]: outcome }));
  }, []);
  return { shown, outcomes, settle };
}
