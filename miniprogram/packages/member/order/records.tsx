import { Text, View } from '@tarojs/components';
import type { OrderDetail, OrderRefund } from '@shared/contract';
import { Card, Money } from '@/components/parts/parts';
import { pointsText, whenText } from '@/services/format';
import { t } from '@/texts';
import './order.css';

const words = t.shop.order;

/** When and where pieces were handed over. @rule F7 */
export function Handovers({ handovers }: Pick<OrderDetail, 'handovers'>) {
  if (handovers.length === 0) return null;
  return (
    <Card>
      <Text className="order__head">{words.handovers}</Text>
      {handovers.map(({ pieces, store_name: store, at }) => (
        <View key={at} className="order__record">
          <Text>{words.handedOver(pieces, store)}</Text>
          <Text className="order__faint">{whenText(at)}</Text>
        </View>
      ))}
    </Card>
  );
}

function RefundRow({ refund }: { refund: OrderRefund }) {
  const pieces = words.refundPieces(refund.pieces);
  return (
    <View className="order__record">
      <View className="order__row">
        <Text>{`${words.refundOf[refund.why]} · ${pieces}`}</Text>
        <View className="order__figures">
          {refund.fen > 0 && <Money fen={refund.fen} />}
          {refund.points > 0 && <Text>{words.refund.points(pointsText(refund.points))}</Text>}
        </View>
      </View>
      <Text className={refund.progress === 'stuck' ? 'order__stuck' : 'order__faint'}>
        {words.progress[refund.progress]}
      </Text>
      {refund.coupon_returned && <Text className="order__faint">{words.couponBack}</Text>}
      <Text className="order__faint">{whenText(refund.at)}</Text>
    </View>
  );
}

/** What went back, and where the money is. @rule F8 */
export function Refunds({ refunds }: Pick<OrderDetail, 'refunds'>) {
  if (refunds.length === 0) return null;
  return (
    <Card>
      <Text className="order__head">{words.refunds}</Text>
      {refunds.map((refund) => (
        <RefundRow key={refund.id} refund={refund} />
      ))}
    </Card>
  );
}

/** Money that came when the order was over, and brought it back. @rule F6 */
export function PaidLate({ order }: { order: OrderDetail }) {
  if (!order.paid_late) return null;
  return (
    <Card>
      <Text className="order__head">{words.paidLateTitle}</Text>
      <Text className="order__faint">{words.paidLateHint}</Text>
    </Card>
  );
}

/** Money that came too late or twice, on its way back. @rule F6 */
export function Returned({ returned }: Pick<OrderDetail, 'returned'>) {
  if (returned.length === 0) return null;
  return (
    <Card>
      <Text className="order__head">{words.returnedTitle}</Text>
      <Text className="order__faint">{words.returnedHint}</Text>
      {returned.map(({ fen, progress, at }) => (
        <View key={at} className="order__record">
          <View className="order__row">
            <Text>{whenText(at)}</Text>
            <Money fen={fen} />
          </View>
          <Text className={progress === 'stuck' ? 'order__stuck' : 'order__faint'}>
            {words.progress[progress]}
          </Text>
        </View>
      ))}
    </Card>
  );
}
