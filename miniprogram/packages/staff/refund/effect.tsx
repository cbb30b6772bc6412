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

/** Where the points come from, in words for the customer. @rule P4 */
function sources({ taken, voided, owed }: RefundQuote['points']): string[] {
  return [
    taken > 0 ? words.taken(pointsText(taken)) : '',
    voided > 0 ? words.voided(pointsText(voided)) : '',
    owed > 0 ? words.owed(pointsText(owed)) : '',
  ].filter((text) => text !== '');
}

/** What the refund does: the money, what stays paid, and the points it takes back. */
export function Effect({ quote, guest }: { quote: RefundQuote; guest: boolean }) {
  const { taken, voided, owed } = quote.points;
  const all = taken + voided + owed;
  const hints = guest ? [words.guest] : sources(quote.points);
  if (quote.balance_after !== null) hints.push(words.balance(pointsText(quote.balance_after)));
  return (
    <View className="refund__effect">
      <Row name={words.refund}>
        <Money fen={quote.refund_fen} size="lead" />
      </Row>
      <Row name={words.stays}>
        <Money fen={quote.stays_fen} />
      </Row>
      {!guest && (
        <Row name={words.points}>
          <Text className="refund__back">{all === 0 ? words.none : pointsText(all)}</Text>
        </Row>
      )}
      {hints.length > 0 && <Text className="refund__hints">{hints.join(' · ')}</Text>}
    </View>
  );
}
