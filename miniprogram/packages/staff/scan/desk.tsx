import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import type { MemberGlimpse } from '@shared/contract';
import type { PadKey } from '@/components/amount-pad/amount';
import { AmountField, AmountPad } from '@/components/amount-pad/amount-pad';
import { Avatar } from '@/components/avatar/avatar';
import { Button } from '@/components/button/button';
import { Icon } from '@/components/icon/icon';
import { Money } from '@/components/parts/parts';
import { back } from '@/platform/router';
import { fullDay, pointsText } from '@/services/format';
import { t } from '@/texts';
import type { Quote, QuoteState } from './use-quote';
import './desk.css';

const words = t.staff.scan;

/** What the button says while there is no price to confirm. */
export function waitingWords(amount: number | null, { obstacle, retry }: QuoteState): string {
  if (amount === null) return words.enterAmount;
  if (retry) return words.quoteAgain;
  return obstacle === null ? words.quoting : words.cannot;
}

/** Who stands there, as far as an assistant may know. @rule M6 */
export function Who({ member }: { member: MemberGlimpse }) {
  return (
    <View className="desk__who">
      <Avatar size="small" />
      <View className="desk__who-words">
        <Text className="desk__name">{words.forWhom(member.name_masked)}</Text>
        <Text className="staff__hint">
          {[
            member.phone_masked,
            words.hasPoints(pointsText(member.points)),
            words.memberSince(fullDay(member.joined_day)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </View>
    </View>
  );
}

/** Bill, discount, what is to be paid, and the points it earns, part by part. */
export function QuoteLines({ quote }: { quote: Quote }) {
  const lines: [string, ReactNode][] = [[words.quote.original, <Money key="o" fen={quote.original_fen} />]];
  if (quote.discount_fen > 0) lines.push([words.quote.discount, <Money key="d" fen={-quote.discount_fen} />]);
  lines.push([words.quote.paid, <Money key="p" fen={quote.paid_fen} size="lead" />]);
  const parts = quote.earning.parts.filter((part) => part.points !== 0);
  const explained = parts.map(
    (part) => `${words.quote.part[part.kind]} ${part.points > 0 ? '+' : ''}${part.points}`,
  );
  return (
    <View className="desk__quote">
      {lines.map(([name, value]) => (
        <View key={name} className="desk__line">
          <Text className="staff__hint">{name}</Text>
          {value}
        </View>
      ))}
      <View className="desk__line">
        <Text className="staff__hint">
          {words.quote.earning}
          {explained.length > 1 ? words.quote.parts(explained) : ''}
        </Text>
        <Text className="desk__points">+{pointsText(quote.earning.total)}</Text>
      </View>
    </View>
  );
}

/** Why this cannot be done, as a sentence for the customer. */
export function Obstacle({ detail }: { detail: string }) {
  return (
    <View className="desk__obstacle">
      <Icon name="alert" tone="danger" />
      <Text>{detail}</Text>
    </View>
  );
}

/** The amount, its keys and the one button, in reach of the thumb. */
export function AmountFooter(props: {
  label: string;
  text: string;
  onKey: (key: PadKey) => void;
  action: string;
  disabled: boolean;
  busy: boolean;
  /** What this bill comes to, shown beside the amount, wherever the page is scrolled to. */
  quote?: Quote | null;
  onConfirm: () => void;
}) {
  return (
    <View>
      <View className="desk__amount">
        <AmountField text={props.text} label={props.label} />
        {props.quote && (
          <View className="desk__sum">
            {props.quote.discount_fen > 0 && <Money fen={-props.quote.discount_fen} />}
            <Text className="desk__points">{words.plusPoints(pointsText(props.quote.earning.total))}</Text>
          </View>
        )}
      </View>
      <AmountPad onKey={props.onKey} />
      <View className="desk__confirm">
        <Button busy={props.busy} disabled={props.disabled} onTap={props.onConfirm}>
          {props.action}
        </Button>
      </View>
    </View>
  );
}

/** The network broke while confirming: nothing may be typed anew, only asked again, now or later from the bench. */
export function UnknownFooter({ busy, onAsk }: { busy: boolean; onAsk: () => void }) {
  return (
    <View className="desk__unknown">
      <Text className="desk__name">{words.unknownTitle}</Text>
      <Text className="staff__hint">{words.unknownHint}</Text>
      <Button busy={busy} onTap={onAsk}>
        {words.unknownAction}
      </Button>
      <Button kind="plain" small disabled={busy} onTap={back}>
        {words.unknownLater}
      </Button>
    </View>
  );
}
