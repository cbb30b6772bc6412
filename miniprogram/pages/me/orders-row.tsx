import { useCallback } from 'react';
import { MenuRow } from '@/components/parts/parts';
import { useMemberEvents } from '@/hooks/use-member-events';
import { useResource } from '@/hooks/use-resource';
import { go, useDidShow } from '@/platform/router';
import { call } from '@/services/app';
import { changesOrders } from '@/services/happening';
import { waitingText } from '@/services/orders';
import { t } from '@/texts';

/** The way to my orders, with how many wait for me; what cannot be read is left out. */
export function OrdersRow({ joined }: { joined: boolean }) {
  const load = useCallback(async () => (await call('GET /me/orders', { query: { limit: 1 } })).counts, []);
  const counts = useResource(joined ? load : null);
  useDidShow(counts.reload);
  useMemberEvents(joined, (event) => {
    if (changesOrders(event)) counts.reload();
  });
  return (
    <MenuRow
      icon="receipt"
      text={t.shop.orders.entry}
      hint={counts.data && waitingText(counts.data)}
      onTap={() => go('orders')}
    />
  );
}
