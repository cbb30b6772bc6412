import { useEffect, useState } from 'react';
import { later } from '@/platform/clock';
import { serverClock } from '@/services/app';
import { useShown } from './use-shown';

/** The longest a timer is set for; it is set anew then. */
const TIMER_MAX_MS = 24 * 3_600_000;

/** Whether an instant (epoch ms) has come, by the server's clock and to the millisecond. @rule F2 */
export function useReached(at: number): boolean {
  const [reached, setReached] = useState(() => serverClock.now() >= at);
  const shown = useShown();
  useEffect(() => {
    let stop = (): void => undefined;
    const look = (): void => {
      const left = at - serverClock.now();
      setReached(left <= 0);
      // what was learned of the clock meanwhile counts
      if (left > 0) stop = later(Math.min(left, TIMER_MAX_MS), look);
    };
    look();
    return () => stop();
  }, [at, shown]);
  return reached;
}
