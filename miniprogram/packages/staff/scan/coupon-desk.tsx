import { useState } from 'react';
import type { CouponDetail, ScanPreview } from '@shared/contract';
import { amountOf, press } from '@/components/amount-pad/amount';
import { Button } from '@/components/button/button';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Page } from '@/components/page/page';
import { useConfirm } from '@/hooks/use-confirm';
import { back } from '@/platform/router';
import { newAttempt } from '@/services/counter';
import type { Draft } from '@/services/drafts';
import { lastDay, shortDay, yuan } from '@/services/format';
import { t } from '@/texts';
import {
  AmountFooter,
  Obstacle,
  QuoteLines,
  QuoteSum,
  QuoteWaits,
  UnknownFooter,
  waitingWords,
  Who,
} from './desk';
import { expectedOf, useQuote, type Quote } from './use-quote';

const words = t.staff.scan;
type CouponPreview = Extract<ScanPreview, { kind: 'coupon' }>;

/** @param quote what is on the screen; null for an exchange without a bill */
function draftOf(scanId: `scn_${string}`, coupon: CouponDetail, quote: Quote | null): Draft {
  return {
    kind: 'redemption',
    ...newAttempt(),
    label: words.draft.redemption(`「${coupon.title}」`),
    body: {
      scan_id: scanId,
      ...(quote ? { bill: { amount_fen: quote.original_fen }, expected: expectedOf(quote) } : {}),
    },
  };
}

/** An exchange needs no bill: one tap, unless more was bought with it. */
function ExchangeFooter(props: { busy: boolean; onConfirm: () => void; onBill: () => void }) {
  return (
    <>
      <Button busy={props.busy} onTap={props.onConfirm}>
        {words.confirmExchange}
      </Button>
      <Button kind="plain" small onTap={props.onBill}>
        {words.alsoBill}
      </Button>
    </>
  );
}

/** What can be done with a coupon that is good here. */
function useCouponDesk(scanId: `scn_${string}`, { coupon, usable_here: usable }: CouponPreview) {
  const [text, setText] = useState('');
  const [withBill, setWithBill] = useState(coupon.value.kind !== 'exchange');
  const amount = amountOf(text);
  const priced = useQuote(scanId, usable ? amount : null, null);
  const { quote, obstacle, retry } = priced;
  const { confirm, busy, refused, unknown } = useConfirm('desk', priced.again);
  const [draft, setDraft] = useState<Draft | null>(null);
  const redeem = (shown: Quote | null): void => {
    const made = draftOf(scanId, coupon, shown);
    setDraft(made);
    confirm(made);
  };
  const footer =
    unknown && draft ? (
      <UnknownFooter busy={busy} onAsk={() => confirm(draft)} />
    ) : withBill ? (
      <AmountFooter
        label={words.amountCoupon}
        text={text}
        onKey={(key) => setText((typed) => press(typed, key))}
        busy={busy}
        aside={quote && <QuoteSum quote={quote} />}
        disabled={quote === null && retry === null}
        action={quote ? words.confirmRedeem(yuan(quote.paid_fen)) : waitingWords(amount, priced)}
        onConfirm={retry ?? (() => quote && redeem(quote))}
      />
    ) : (
      <ExchangeFooter busy={busy} onConfirm={() => redeem(null)} onBill={() => setWithBill(true)} />
    );
  const refusal = refused && !unknown ? refused.detail : null;
  return { footer, quote, amount: usable ? amount : null, obstacle: refusal ?? obstacle };
}

/** A scanned coupon: whose, what, good here? Then the amount, what it gives for this bill, confirm. */
export function CouponDesk({ scanId, preview }: { scanId: `scn_${string}`; preview: CouponPreview }) {
  const { coupon } = preview;
  const desk = useCouponDesk(scanId, preview);
  const obstacle = preview.obstacle?.detail ?? desk.obstacle;
  const footer = preview.usable_here ? desk.footer : <Button onTap={back}>{t.staff.result.toBench}</Button>;
  return (
    <Page title={words.title} footer={footer}>
      <Who member={preview.member} />
      {obstacle !== null && <Obstacle detail={obstacle} />}
      {/* the price names the coupon: on a small phone there is room for one of the two above the keys */}
      {desk.quote && <QuoteLines quote={desk.quote} />}
      {!desk.quote && desk.amount !== null && obstacle === null && <QuoteWaits />}
      {!desk.quote && (desk.amount === null || obstacle !== null) && (
        <CouponTicket
          value={coupon.value}
          title={coupon.title}
          merchant={coupon.rules[2] ?? coupon.merchant_name}
          hint={t.coupons.card.until(shortDay(lastDay(coupon.valid_to_at)))}
          {...(preview.usable_here ? {} : { stamp: words.notUsable })}
        />
      )}
    </Page>
  );
}
