import { Text, View } from '@tarojs/components';
import type { OrderCoupon, OrderQuote } from '@shared/contract';
import { Icon } from '@/components/icon/icon';
import { Sheet } from '@/components/sheet/sheet';
import { Tap } from '@/components/tap/tap';
import { yuan } from '@/services/format';
import { t } from '@/texts';
import type { PayChoice } from '@/services/orders';

const words = t.shop.pay;

interface ChoiceProps {
  readonly text: string;
  readonly hint?: string;
  readonly side?: string;
  readonly on: boolean;
  readonly disabled?: boolean;
  readonly onTap: () => void;
}

/** One of several, with a mark on the one that is chosen. */
export function Choice({ text, hint = '', side, on, disabled = false, onTap }: ChoiceProps) {
  return (
    <Tap className="choice" role="radio" on={on} disabled={disabled} onTap={onTap}>
      <View className="choice__words">
        <Text>{text}</Text>
        {hint !== '' && <Text className="choice__hint">{hint}</Text>}
      </View>
      {side !== undefined && <Text className="choice__side">{side}</Text>}
      <View className={on ? 'choice__mark choice__mark--on' : 'choice__mark'}>
        {on && <Icon name="check" size="small" tone="paper" />}
      </View>
    </Tap>
  );
}

/** The ways to pay it. @rule F6 */
export function Ways({
  ways,
  way,
  onPick,
}: {
  ways: OrderQuote['ways'];
  way: PayChoice['way'] | null;
  onPick: (way: PayChoice['way']) => void;
}) {
  return (
    <>
      {ways.map((one) => (
        <Choice
          key={one}
          text={words.ways[one]}
          hint={words.wayHints[one]}
          on={one === way}
          onTap={() => onPick(one)}
        />
      ))}
    </>
  );
}

/** My coupons for it, the best first; those that do not fit say why. */
export function CouponSheet({
  open,
  coupons,
  chosen,
  onPick,
  onClose,
}: {
  open: boolean;
  coupons: readonly OrderCoupon[];
  chosen: OrderCoupon['id'] | null;
  onPick: (id: OrderCoupon['id'] | null) => void;
  onClose: () => void;
}) {
  return (
    <Sheet open={open} title={words.pickCoupon} onClose={onClose}>
      <Choice text={words.noCoupon} on={chosen === null} onTap={() => onPick(null)} />
      {coupons.map((coupon) => (
        <Choice
          key={coupon.id}
          text={coupon.title}
          hint={coupon.obstacle?.detail ?? ''}
          on={coupon.id === chosen}
          disabled={coupon.obstacle !== null}
          onTap={() => onPick(coupon.id)}
          {...(coupon.obstacle === null ? { side: words.discount(yuan(coupon.discount_fen)) } : {})}
        />
      ))}
    </Sheet>
  );
}
