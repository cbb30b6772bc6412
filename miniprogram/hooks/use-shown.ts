import { useState } from 'react';
import { useDidHide, useDidShow } from '@/platform/router';

/** Whether the page this stands on is in sight: pages below it stay mounted. */
export function useShown(): boolean {
  const [shown, setShown] = useState(true);
  useDidShow(() => setShown(true));
  useDidHide(() => setShown(false));
  return shown;
}
