import { Text, View } from '@tarojs/components';
import { Icon } from '@/components/icon/icon';
import { Money } from '@/components/parts/parts';
import type { HandoverResult, OrderPaymentResult, OrderRefundResult, OrderResult } from '@/services/counter';
import { pointsText, whenText } from '@/services/format';
import { t } from '@/texts';

const words = t.staff.pickup.result;

function Done({ title }: { title: string }) {
  return (
    <>
      <View className="result__mark">
        <Icon name="check" size="huge" tone="paper" />
      </View>
      <Text className="result__title">{title}</Text>
    </>
  );
}

function Handover({ result }: { result: HandoverResult }) {
  const left = result.pieces_left;
  return (
    <>
      <Done title={words.handed} />
      <Text className="staff__hint">{result.title}</Text>
      <Text className="result__pieces">{t.staff.pickup.pieces(result.pieces)}</Text>
      <Text className={left > 0 ? 'result__saved' : 'result__earned'}>
        {left > 0 ? words.left(left) : words.allTaken}
      </Text>
      <Text className="staff__hint">{words.undoUntil(whenText(result.undo_until_at))}</Text>
    </>
  );
}

/** A coupon is delivered with its payment; goods are handed over next. */
function OrderPayment({ result }: { result: OrderPaymentResult }) {
  return (
    <>
      <Done title={words.paid} />
      <Text className="staff__hint">{result.title}</Text>
      <Money fen={result.paid_fen} size="hero" />
      <Text className="staff__hint">
        {result.pickup_until_at === null ? words.delivered : words.paidHint}
      </Text>
    </>
  );
}

function OrderRefund({ result }: { result: OrderRefundResult }) {
  const { fen, points } = result;
  return (
    <>
      <Done title={words.refunded} />
      {fen > 0 && (
        <>
          <Text className="staff__hint">{result.at_counter ? words.atCounter : words.byWechat}</Text>
          <Money fen={fen} size="hero" />
        </>
      )}
      {points > 0 && <Text className="result__earned">{words.points(pointsText(points))}</Text>}
    </>
  );
}

/** An order that was handed over, paid for or refunded. */
export function OrderFigures({ result }: { result: OrderResult }) {
  return (
    <View className="result__card">
      {result.kind === 'handover' && <Handover result={result} />}
      {result.kind === 'order_payment' && <OrderPayment result={result} />}
      {result.kind === 'order_refund' && <OrderRefund result={result} />}
    </View>
  );
}
