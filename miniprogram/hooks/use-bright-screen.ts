import { useEffect, useState } from 'react';
import { brightScreen } from '@/platform/device';
import { useDidHide, useDidShow } from '@/platform/router';

/** Full brightness while this part of a page is in sight, what was before afterwards. */
export function useBrightScreen(): void {
  const [shown, setShown] = useState(true);
  useDidShow(() => setShown(true));
  useDidHide(() => setShown(false));
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
