import { useEffect, useState } from 'react';
import { every } from '@/platform/clock';
import { serverClock } from '@/services/app';
import { dayOf } from '@/services/format';
import { useShown } from './use-shown';

function today(): string {
  return dayOf(new Date(serverClock.now()).toISOString());
}

/** The program's day by the server's clock, whatever the phone's says; changes at midnight while the page is in sight. */
export function useToday(): string {
  const [day, setDay] = useState(today);
  const shown = useShown();
  useEffect(() => {
    if (!shown) return undefined;
    setDay(today());
    return every(1_000, () => setDay(today()));
  }, [shown]);
  return day;
}
