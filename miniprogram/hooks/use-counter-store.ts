import { useSyncExternalStore } from 'react';
import type { StaffProfile } from '@shared/contract';
import { counterStore } from '@/services/counter';

type CounterStore = StaffProfile['stores'][number];

/** The store the assistant stands in: the one picked last if it is still theirs, else the first; null without any. */
export function useCounterStore(staff: StaffProfile | null): CounterStore | null {
  const picked = useSyncExternalStore(counterStore.subscribe, counterStore.current, counterStore.current);
  if (!staff) return null;
  return staff.stores.find((store) => store.id === picked) ?? staff.stores[0] ?? null;
}
