import { useEffect, useRef } from 'react';
import { useOnline } from './use-online';

/** Calls `again` each time the phone finds its network again. */
export function useReconnect(again: () => void): void {
  const online = useOnline();
  const latest = useRef({ again, online });
  latest.current.again = again;
  useEffect(() => {
    const before = latest.current.online;
    latest.current.online = online;
    if (online && !before) latest.current.again();
  }, [online]);
}
