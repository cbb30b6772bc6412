import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import type { OrderDetail } from '@shared/contract';
import { groupDigits } from '@shared/kernel';
import { Card, Money } from '@/components/parts/parts';
import { pointsText, whenText } from '@/services/format';
import { isOpenOrder } from '@/services/orders';
import { t } from '@/texts';

const words = t.shop.order;

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <View className="order__fact">
      <Text className="order__faint">{name}</Text>
      <View className="order__figures">{children}</View>
    </View>
  );
}

/** What it costs or cost, and how that comes about. */
function Amounts({ order }: { order: OrderDetail }) {
  const { coupon } = order;
  const shown = order.way !== null && order.closed_at === null;
  return (
    <>
      {order.price_fen > 0 && (
        <Fact name={words.price}>
          <Money fen={order.price_fen} />
        </Fact>
      )}
      {coupon && (
        <Fact name={words.coupon(coupon.title)}>
          <Money fen={-coupon.discount_fen} />
        </Fact>
      )}
      {shown && (
        <Fact name={order.paid_at === null ? words.total.open : words.total.paid}>
          {(order.pay_fen > 0 || order.pay_points === 0) && <Money fen={order.pay_fen} />}
          {order.pay_points > 0 && <Text>{t.shop.sales.points(pointsText(order.pay_points))}</Text>}
        </Fact>
      )}
    </>
  );
}

/** What was ordered, for how much, and when. */
export function Facts({ order }: { order: OrderDetail }) {
  const open = isOpenOrder(order);
  const shown = order.closed_at === null;
  const pieces = order.pieces > 1 ? ` · ${t.shop.sales.pieces(order.pieces)}` : '';
  return (
    <Card>
      <Text className="order__head">{`${order.title}${pieces}`}</Text>
      <Amounts order={order} />
      {shown && order.way !== null && order.way !== 'none' && !(open && order.way === 'wechat') && (
        <Fact name={words.way}>
          <Text>{t.shop.pay.ways[order.way]}</Text>
        </Fact>
      )}
      {order.number !== null && (
        <Fact name={words.number}>
          <Text>{groupDigits(order.number)}</Text>
        </Fact>
      )}
      <Fact name={words.heldAt}>
        <Text>{whenText(order.held_at)}</Text>
      </Fact>
      {order.paid_at !== null && (
        <Fact name={order.way === 'none' ? words.exchangedAt : words.paidAt}>
          <Text>{whenText(order.paid_at)}</Text>
        </Fact>
      )}
    </Card>
  );
}
