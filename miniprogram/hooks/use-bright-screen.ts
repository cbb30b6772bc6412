import { useEffect } from 'react';
import { brightScreen } from '@/platform/device';
import { useShown } from './use-shown';

/** Full brightness while this part of a page is in sight, what was before afterwards. */
export function useBrightScreen(): void {
  const shown = useShown();
  useEffect(() => {
    if (!shown) return undefined;
    let left = false;
    let restore = (): void => undefined;
    void brightScreen().then((undo) => {
      if (left) undo();
      else restore = undo;
    });
    return () => {
      left = true;
      restore();
    };
  }, [shown]);
}
