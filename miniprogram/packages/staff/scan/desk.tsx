import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import type { MemberGlimpse } from '@shared/contract';
import type { PadKey } from '@/components/amount-pad/amount';
import { AmountField, AmountPad } from '@/components/amount-pad/amount-pad';
import { Avatar } from '@/components/avatar/avatar';
import { Button } from '@/components/button/button';
import { Icon } from '@/components/icon/icon';
import { Money, Tag } from '@/components/parts/parts';
import { back } from '@/platform/router';
import { dayOf, fullDay, pointsText, shortDay, signedPoints } from '@/services/format';
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
        <View className="desk__name-line">
          <Text className="desk__name">{words.forWhom(member.name_masked)}</Text>
          {member.tier && <Tag text={member.tier.name} tone="gold" />}
        </View>
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

function QuoteRow({ name, children }: { name: string; children: ReactNode }) {
  return (
    <View className="desk__line">
      <Text className="staff__hint">{name}</Text>
      {children}
    </View>
  );
}

/** What the bill earns: the sum, how it comes about where it is not plain, and when it counts. @rule P1 */
function EarningLines({ earning }: Pick<Quote, 'earning'>) {
  const parts = earning.parts.filter((part) => part.points !== 0);
  const { resting_until_at: until } = earning;
  const explained = parts.map((part) => `${words.quote.part[part.kind]} ${signedPoints(part.points)}`);
  return (
    <>
      <QuoteRow name={words.quote.earning}>
        <View className="desk__earned">
          {until !== null && earning.total > 0 && (
            <Tag text={words.quote.resting(shortDay(dayOf(until)))} tone="amber" />
          )}
          <Text className="desk__points">{signedPoints(earning.total)}</Text>
        </View>
      </QuoteRow>
      {explained.length > 1 && <Text className="desk__parts">{words.quote.parts(explained)}</Text>}
    </>
  );
}

/** In place of a price that is on its way, so that nothing jumps while the amount is typed. */
export function QuoteWaits() {
  return (
    <View className="desk__quote">
      <QuoteRow name={words.quoting}>{null}</QuoteRow>
    </View>
  );
}

/** Discount, what is to be paid, and the points it earns, part by part. The bill itself stands above the keys. */
export function QuoteLines({ quote }: { quote: Quote }) {
  const { coupon, tier } = quote;
  return (
    <View className="desk__quote">
      {quote.discount_fen > 0 && (
        <QuoteRow name={coupon ? words.quote.discountBy(coupon.title) : words.quote.discount}>
          <Money fen={-quote.discount_fen} />
        </QuoteRow>
      )}
      <QuoteRow name={words.quote.paid}>
        <Money fen={quote.paid_fen} size="lead" />
      </QuoteRow>
      <EarningLines earning={quote.earning} />
      {tier?.risen === true && <Text className="desk__risen">{words.quote.risen(tier.name)}</Text>}
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

/** What a bill comes to, beside the amount, wherever the page is scrolled to. */
export function QuoteSum({ quote }: { quote: Quote }) {
  return (
    <View className="desk__sum">
      {quote.discount_fen > 0 && <Money fen={-quote.discount_fen} />}
      <Text className="desk__points">{words.plusPoints(pointsText(quote.earning.total))}</Text>
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
  /** Beside the amount. */
  aside?: ReactNode;
  onConfirm: () => void;
}) {
  return (
    <View>
      <View className="desk__amount">
        <AmountField text={props.text} label={props.label} />
        {props.aside}
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
