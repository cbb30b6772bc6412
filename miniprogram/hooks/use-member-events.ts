import { useEffect, useRef, useState } from 'react';
import type { MemberEvent } from '@shared/contract';
import { useDidHide, useDidShow } from '@/platform/router';
import { feed } from '@/services/app';

/** Hears what happens to me while this page is in sight and `active`. */
export function useMemberEvents(active: boolean, hear: (event: MemberEvent) => void): void {
  const [shown, setShown] = useState(true);
  useDidShow(() => setShown(true));
  useDidHide(() => setShown(false));
  const latest = useRef(hear);
  latest.current = hear;
  useEffect(() => {
    if (!active || !shown) return undefined;
    return feed.listen((event) => latest.current(event));
  }, [active, shown]);
}
