import type { Order, OrderDetail, OrderQuote } from '@shared/contract';
import type { PaymentWay } from '@shared/rules/orders';
import { storage } from '@/platform/storage';
import { t } from '@/texts';
import { call } from './app';
import type { Answer } from './call-types';
import { OrderWallet } from './order-wallet';

/** Orders whose code must also be there without a network. */
export const orderWallet = new OrderWallet(storage);

/** Reads one of my orders, and remembers it for when there is no network. */
export async function readOrder(id: Order['id']): Promise<OrderDetail> {
  const order = await call('GET /me/orders/{id}', { params: { id } });
  orderWallet.keep(order);
  return order;
}

/** What somebody has chosen on the pay page. */
export interface PayChoice {
  readonly way: PaymentWay;
  readonly coupon_id: `cpn_${string}` | null;
  readonly pickup_store_id: `sto_${string}` | null;
}

/** Pays for an order, as far as that is up to us: what is to be paid must be what was shown. @rule C7a @rule F6 */
export function payOrder(
  id: Order['id'],
  choice: PayChoice,
  shown: Pick<OrderQuote, 'pay_fen' | 'pay_points'>,
): Promise<Answer<'POST /me/orders/{id}/payments'>> {
  return call('POST /me/orders/{id}/payments', {
    params: { id },
    body: {
      way: choice.way,
      ...(choice.coupon_id === null ? {} : { coupon_id: choice.coupon_id }),
      ...(choice.pickup_store_id === null ? {} : { pickup_store_id: choice.pickup_store_id }),
      expected: { pay_fen: shown.pay_fen, pay_points: shown.pay_points },
    },
  });
}

/** Gives an order up; what it holds is free again. @rule F5 */
export async function cancelOrder(id: Order['id']): Promise<void> {
  await call('POST /me/orders/{id}/cancellations', { params: { id } });
}

/** Whether it is still to be paid. */
export function isOpenOrder({ state }: Pick<Order, 'state'>): boolean {
  return state === 'held' || state === 'paying';
}

/** Where an order is, in a word. */
export function orderStateText({ state, way, kind }: Pick<Order, 'state' | 'way' | 'kind'>): string {
  const words = t.shop.orders.state;
  if (state === 'paying' && way === 'counter') return words.counter;
  return state === 'picked_up' && kind === 'coupon' ? words.used : words[state];
}

/** How many of my orders want something of me, in a few words; nothing where none does. */
export function waitingText(counts: Answer<'GET /me/orders'>['counts']): string | undefined {
  const words = t.shop.orders.waiting;
  const parts = [
    ...(counts.to_pay > 0 ? [words.to_pay(counts.to_pay)] : []),
    ...(counts.to_pick_up > 0 ? [words.to_pick_up(counts.to_pick_up)] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(' · ');
}
