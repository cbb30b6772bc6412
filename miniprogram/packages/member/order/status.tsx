import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import type { OrderDetail } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Countdown } from '@/components/countdown/countdown';
import { Icon, type IconName } from '@/components/icon/icon';
import { go, replace } from '@/platform/router';
import { dayOf, lastDay, shortDay } from '@/services/format';
import { isOpenOrder } from '@/services/orders';
import { t } from '@/texts';
import { PickupCode } from './pickup-code';

const words = t.shop.order;

function Plain({
  icon,
  title,
  hint,
  children,
}: {
  icon: IconName;
  title: string;
  hint?: string;
  children?: ReactNode;
}) {
  return (
    <View className="order__plain">
      <View className="order__mark">
        <Icon name={icon} size="large" tone="brand" />
      </View>
      <Text className="order__state">{title}</Text>
      {hint !== undefined && <Text className="order__faint">{hint}</Text>}
      {children}
    </View>
  );
}

/** How long the piece is still kept for its payment. */
function Hold({ order, onEnd }: { order: OrderDetail; onEnd: () => void }) {
  return <Countdown until={Date.parse(order.hold_until_at)} text={t.shop.pay.hold} onEnd={onEnd} />;
}

/** The last day on which it waits at the store. */
export function pickupDay(until: string): string {
  return shortDay(dayOf(until) === lastDay(until) ? dayOf(until) : lastDay(until));
}

function ToPickUp({ order }: { order: OrderDetail }) {
  const left = order.pieces - order.pieces_handed - order.pieces_refunded;
  return (
    <PickupCode order={order} ask={words.codeTitle}>
      {order.pieces > 1 && <Text className="order__ask">{words.codeLeft(left, order.pieces)}</Text>}
      {order.pickup_until_at !== null && (
        <Text className="order__faint">{words.pickUpBy(pickupDay(order.pickup_until_at))}</Text>
      )}
    </PickupCode>
  );
}

/** What became of the money of an order that is over. @rule F6 */
export function closedHint({ returned, way }: OrderDetail): string {
  if (returned.length > 0) {
    return returned.every(({ progress }) => progress === 'arrived') ? words.closedBack : words.closedLate;
  }
  return way === 'wechat' ? words.closedHintWechat : words.closedHint;
}

/** Where an order is, and what can be done with it: above all its code. */
export function Status({ order, reload }: { order: OrderDetail; reload: () => void }) {
  if (order.state === 'paying' && order.way === 'counter') {
    return (
      <PickupCode order={order} ask={words.counterTitle}>
        <Hold order={order} onEnd={reload} />
        <Text className="order__faint">{words.counterHint}</Text>
      </PickupCode>
    );
  }
  if (isOpenOrder(order)) {
    return (
      <Plain
        icon="clock"
        title={words.waitPay}
        hint={order.way === 'wechat' ? words.waitWechatHint : words.waitPayHint}
      >
        <Hold order={order} onEnd={reload} />
      </Plain>
    );
  }
  if (order.state === 'paid') return <ToPickUp order={order} />;
  if (order.state === 'picked_up') {
    return order.kind === 'coupon' ? (
      <Plain icon="check" title={words.intoWallet}>
        <Button small kind="quiet" onTap={() => go('myCoupons')}>
          {words.toCoupons}
        </Button>
      </Plain>
    ) : (
      <Plain icon="check" title={words.pickedUp} />
    );
  }
  if (order.state === 'refunded') return <Plain icon="undo" title={words.refunded} />;
  return (
    <Plain
      icon="close"
      title={words.closed[order.state === 'lapsed' ? 'lapsed' : 'cancelled']}
      hint={closedHint(order)}
    >
      <Button small kind="quiet" onTap={() => replace(order.sale_kind === 'mall' ? 'mall' : 'sales')}>
        {words.again}
      </Button>
    </Plain>
  );
}
