import { Text, View } from '@tarojs/components';
import type { RefundablePurchase } from '@shared/contract';
import { Card, Money } from '@/components/parts/parts';
import { pointsText, whenText } from '@/services/format';
import { t } from '@/texts';

const words = t.staff.refund.purchase;

/** The purchase that money is given back of: whose, when, what was paid, what is left of that. */
export function PurchaseCard({ purchase }: { purchase: RefundablePurchase }) {
  const { paid_fen: paid, refunded_fen: refunded, points, points_taken_back: back } = purchase;
  const where = [
    whenText(purchase.at),
    purchase.staff_name,
    purchase.receipt_no === null ? null : words.receipt(purchase.receipt_no),
  ];
  return (
    <Card>
      <View className="refund__head">
        <View className="refund__words">
          <Text className="refund__who">{purchase.member_name_masked ?? words.guest}</Text>
          <Text className="staff__hint">{where.filter(Boolean).join(' · ')}</Text>
          {points > 0 && (
            <Text className="staff__hint">
              {words.points} {pointsText(points)}
              {back > 0 && `（${words.takenBack(pointsText(back))}）`}
            </Text>
          )}
        </View>
        <View className="refund__figures">
          <Text className="staff__hint">{refunded > 0 ? words.left : words.paid}</Text>
          <Money fen={paid - refunded} size="lead" />
          {refunded > 0 && (
            <View className="refund__paid">
              <Text>{words.paid}</Text>
              <Money fen={paid} />
            </View>
          )}
        </View>
      </View>
    </Card>
  );
}
