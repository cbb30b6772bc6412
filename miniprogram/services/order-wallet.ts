import type { OrderDetail } from '@shared/contract';
import type { Store } from '@/platform/memory-first';
import { Kept } from './kept';

/** More than these are not remembered; the oldest goes first. */
export const WALLET_MAX = 20;

function isWallet(value: unknown): value is readonly OrderDetail[] {
  if (!Array.isArray(value)) return false;
  return (value as unknown[]).every(
    (one) => typeof one === 'object' && one !== null && typeof (one as { id?: unknown }).id === 'string',
  );
}

/** Whether an order has a code that somebody at the counter may want to see. */
function hasCode({ state, way, number }: OrderDetail): boolean {
  return number !== null && (state === 'paid' || (state === 'paying' && way === 'counter'));
}

/** My orders that wait at a counter, as they were read last: their codes are shown without a network, too. @rule M7 */
export class OrderWallet {
  private readonly kept: Kept<readonly OrderDetail[]>;

  constructor(store: Store) {
    this.kept = new Kept('orders.wallet', isWallet, store);
  }

  /** Remembers an order that has a code, forgets one that has none any more. */
  keep(order: OrderDetail): void {
    const others = (this.kept.current() ?? []).filter(({ id }) => id !== order.id);
    const now = hasCode(order) ? [...others, order].slice(-WALLET_MAX) : others;
    this.kept.set(now.length === 0 ? null : now);
  }

  /** What is remembered of an order; null when nothing is. */
  find(id: string): OrderDetail | null {
    return this.kept.current()?.find((order) => order.id === id) ?? null;
  }
}
