import { useSyncExternalStore } from 'react';
import { network } from '@/platform/network';

/** Whether the phone is on a network. */
export function useOnline(): boolean {
  return useSyncExternalStore(network.subscribe, network.isOnline, network.isOnline);
}
