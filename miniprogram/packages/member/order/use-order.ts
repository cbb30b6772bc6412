import { useCallback } from 'react';
import type { Order, OrderDetail } from '@shared/contract';
import { useMemberEvents } from '@/hooks/use-member-events';
import { useResource, type Resource } from '@/hooks/use-resource';
import { useDidShow } from '@/platform/router';
import { changesOrders } from '@/services/happening';
import { orderWallet, readOrder } from '@/services/orders';

/** One of my orders, kept true while it is looked at; without a network as it was read last. */
export function useOrder(id: Order['id']): Resource<OrderDetail> {
  const load = useCallback(() => readOrder(id), [id]);
  const order = useResource(load);
  useDidShow(order.reload);
  useMemberEvents(true, (event) => {
    if (changesOrders(event)) order.reload();
  });
  if (order.data !== undefined || order.error?.code !== 'offline') return order;
  return { ...order, data: orderWallet.find(id) ?? undefined };
}
