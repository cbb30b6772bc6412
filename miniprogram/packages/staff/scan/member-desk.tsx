import { useState } from 'react';
import { Text } from '@tarojs/components';
import type { CouponCard, ScanPreview } from '@shared/contract';
import { amountOf, press } from '@/components/amount-pad/amount';
import { Button } from '@/components/button/button';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Page } from '@/components/page/page';
import { useConfirm } from '@/hooks/use-confirm';
import { go } from '@/platform/router';
import { newAttempt } from '@/services/counter';
import type { Draft } from '@/services/drafts';
import { lastDay, shortDay, yuan } from '@/services/format';
import { t } from '@/texts';
import { AmountFooter, Obstacle, QuoteLines, QuoteSum, UnknownFooter, waitingWords, Who } from './desk';
import { expectedOf, useQuote, type Quote } from './use-quote';

const words = t.staff.scan;
type MemberPreview = Extract<ScanPreview, { kind: 'member' }>;

function draftOf(
  scanId: `scn_${string}`,
  storeId: `sto_${string}`,
  quote: Quote,
  coupon: CouponCard | undefined,
): Draft {
  const { original_fen: amountFen } = quote;
  const expected = expectedOf(quote);
  if (coupon) {
    return {
      kind: 'redemption',
      ...newAttempt(),
      label: words.draft.redemption(`「${coupon.title}」`),
      body: { scan_id: scanId, bill: { amount_fen: amountFen }, coupon_ids: [coupon.id], expected },
    };
  }
  return {
    kind: 'purchase',
    ...newAttempt(),
    label: words.draft.purchase(yuan(amountFen)),
    body: { scan_id: scanId, store_id: storeId, amount_fen: amountFen, expected },
  };
}

interface MemberDeskProps {
  readonly scanId: `scn_${string}`;
  readonly storeId: `sto_${string}`;
  readonly preview: MemberPreview;
}

/** A scanned member: the bill, a coupon if they like, what it gives, confirm. */
export function MemberDesk({ scanId, storeId, preview }: MemberDeskProps) {
  const [text, setText] = useState('');
  const [picked, setPicked] = useState<`cpn_${string}` | null>(null);
  const amount = amountOf(text);
  const priced = useQuote(scanId, amount, picked);
  const { quote, obstacle, retry } = priced;
  const { confirm, busy, refused, unknown } = useConfirm('desk', priced.again);
  const [draft, setDraft] = useState<Draft | null>(null);
  const coupon = preview.usable_here.find((card) => card.id === picked);
  const start = (): void => {
    if (quote === null) return;
    const made = draftOf(scanId, storeId, quote, coupon);
    setDraft(made);
    confirm(made);
  };
  const paid = quote ? yuan(quote.paid_fen) : null;
  const action =
    paid === null
      ? waitingWords(amount, priced)
      : coupon
        ? words.confirmRedeem(paid)
        : words.confirmRecord(paid);
  const footer =
    unknown && draft ? (
      <UnknownFooter busy={busy} onAsk={() => confirm(draft)} />
    ) : (
      <AmountFooter
        label={words.amountTitle}
        text={text}
        onKey={(key) => setText((typed) => press(typed, key))}
        busy={busy}
        aside={quote && <QuoteSum quote={quote} />}
        disabled={quote === null && retry === null}
        action={action}
        onConfirm={retry ?? start}
      />
    );
  const problem = refused && !unknown ? refused.detail : obstacle;
  return (
    <Page title={words.title} footer={footer}>
      <Who member={preview.member} />
      {problem !== null && <Obstacle detail={problem} />}
      {quote && <QuoteLines quote={quote} />}
      <Text className="desk__pick">{preview.usable_here.length > 0 ? words.pick : words.noCoupons}</Text>
      {preview.usable_here.map((card) => (
        <CouponTicket
          key={card.id}
          value={card.value}
          title={card.title}
          hint={t.coupons.card.until(shortDay(lastDay(card.valid_to_at)))}
          picked={card.id === picked}
          onTap={() => setPicked(card.id === picked ? null : card.id)}
        />
      ))}
      <Button kind="plain" small onTap={() => go('purchases', { scan: scanId })}>
        {t.staff.refund.find.fromScan}
      </Button>
    </Page>
  );
}
