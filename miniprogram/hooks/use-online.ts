import { useEffect, useState } from 'react';
import { watchNetwork } from '@/platform/device';

/** Whether the phone is on a network. */
export function useOnline(): boolean {
  const [online, setOnline] = useState(true);
  useEffect(() => watchNetwork(setOnline), []);
  return online;
}
