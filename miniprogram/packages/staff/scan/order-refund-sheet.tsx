import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { PickupOrder } from '@shared/contract';
import { refundOfPieces } from '@shared/rules/orders';
import { Button } from '@/components/button/button';
import { Money } from '@/components/parts/parts';
import { Sheet } from '@/components/sheet/sheet';
import { pointsText, yuan } from '@/services/format';
import { t } from '@/texts';
import { ReasonPick } from '../reason-pick';
import { Stepper } from '../stepper';

const words = t.staff.pickup.refunding;

/** What is asked back, as it was shown. */
export interface OrderRefundAsk {
  readonly pieces: number;
  readonly reason: string;
  readonly expected: { readonly fen: number; readonly points: number };
}

/** How many pieces, what goes back for them and which way, and why; the last tap. @rule F8 */
export function OrderRefundSheet(props: {
  open: boolean;
  order: PickupOrder;
  busy: boolean;
  onClose: () => void;
  onConfirm: (ask: OrderRefundAsk) => void;
}) {
  const { order } = props;
  const most = order.refundable_pieces;
  const [picked, setPicked] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const pieces = Math.min(picked ?? most, most);
  // by the rule of the refund itself
  const expected = refundOfPieces(order, pieces);
  const { fen, points } = expected;
  const way = fen > 0 ? (order.way ?? 'none') : 'none';
  const confirm = (): void => props.onConfirm({ pieces, reason: reason.trim(), expected });
  return (
    <Sheet open={props.open} title={words.title} onClose={props.onClose}>
      {most > 1 && (
        <View className="desk__line">
          <Text>{words.pieces}</Text>
          <Stepper
            units={pieces}
            most={most}
            text={t.staff.pickup.pieces(pieces)}
            less={words.less}
            more={words.more}
            onChange={setPicked}
          />
        </View>
      )}
      <ReasonPick
        reasons={words.reasons}
        placeholder={words.placeholder}
        value={reason}
        onChange={setReason}
      />
      <View className="pickup__refund">
        {fen > 0 && (
          <View className="desk__line">
            <Text className="staff__hint">{words.money[way]}</Text>
            <Money fen={fen} size="lead" />
          </View>
        )}
        {points > 0 && (
          <View className="desk__line">
            <Text className="staff__hint">{words.points}</Text>
            <Text className="desk__points">{pointsText(points)}</Text>
          </View>
        )}
      </View>
      <View className="reason__foot">
        <Button kind="danger" busy={props.busy} disabled={reason.trim() === ''} onTap={confirm}>
          {fen > 0 ? words.confirm(yuan(fen)) : words.confirmPoints(pointsText(points))}
        </Button>
        <Text className="staff__hint">{words.warning[way]}</Text>
      </View>
    </Sheet>
  );
}
