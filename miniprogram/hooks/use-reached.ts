import { useEffect, useState } from 'react';
import { later } from '@/platform/clock';
import { serverClock } from '@/services/app';
import { useServerNow } from './use-server-now';

/** Within this a timer of its own is set: longer ones are late after a phone has slept. */
const NEAR_MS = 2_500;

/** Whether an instant (epoch ms) has come, by the server's clock and to the millisecond. @rule F2 */
export function useReached(at: number): boolean {
  const now = useServerNow();
  const [, setTold] = useState(0);
  useEffect(() => {
    const left = at - serverClock.now();
    if (left <= 0 || left > NEAR_MS) return undefined;
    return later(left, () => setTold((told) => told + 1));
  }, [at, now]);
  return serverClock.now() >= at;
}
