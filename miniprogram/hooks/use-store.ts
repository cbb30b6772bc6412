import { useSyncExternalStore } from 'react';
import { useDidShow } from '@/platform/router';
import { chosenStore, type ChosenStore } from '@/services/chosen-store';
import { refreshChosenStore } from '@/services/stores';
import { useResource } from './use-resource';

/** The store the person is at or has picked; null before either. */
export function useChosenStore(): ChosenStore | null {
  return useSyncExternalStore(chosenStore.subscribe, chosenStore.current, chosenStore.current);
}

/** The same, brought up to date each time the page comes into sight, and the nearest one where none was picked. */
export function useStoreAtHand(): ChosenStore | null {
  useDidShow(useResource(refreshChosenStore).reload);
  return useChosenStore();
}
