import { useCallback, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { Order } from '@shared/contract';
import { Countdown } from '@/components/countdown/countdown';
import { Notice } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { List } from '@/components/list/list';
import { Page } from '@/components/page/page';
import { Card, Segments, Tag } from '@/components/parts/parts';
import { useLatest } from '@/hooks/use-latest';
import { useMemberEvents } from '@/hooks/use-member-events';
import { usePages } from '@/hooks/use-pages';
import { go, useDidShow, useParams } from '@/platform/router';
import { call } from '@/services/app';
import type { Answer } from '@/services/call-types';
import { whenText } from '@/services/format';
import { changesOrders } from '@/services/happening';
import { isOpenOrder, orderStateText } from '@/services/orders';
import { priceText } from '@/services/offers';
import { t } from '@/texts';
import { pickupDay } from '../order/status';
import './index.css';

const words = t.shop.orders;
const TABS = ['all', 'to_pay', 'to_pick_up', 'done'] as const;
type Tab = (typeof TABS)[number];

/** Below the title: what is to be done about it, or when it was. */
function Hint({ order, reload }: { order: Order; reload: () => void }) {
  if (isOpenOrder(order)) {
    return <Countdown until={Date.parse(order.hold_until_at)} text={words.left} onEnd={reload} />;
  }
  const by = order.state === 'paid' && order.pickup_until_at !== null ? order.pickup_until_at : null;
  const store = order.pickup_store && order.state === 'paid' ? `${order.pickup_store.name} · ` : '';
  return (
    <Text className="orders__hint">
      {by === null ? whenText(order.held_at) : `${store}${words.pickUpBy(pickupDay(by))}`}
    </Text>
  );
}

function OrderRow({ order, reload }: { order: Order; reload: () => void }) {
  const todo = isOpenOrder(order) || order.state === 'paid';
  const paid = { price_fen: order.pay_fen, price_points: order.pay_points };
  return (
    <Card onTap={() => go('order', { id: order.id })}>
      <View className="orders__row">
        <View className="orders__mark">
          <Icon name={order.kind === 'coupon' ? 'ticket' : 'gift'} tone="brand" />
        </View>
        <View className="orders__words">
          <View className="orders__line">
            <Text className="orders__title">{order.title}</Text>
            <Tag text={orderStateText(order)} tone={isOpenOrder(order) ? 'amber' : todo ? 'leaf' : 'quiet'} />
          </View>
          <View className="orders__line">
            <Hint order={order} reload={reload} />
            <Text className="orders__price">{priceText(order.way === null ? order : paid)}</Text>
          </View>
        </View>
      </View>
    </Card>
  );
}

type Counts = Answer<'GET /me/orders'>['counts'];

/** How many there are to do something about; where there are none the tab says no number. */
function countIn(tab: Tab, counts: Counts | undefined): number | undefined {
  const count = tab === 'to_pay' || tab === 'to_pick_up' ? counts?.[tab] : undefined;
  return count === 0 ? undefined : count;
}

function OrdersPage() {
  const asked = useParams()['show'];
  const [tab, setTab] = useState<Tab>(TABS.find((one) => one === asked) ?? 'all');
  const load = useCallback(
    (after: string | undefined) =>
      call('GET /me/orders', { query: { after, show: tab === 'all' ? undefined : tab } }),
    [tab],
  );
  const list = usePages(load);
  useDidShow(list.reload);
  useMemberEvents(true, (event) => {
    if (changesOrders(event)) list.reload();
  });
  // they come with every tab; those of the tab before stay until the next has come
  const counts = useLatest(list.latest?.counts);
  const { title, hint } = words.empty[tab];
  const action = { text: words.emptyAction, tap: () => go('sales') };
  return (
    <Page title={words.title} list={list}>
      <Segments
        options={TABS.map((name) => ({ name, text: words.tabs[name], count: countIn(name, counts) }))}
        current={tab}
        onPick={setTab}
      />
      <List of={list} empty={<Notice icon="receipt" title={title} hint={hint} action={action} />}>
        {(items) => items.map((order) => <OrderRow key={order.id} order={order} reload={list.reload} />)}
      </List>
    </Page>
  );
}

export default OrdersPage;
