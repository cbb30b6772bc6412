import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import { Money } from '@/components/parts/parts';
import { pointsText } from '@/services/format';
import { t } from '@/texts';
import type { RefundQuote } from './use-refund-quote';

const words = t.staff.refund.effect;

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <View className="refund__row">
      <Text className="staff__hint">{name}</Text>
      {children}
    </View>
  );
}

/** Where the points come from, where that is not plain: off the balance. @rule P4 */
function sources({ taken, voided, owed }: RefundQuote['points']): string[] {
  if (voided === 0 && owed === 0) return [];
  return [
    taken > 0 ? words.taken(pointsText(taken)) : '',
    voided > 0 ? words.voided(pointsText(voided)) : '',
    owed > 0 ? words.owed(pointsText(owed)) : '',
  ].filter((text) => text !== '');
}

/** What the refund does beside the money: what stays paid, and the points it takes back. */
export function Effect({ quote, guest }: { quote: RefundQuote; guest: boolean }) {
  const { taken, voided, owed } = quote.points;
  const all = taken + voided + owed;
  const hints = guest ? [words.guest] : sources(quote.points);
  return (
    <View className="refund__effect">
      <Row name={words.stays}>
        <Money fen={quote.stays_fen} />
      </Row>
      {!guest && (
        <Row name={words.points}>
          <Text className="refund__back">{all === 0 ? words.none : pointsText(all)}</Text>
        </Row>
      )}
      {hints.map((hint) => (
        <Text key={hint} className="refund__hint">
          {hint}
        </Text>
      ))}
      {quote.balance_after !== null && (
        <Row name={words.balance}>
          <Text className="refund__balance">{pointsText(quote.balance_after)}</Text>
        </Row>
      )}
    </View>
  );
}
