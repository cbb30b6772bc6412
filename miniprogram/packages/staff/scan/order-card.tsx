import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import type { PickupOrder } from '@shared/contract';
import { Card, Money, Tag } from '@/components/parts/parts';
import { serverClock } from '@/services/app';
import { pointsText, whenText, yuan } from '@/services/format';
import { t } from '@/texts';
import './pickup.css';

const words = t.staff.pickup;

/** How many pieces are still to be handed over. */
export function leftOf(order: PickupOrder): number {
  return Math.max(0, order.pieces - order.pieces_handed - order.pieces_refunded);
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <View className="desk__line">
      <Text className="staff__hint">{name}</Text>
      {children}
    </View>
  );
}

/** What was paid, and how: money, points, or both. */
function paidText({ pay_fen: fen, pay_points: points, way }: PickupOrder): string {
  const parts = [fen > 0 ? `¥${yuan(fen)}` : '', points > 0 ? words.order.points(pointsText(points)) : ''];
  const paid = parts.filter((part) => part !== '').join(' + ');
  if (fen === 0 || way === null) return paid === '' ? words.order.way.none : paid;
  return `${words.order.way[way]} ${paid}`;
}

/** When it was paid and is to be picked up; or until when it is to be paid. */
function Times({ order }: { order: PickupOrder }) {
  const { due_fen: due, paid_at: paidAt, pickup_until_at: until, hold_until_at: payUntil } = order;
  if (due > 0) {
    return (
      <Row name={words.order.payUntil}>
        <Text>{words.order.before(whenText(payUntil))}</Text>
      </Row>
    );
  }
  return (
    <>
      {paidAt !== null && (
        <Row name={words.order.paidAt}>
          <Text>{whenText(paidAt)}</Text>
        </Row>
      )}
      {until !== null && leftOf(order) > 0 && (
        <Row name={words.order.until}>
          <Text>{words.order.before(whenText(until))}</Text>
        </Row>
      )}
    </>
  );
}

/** Whether an order is paid and its last day of picking it up is over. */
function isOverdue({ state, pickup_until_at: until }: PickupOrder): boolean {
  return state === 'paid' && until !== null && Date.parse(until) < serverClock.now();
}

/** A scanned order: what it is, how much of it is left, what was paid, where and until when it is picked up. */
export function OrderCard({ order }: { order: PickupOrder }) {
  const { pieces, pieces_handed: handed, pieces_refunded: refunded } = order;
  const counts = [
    words.order.of(pieces),
    handed > 0 ? words.order.handed(handed) : '',
    refunded > 0 ? words.order.refunded(refunded) : '',
  ];
  return (
    <Card>
      <View className="pickup__head">
        <View className="pickup__words">
          <Text className="pickup__title">{order.title}</Text>
          <Text className="staff__hint">{counts.filter((text) => text !== '').join(' · ')}</Text>
        </View>
        {leftOf(order) > 0 && order.state === 'paid' && (
          <View className="pickup__left">
            <Text className="staff__hint">{words.order.left}</Text>
            <Text className="pickup__count">{words.pieces(leftOf(order))}</Text>
          </View>
        )}
      </View>
      {isOverdue(order) && <Tag text={words.overdue} tone="amber" />}
      {order.due_fen === 0 && (
        <Row name={words.order.pay}>
          <Text>{paidText(order)}</Text>
        </Row>
      )}
      {order.pickup_store_name !== null && (
        <Row name={words.order.store}>
          <Text>{order.pickup_store_name}</Text>
        </Row>
      )}
      <Times order={order} />
    </Card>
  );
}

/** The money to take before anything is handed over, to be read from where the customer stands. */
export function DueCard({ order }: { order: PickupOrder }) {
  return (
    <View className="pickup__due">
      <Text className="staff__hint">{words.due}</Text>
      <Money fen={order.due_fen} size="hero" />
      {order.pay_points > 0 && (
        <Text className="staff__hint">{words.pointsTaken(pointsText(order.pay_points))}</Text>
      )}
    </View>
  );
}
