import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { OrderDetail } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Failure } from '@/components/feedback/feedback';
import { Icon, type IconName } from '@/components/icon/icon';
import { Page } from '@/components/page/page';
import { Money } from '@/components/parts/parts';
import { useReached } from '@/hooks/use-reached';
import { useRegularly } from '@/hooks/use-regularly';
import { go, replace, useParams } from '@/platform/router';
import { serverClock } from '@/services/app';
import { pointsText } from '@/services/format';
import { isOpenOrder } from '@/services/orders';
import { t } from '@/texts';
import { Returned } from '../order/records';
import { closedHint } from '../order/status';
import { useOrder } from '../order/use-order';
import './index.css';

const words = t.shop.payResult;
/** Beside the long poll, which may be down. */
const ASK_MS = 3_000;
/** WeChat tells within seconds; after this the person is told that it takes longer. */
const PATIENCE_MS = 20_000;

type Tone = 'leaf' | 'wait' | 'over';

function Result({ icon, tone, title, hint }: { icon: IconName; tone: Tone; title: string; hint: string }) {
  return (
    <View className="paid">
      <View className={`paid__mark paid__mark--${tone}`}>
        <Icon
          name={icon}
          size="huge"
          tone={tone === 'leaf' ? 'paper' : tone === 'wait' ? 'brand' : 'ink_faint'}
        />
      </View>
      <Text className="paid__title">{title}</Text>
      <Text className="paid__hint">{hint}</Text>
    </View>
  );
}

function Done({ order }: { order: OrderDetail }) {
  const item = order.kind === 'item';
  const free = order.pay_fen === 0;
  const hint = item ? words.paidItem(order.pickup_store?.name ?? '') : words.paidCoupon;
  return (
    <>
      <Result
        icon="check"
        tone="leaf"
        title={free ? words.exchanged : words.paid}
        hint={order.paid_late ? words.paidLate(hint) : hint}
      />
      <View className="paid__sum">
        {order.pay_fen > 0 && <Money fen={order.pay_fen} size="figure" />}
        {order.pay_points > 0 && (
          <Text className="paid__points">{t.shop.sales.points(pointsText(order.pay_points))}</Text>
        )}
      </View>
      <View className="paid__actions">
        {item ? (
          <Button onTap={() => replace('order', { id: order.id })}>{words.code}</Button>
        ) : (
          <Button onTap={() => replace('myCoupons')}>{words.use}</Button>
        )}
        <Button kind="plain" onTap={() => go('home')}>
          {words.home}
        </Button>
      </View>
    </>
  );
}

/** Nobody knows yet; the server asks WeChat, and tells as soon as it knows. */
function Checking({
  order,
  ask,
  asking,
}: {
  order: OrderDetail | undefined;
  ask: () => void;
  asking: boolean;
}) {
  const [since] = useState(() => serverClock.now());
  const slow = useReached(since + PATIENCE_MS);
  return (
    <>
      <Result
        icon="clock"
        tone="wait"
        title={slow ? words.slow : words.checking}
        hint={slow ? words.slowHint : words.checkingHint}
      />
      {slow && order && (
        <View className="paid__actions">
          <Button busy={asking} onTap={ask}>
            {words.check}
          </Button>
          <Button kind="plain" onTap={() => replace('order', { id: order.id })}>
            {words.toOrder}
          </Button>
        </View>
      )}
    </>
  );
}

function Over({ order }: { order: OrderDetail }) {
  const hint = order.returned.length > 0 ? closedHint(order) : words.closedHint;
  return (
    <>
      <Result icon="undo" tone="over" title={words.closed} hint={hint} />
      <Returned returned={order.returned} />
      <View className="paid__actions">
        <Button onTap={() => replace('order', { id: order.id })}>{words.toOrder}</Button>
      </View>
    </>
  );
}

/** What became of a payment: only the server's word counts. @rule F6 */
function PaidPage() {
  const order = useOrder((useParams()['id'] ?? 'ord_') as OrderDetail['id']);
  const { data, error } = order;
  const open = data === undefined || isOpenOrder(data);
  useRegularly(open && (error === null || error.facts.retryable), ASK_MS, order);
  const settled = typeof data?.paid_at === 'string';
  return (
    <Page title={data?.way === 'none' ? words.exchangeTitle : words.title} tone="paper">
      {data === undefined && error && !error.facts.retryable && (
        <Failure error={error} retry={order.reload} />
      )}
      {open && (error === null || error.facts.retryable) && (
        <Checking order={data} ask={order.reload} asking={order.loading} />
      )}
      {data && settled && <Done order={data} />}
      {data && !settled && !open && <Over order={data} />}
    </Page>
  );
}

export default PaidPage;
