import { useState, type ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import type { OrderDetail, OrderQuote } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Countdown } from '@/components/countdown/countdown';
import { Notice, Shown } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { Page } from '@/components/page/page';
import { Card, Money } from '@/components/parts/parts';
import { Tap } from '@/components/tap/tap';
import { replace, useParams } from '@/platform/router';
import { isUnknown } from '@/services/api-error';
import { pointsText, yuan } from '@/services/format';
import { isOpenOrder } from '@/services/orders';
import { t } from '@/texts';
import { PickupSheet } from '../nearby/pickup-sheet';
import { closedHint } from '../order/status';
import { useOrder } from '../order/use-order';
import { CouponSheet, Ways } from './choices';
import { usePayment, type Payment } from './use-payment';
import './index.css';

const words = t.shop.pay;

/** One line of the bill; with a tap where there is something to choose. */
function Line({ name, onTap, children }: { name: string; onTap?: () => void; children: ReactNode }) {
  const inside = (
    <>
      <Text className="pay__name">{name}</Text>
      <View className="pay__value">{children}</View>
      {onTap && <Icon name="next" size="small" tone="ink_off" />}
    </>
  );
  return onTap ? (
    <Tap className="pay__line" onTap={onTap}>
      {inside}
    </Tap>
  ) : (
    <View className="pay__line">{inside}</View>
  );
}

function CouponLine({ quote, onTap }: { quote: OrderQuote; onTap: () => void }) {
  const usable = quote.coupons.some(({ obstacle }) => obstacle === null);
  if (quote.coupons.length === 0) return null;
  return (
    <Line name={words.coupon} onTap={onTap}>
      {quote.coupon ? (
        <>
          <Text className="pay__coupon">{quote.coupon.title}</Text>
          <Text className="pay__minus">{words.discount(yuan(quote.coupon.discount_fen))}</Text>
        </>
      ) : (
        <Text className="pay__hint">{usable ? words.noCoupon : words.noneUsable}</Text>
      )}
    </Line>
  );
}

/** What it costs, line by line. */
function Bill({ order, quote, onCoupon }: { order: OrderDetail; quote: OrderQuote; onCoupon: () => void }) {
  const pieces = order.pieces > 1 ? ` · ${t.shop.sales.pieces(order.pieces)}` : '';
  return (
    <Card>
      <Text className="pay__title">{`${order.title}${pieces}`}</Text>
      {quote.price_fen > 0 && (
        <Line name={words.price}>
          <Money fen={quote.price_fen} />
        </Line>
      )}
      {quote.price_fen > 0 && <CouponLine quote={quote} onTap={onCoupon} />}
      {quote.pay_points > 0 && (
        <Line name={words.points}>
          <Text className="pay__hint">{words.balance(pointsText(quote.points_balance))}</Text>
          <Text className="pay__points">{pointsText(quote.pay_points)}</Text>
        </Line>
      )}
      {quote.points_missing > 0 && (
        <Text className="pay__missing">{words.missing(pointsText(quote.points_missing))}</Text>
      )}
    </Card>
  );
}

function PayFooter({ payment, quote }: { payment: Payment; quote: OrderQuote | undefined }) {
  const { way } = payment;
  if (!quote || way === null) return null;
  const action = way === 'none' && quote.pay_points > 0 ? words.action.nonePoints : words.action[way];
  return (
    <View className="pay__footer">
      <View className="pay__total">
        <Text className="pay__hint">{words.toPay}</Text>
        <View className="pay__sum">
          <Money fen={quote.pay_fen} size="lead" />
          {quote.pay_points > 0 && (
            <Text className="pay__sum-points">{`+ ${t.shop.sales.points(pointsText(quote.pay_points))}`}</Text>
          )}
        </View>
      </View>
      <View className="pay__action">
        <Button busy={payment.busy} disabled={quote.points_missing > 0} onTap={payment.pay}>
          {action}
        </Button>
      </View>
    </View>
  );
}

/** The order with all that is chosen when it is paid. @rule F2a */
function Desk({ order, reload }: { order: OrderDetail; reload: () => void }) {
  const [sheet, setSheet] = useState<'coupon' | 'store' | null>(null);
  const payment = usePayment(order, reload, () => setSheet('store'));
  const close = (): void => setSheet(null);
  const { quote, notice, store } = payment;
  return (
    <Page
      title={order.sale_kind === 'mall' ? words.mallTitle : words.title}
      footer={<PayFooter payment={payment} quote={quote.data} />}
    >
      <View className="pay__hold">
        <Countdown until={Date.parse(order.hold_until_at)} text={words.hold} onEnd={reload} />
      </View>
      {notice && (
        <View className="pay__notice">
          <Text className="pay__notice-title">{notice.title}</Text>
          <Text>{notice.text}</Text>
        </View>
      )}
      <Shown of={quote} lines={2}>
        {(shown) => (
          <>
            <Bill order={order} quote={shown} onCoupon={() => setSheet('coupon')} />
            {order.kind === 'item' && (
              <Card>
                <Line
                  name={words.store}
                  {...(order.pickup_stores.length > 1 ? { onTap: () => setSheet('store') } : {})}
                >
                  <Text className={store ? '' : 'pay__missing'}>{store?.name ?? words.pickStore}</Text>
                </Line>
                <Text className="pay__hint">{words.until(order.pickup_days)}</Text>
              </Card>
            )}
            <Card>
              <Text className="pay__title">{words.way}</Text>
              <Ways ways={shown.ways} way={payment.way} onPick={payment.pickWay} />
            </Card>
            <Text className="pay__agree">{words.agree[order.kind]}</Text>
            <CouponSheet
              open={sheet === 'coupon'}
              coupons={shown.coupons}
              chosen={shown.coupon?.id ?? null}
              onPick={(id) => {
                payment.pickCoupon(id);
                close();
              }}
              onClose={close}
            />
          </>
        )}
      </Shown>
      <PickupSheet
        open={sheet === 'store'}
        stores={order.pickup_stores}
        chosen={store?.id ?? null}
        onPick={(id) => {
          payment.pickStore(id);
          close();
        }}
        onClose={close}
      />
    </Page>
  );
}

/** Nothing to pay any more: paid meanwhile, or over. */
function Over({ order }: { order: OrderDetail }) {
  const toOrder = { text: t.shop.payResult.toOrder, tap: () => replace('order', { id: order.id }) };
  if (order.paid_at !== null) {
    const { paid, paidItem, paidCoupon } = t.shop.payResult;
    const hint = order.kind === 'item' ? paidItem(order.pickup_store?.name ?? '') : paidCoupon;
    return <Notice icon="check" title={paid} hint={hint} action={toOrder} />;
  }
  const title = order.state === 'cancelled' ? t.shop.order.closed.cancelled : words.holdOver.title;
  if (order.returned.length > 0) {
    return <Notice icon="undo" title={title} hint={closedHint(order)} action={toOrder} />;
  }
  const mall = order.sale_kind === 'mall';
  const back = {
    text: mall ? t.shop.offer.toMall : t.shop.offer.toSales,
    tap: () => replace(mall ? 'mall' : 'sales'),
  };
  const hint = order.state === 'cancelled' ? t.shop.order.closedHint : words.holdOver.text;
  return <Notice icon="clock" title={title} hint={hint} action={back} />;
}

function PayPage() {
  const order = useOrder((useParams()['id'] ?? 'ord_') as OrderDetail['id']);
  if (order.data && isOpenOrder(order.data)) return <Desk order={order.data} reload={order.reload} />;
  const unknown = order.error !== null && isUnknown(order.error);
  return (
    <Page title={words.title}>
      {unknown ? (
        <Notice
          icon="receipt"
          title={t.shop.order.unknownTitle}
          hint={t.shop.order.unknownHint}
          action={{ text: t.shop.order.toOrders, tap: () => replace('orders') }}
        />
      ) : (
        <Shown of={order}>{(shown) => <Over order={shown} />}</Shown>
      )}
    </Page>
  );
}

export default PayPage;
