import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { OrderDetail } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Notice, Shown } from '@/components/feedback/feedback';
import { Page } from '@/components/page/page';
import { useAction } from '@/hooks/use-action';
import { go, replace, useParams } from '@/platform/router';
import { ask, toast } from '@/platform/ui';
import { isUnknown } from '@/services/api-error';
import { cancelOrder, isOpenOrder } from '@/services/orders';
import { t } from '@/texts';
import { Facts } from './facts';
import { Handovers, PaidLate, Refunds, Returned } from './records';
import { RefundSheet } from './refund-sheet';
import { Status } from './status';
import { useOrder } from './use-order';

const words = t.shop.order;

interface PartProps {
  readonly order: OrderDetail;
  readonly reload: () => void;
}

/** To pay for it, or to give it up. */
function OpenFooter({ order, reload }: PartProps) {
  const cancel = useAction(
    async () => {
      if (!(await ask({ ...words.cancelAsk, grave: true }))) return;
      await cancelOrder(order.id);
      toast(words.cancelled);
      reload();
    },
    (error) => {
      toast(error.detail);
      reload();
    },
  );
  const counter = order.state === 'paying' && order.way === 'counter';
  return (
    <View className="order__footer">
      <View className="order__cancel">
        <Button kind="plain" busy={cancel.busy} onTap={cancel.run}>
          {words.cancel}
        </Button>
      </View>
      <View className="order__pay">
        <Button kind={counter ? 'quiet' : 'primary'} onTap={() => go('pay', { id: order.id })}>
          {counter ? words.otherWay : words.toPay}
        </Button>
      </View>
    </View>
  );
}

/** The way to get money back, where there is one. @rule F8 */
function RefundPart({ order, reload }: PartProps) {
  const [open, setOpen] = useState(false);
  const left = order.pieces - order.pieces_handed - order.pieces_refunded;
  if (order.state !== 'paid' || left === 0) return null;
  if (order.way === 'counter' && order.pay_fen > 0)
    return <Text className="order__aside">{words.refund.atCounter}</Text>;
  if (order.refundable_pieces === 0) return null;
  return (
    <>
      <Button kind="plain" onTap={() => setOpen(true)}>
        {words.refund.action}
      </Button>
      {open && <RefundSheet order={order} onClose={() => setOpen(false)} onChanged={reload} />}
    </>
  );
}

function OrderPage() {
  const order = useOrder((useParams()['id'] ?? 'ord_') as OrderDetail['id']);
  const { data, error, reload } = order;
  if (error !== null && isUnknown(error)) {
    return (
      <Page title={words.title}>
        <Notice
          icon="receipt"
          title={words.unknownTitle}
          hint={words.unknownHint}
          action={{ text: words.toOrders, tap: () => replace('orders') }}
        />
      </Page>
    );
  }
  return (
    <Page
      title={t.shop.order.title}
      tone={data?.state === 'paid' ? 'brand' : 'ground'}
      onRefresh={reload}
      refreshing={order.loading}
      footer={data && isOpenOrder(data) ? <OpenFooter order={data} reload={reload} /> : undefined}
    >
      <Shown of={order} lines={3}>
        {(shown) => (
          <>
            <Status order={shown} reload={reload} />
            <PaidLate order={shown} />
            <Returned returned={shown.returned} />
            <Refunds refunds={shown.refunds} />
            <Handovers handovers={shown.handovers} />
            <Facts order={shown} />
            <RefundPart order={shown} reload={reload} />
          </>
        )}
      </Shown>
    </Page>
  );
}

export default OrderPage;
