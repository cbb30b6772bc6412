import { useSyncExternalStore } from 'react';
import { chosenStore, type ChosenStore } from '@/services/chosen-store';

/** The store the person is at or has picked; null before either. */
export function useChosenStore(): ChosenStore | null {
  return useSyncExternalStore(chosenStore.subscribe, chosenStore.current, chosenStore.current);
}
