import { useEffect, useRef } from 'react';
import { every } from '@/platform/clock';
import type { Resource } from './use-resource';
import { useShown } from './use-shown';

/** Reads `of` again every `ms` milliseconds while the page is in sight and `active`; not while it is being read. */
export function useRegularly(
  active: boolean,
  ms: number,
  of: Pick<Resource<unknown>, 'loading' | 'reload'>,
): void {
  const shown = useShown();
  const latest = useRef(of);
  latest.current = of;
  useEffect(() => {
    if (!active || !shown) return undefined;
    return every(ms, () => {
      if (!latest.current.loading) latest.current.reload();
    });
  }, [active, shown, ms]);
}
