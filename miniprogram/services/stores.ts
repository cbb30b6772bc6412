import type { StoreCard } from '@shared/contract';
import { whereAmI } from '@/platform/location';
import { t } from '@/texts';
import { asApiError, isUnknown } from './api-error';
import { call } from './app';
import { chosenStore } from './chosen-store';

/** Makes `store` the one the home page shows. */
export function chooseStore({ id, name, open_now }: StoreCard): void {
  chosenStore.set({ id, name, open_now });
}

/** A store by its id; null when there is none (any more). */
export async function storeById(id: string): Promise<StoreCard | null> {
  try {
    return await call('GET /stores/{id}', { params: { id: id as `sto_${string}` } });
  } catch (error) {
    if (isUnknown(asApiError(error, t.errors.unreadable))) return null;
    throw error;
  }
}

/** The nearest store where the phone already tells its place, else the first; null without any. */
async function nearestStore(): Promise<StoreCard | null> {
  const near = await whereAmI('quietly');
  const { items } = await call('GET /stores', { query: { limit: 1, near: near ?? undefined } });
  return items[0] ?? null;
}

/** Brings the chosen store up to date, whether it is open above all; without one, or when it is gone, the nearest. */
export async function refreshChosenStore(): Promise<void> {
  const chosen = chosenStore.current();
  const store = (chosen && (await storeById(chosen.id))) ?? (await nearestStore());
  // picked or scanned in the meantime: that counts
  if (chosenStore.current()?.id !== chosen?.id) return;
  if (store) chooseStore(store);
  else chosenStore.set(null);
}
