import { useEffect, useState, type ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import type { OrderDetail } from '@shared/contract';
import { CodeCard, CodeScreen } from '@/components/code-card/code-card';
import { useBrightScreen } from '@/hooks/use-bright-screen';
import { useDynamicCode } from '@/hooks/use-dynamic-code';
import { useOnline } from '@/hooks/use-online';
import { useSession } from '@/hooks/use-session';
import { session } from '@/services/app';
import { t } from '@/texts';

const words = t.shop.order;

interface PickupCodeProps {
  readonly order: OrderDetail;
  readonly ask: string;
  /** Below the code. */
  readonly children?: ReactNode;
}

/** The code that the counter scans, to hand over or to take the money; needs no network. @rule M7 @rule F7 */
export function PickupCode({ order, ask, children }: PickupCodeProps) {
  const secret = useSession()?.code_secret ?? null;
  const code = useDynamicCode('pickup', secret, order.number);
  const online = useOnline();
  const [large, setLarge] = useState(false);
  useBrightScreen();
  useEffect(() => {
    if (secret === null) session.renew().catch(() => undefined);
  }, [secret]);
  return (
    <View className="order__paper">
      <View className="order__paper-head">
        <Text className="order__title">{order.title}</Text>
        {order.pickup_store && <Text className="order__faint">{words.pickUp(order.pickup_store.name)}</Text>}
      </View>
      <View className="order__code">
        <Text className="order__ask">{ask}</Text>
        <CodeCard code={code} onEnlarge={() => setLarge(true)} />
        {!online && <Text className="order__faint">{words.offlineFine}</Text>}
        {children}
      </View>
      {large && code !== null && <CodeScreen code={code} onClose={() => setLarge(false)} />}
    </View>
  );
}
