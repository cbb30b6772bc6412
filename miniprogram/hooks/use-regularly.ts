import { useEffect, useRef } from 'react';
import { every } from '@/platform/clock';
import { useShown } from './use-shown';

/** Calls `run` every `ms` milliseconds while the page is in sight and `active`. */
export function useRegularly(active: boolean, ms: number, run: () => void): void {
  const shown = useShown();
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => (active && shown ? every(ms, () => latest.current()) : undefined), [active, shown, ms]);
}
