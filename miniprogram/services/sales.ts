import type { OfferCard } from '@shared/contract';
import { storage } from '@/platform/storage';
import { call, serverClock } from './app';
import { Kept } from './kept';

/** Whether there are sales to show, as far as this phone knows: the tab stands on it. */
export const salesKnown = new Kept('sales.any', (v): v is true => v === true, storage);

const STALE_MS = 60_000;
let readAt: number | null = null;

/** Learns whether there are sales, at most once a minute. */
export async function lookForSales(): Promise<void> {
  const now = serverClock.now();
  if (readAt !== null && Math.abs(now - readAt) < STALE_MS) return;
  readAt = now;
  try {
    learnSales((await call('GET /flash-sales', { query: { limit: 1 } })).items);
  } catch (error) {
    readAt = null;
    throw error;
  }
}

/** Takes over what a list of sales says. */
export function learnSales(sales: readonly unknown[]): void {
  const any = sales.length > 0 ? true : null;
  if (any !== salesKnown.current()) salesKnown.set(any);
}

/** Joins the waiting list of an offer. @rule F5 */
export async function joinWait(offer: Pick<OfferCard, 'id'>): Promise<number> {
  return (await call('POST /offers/{id}/waits', { params: { id: offer.id } })).ahead;
}

/** Leaves it. @rule F5 */
export async function leaveWait(id: NonNullable<OfferCard['my_wait']>['id']): Promise<void> {
  await call('POST /me/waits/{id}/cancellations', { params: { id } });
}
