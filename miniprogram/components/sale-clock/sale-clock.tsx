import { Text, View } from '@tarojs/components';
import type { SaleCard } from '@shared/contract';
import { useReached } from '@/hooks/use-reached';
import { useServerNow } from '@/hooks/use-server-now';
import { momentText, spanText } from '@/services/offers';
import { t } from '@/texts';
import { Countdown } from '../countdown/countdown';
import { Tag } from '../parts/parts';

const words = t.shop.sales;

/** Where a sale is, how long until it begins for me or ends, by the server's clock, and from when until when. @rule F1 @rule F2 */
export function SaleClock({ sale, onTurn }: { sale: SaleCard; onTurn: () => void }) {
  const now = useServerNow();
  const opens = Date.parse(sale.opens_at);
  const ends = Date.parse(sale.ends_at);
  const begun = useReached(opens);
  const over = useReached(ends);
  if (over) return <Tag text={words.state.over} tone="quiet" />;
  return (
    <View className="sale-clock">
      <View className="sale-clock__line">
        <Tag text={begun ? words.state.on : words.state.soon} tone={begun ? 'brand' : 'amber'} />
        <Countdown until={begun ? ends : opens} text={begun ? words.toEnd : words.toStart} onEnd={onTurn} />
      </View>
      <Text className="sale-clock__span">{spanText(sale, now)}</Text>
      {!begun && sale.opens_at !== sale.starts_at && (
        <Text className="sale-clock__early">{words.early(momentText(sale.opens_at, now))}</Text>
      )}
    </View>
  );
}
