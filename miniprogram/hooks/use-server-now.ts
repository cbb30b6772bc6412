import { useEffect, useState } from 'react';
import { every } from '@/platform/clock';
import { serverClock } from '@/services/app';
import { useShown } from './use-shown';

/** The server's time, ticking every second while the page is in sight. */
export function useServerNow(): number {
  const [now, setNow] = useState(() => serverClock.now());
  const shown = useShown();
  useEffect(() => {
    if (!shown) return undefined;
    setNow(serverClock.now());
    return every(1_000, () => setNow(serverClock.now()));
  }, [shown]);
  return now;
}
