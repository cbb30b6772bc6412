import { ScrollView, Text, View } from '@tarojs/components';
import type { SaleCard } from '@shared/contract';
import { Tap } from '@/components/tap/tap';
import { useServerNow } from '@/hooks/use-server-now';
import { phaseOf, sessionText } from '@/services/offers';
import { t } from '@/texts';

interface SessionsProps {
  readonly sales: readonly SaleCard[];
  readonly current: SaleCard['id'];
  readonly onPick: (id: SaleCard['id']) => void;
}

/** The sessions side by side: each until when or from when, and where it is. */
export function Sessions({ sales, current, onPick }: SessionsProps) {
  const now = useServerNow();
  return (
    <ScrollView className="sessions" scrollX enhanced showScrollbar={false}>
      <View className="sessions__row">
        {sales.map((sale) => {
          const on = sale.id === current;
          return (
            <Tap
              key={sale.id}
              className={on ? 'sessions__one sessions__one--on' : 'sessions__one'}
              role="tab"
              on={on}
              onTap={() => onPick(sale.id)}
            >
              <Text className="sessions__time">{sessionText(sale, now)}</Text>
              <Text className="sessions__state">{t.shop.sales.state[phaseOf(sale, now)]}</Text>
            </Tap>
          );
        })}
      </View>
    </ScrollView>
  );
}
