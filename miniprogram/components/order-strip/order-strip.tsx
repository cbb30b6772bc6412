import { useCallback } from 'react';
import type { Order, Wait } from '@shared/contract';
import { useMemberEvents } from '@/hooks/use-member-events';
import { useResource } from '@/hooks/use-resource';
import { go, useDidShow } from '@/platform/router';
import { call } from '@/services/app';
import { changesOrders } from '@/services/happening';
import { t } from '@/texts';
import { Countdown } from '../countdown/countdown';
import type { IconName } from '../icon/icon';
import { Strip } from '../strip/strip';

const words = t.shop.orders.atHand;

interface Waiting {
  readonly icon: IconName;
  readonly lead: string;
  readonly title: string;
  readonly until: string | null;
  readonly open: () => void;
}

function stripOfOrder(order: Order): Waiting {
  const counter = order.state === 'paying' && order.way === 'counter';
  const waits = order.state === 'paid';
  return {
    icon: waits ? 'gift' : 'clock',
    lead: waits ? words.pickUp(order.pickup_store?.name ?? '') : counter ? words.counter : words.pay,
    title: order.title,
    until: waits ? null : order.hold_until_at,
    open: () => go(waits || counter ? 'order' : 'pay', { id: order.id }),
  };
}

function stripOfWait(wait: Wait): Waiting {
  const { title, offered_until_at: until } = wait;
  return {
    icon: 'bolt',
    lead: words.wait,
    title,
    until,
    open: () => go('offer', { sale: wait.sale_id, offer: wait.offer_id }),
  };
}

/** What waits for me: to be paid, kept for me, to be picked up; what ends soonest first. */
async function readStrips(): Promise<Waiting[]> {
  const [open, ready, waits] = await Promise.all([
    call('GET /me/orders', { query: { show: 'to_pay', limit: 3 } }),
    call('GET /me/orders', { query: { show: 'to_pick_up', limit: 2 } }),
    call('GET /me/waits', { query: { limit: 5 } }),
  ]);
  return [
    ...waits.items.filter(({ state }) => state === 'offered').map(stripOfWait),
    ...open.items.map(stripOfOrder),
    ...ready.items.map(stripOfOrder),
  ];
}

/** My orders and waits that want something of me now; nothing at all where there are none. */
export function OrderStrips() {
  const load = useCallback(readStrips, []);
  const strips = useResource(load);
  useDidShow(strips.reload);
  useMemberEvents(true, (event) => {
    if (changesOrders(event)) strips.reload();
  });
  // the page has more to show than this; what failed is read again with its next sight
  return (
    <>
      {(strips.data ?? []).map((strip) => (
        <Strip
          key={`${strip.lead}${strip.title}${strip.until ?? ''}`}
          icon={strip.icon}
          lead={strip.lead}
          title={strip.title}
          onTap={strip.open}
        >
          {strip.until !== null && <Countdown until={Date.parse(strip.until)} onEnd={strips.reload} />}
        </Strip>
      ))}
    </>
  );
}
