import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { OrderDetail } from '@shared/contract';
import { refundOfPieces } from '@shared/rules/orders';
import { Button } from '@/components/button/button';
import { Icon } from '@/components/icon/icon';
import { Money } from '@/components/parts/parts';
import { Sheet } from '@/components/sheet/sheet';
import { Tap } from '@/components/tap/tap';
import { useAction } from '@/hooks/use-action';
import { toast } from '@/platform/ui';
import { call } from '@/services/app';
import { pointsText } from '@/services/format';
import { t } from '@/texts';

const words = t.shop.order.refund;

function Stepper({
  value,
  most,
  onChange,
}: {
  value: number;
  most: number;
  onChange: (value: number) => void;
}) {
  return (
    <View className="stepper">
      <Tap
        className="stepper__key"
        label={words.fewer}
        disabled={value <= 1}
        onTap={() => onChange(value - 1)}
      >
        <Icon name="minus" tone={value <= 1 ? 'ink_off' : 'ink'} />
      </Tap>
      <Text className="stepper__value">{value}</Text>
      <Tap
        className="stepper__key"
        label={words.more}
        disabled={value >= most}
        onTap={() => onChange(value + 1)}
      >
        <Icon name="plus" tone={value >= most ? 'ink_off' : 'ink'} />
      </Tap>
    </View>
  );
}

/** How what goes back comes back. */
function hintOf({ fen, points }: ReturnType<typeof refundOfPieces>): string {
  if (fen === 0) return words.hint.points;
  return points > 0 ? words.hint.both : words.hint.money;
}

interface RefundSheetProps {
  readonly order: OrderDetail;
  readonly onClose: () => void;
  /** Reads the order again. */
  readonly onChanged: () => void;
}

/** How many pieces go back, and exactly what for, before it is done: by the rule that the server uses. @rule F8 */
export function RefundSheet({ order, onClose, onChanged }: RefundSheetProps) {
  const most = order.refundable_pieces;
  const [wish, setWish] = useState(most);
  const pieces = Math.min(Math.max(1, wish), most);
  const back = refundOfPieces(order, pieces);
  const refund = useAction(
    async () => {
      await call('POST /me/orders/{id}/refunds', {
        params: { id: order.id },
        body: { pieces, expected: back },
      });
      toast(words.done);
      onClose();
      onChanged();
    },
    (error) => {
      toast(error.code === 'quote_changed' ? words.changed : error.detail);
      if (!error.facts.unknown) onChanged();
    },
  );
  return (
    <Sheet open={most > 0} title={words.title} onClose={onClose}>
      <View className="order__row">
        <Text className="order__faint">{words.lead(most)}</Text>
        {most > 1 && <Stepper value={pieces} most={most} onChange={setWish} />}
      </View>
      <View className="order__back">
        <Text className="order__faint">{words.back}</Text>
        {back.fen > 0 && <Money fen={back.fen} size="figure" />}
        {back.fen > 0 && back.points > 0 && <Text>{words.and}</Text>}
        {back.points > 0 && (
          <Text className="order__back-points">{words.points(pointsText(back.points))}</Text>
        )}
        {back.fen === 0 && back.points === 0 && <Text>{words.nothing}</Text>}
      </View>
      <Text className="order__faint">{hintOf(back)}</Text>
      <View className="order__sheet-action">
        <Button busy={refund.busy} onTap={refund.run}>
          {words.yes}
        </Button>
      </View>
    </Sheet>
  );
}
