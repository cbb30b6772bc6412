import { useState } from 'react';
import type { ScanPreview } from '@shared/contract';
import { amountOf } from '@/components/amount-pad/amount';
import { Button } from '@/components/button/button';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Page } from '@/components/page/page';
import { useConfirm } from '@/hooks/use-confirm';
import { back } from '@/platform/router';
import { newAttempt, type Draft } from '@/services/counter';
import { lastDay, shortDay, yuan } from '@/services/format';
import { t } from '@/texts';
import { AmountFooter, Obstacle, QuoteLines, UnknownFooter, Who } from './desk';
import { useQuote } from './use-quote';

const words = t.staff.scan;
type CouponPreview = Extract<ScanPreview, { kind: 'coupon' }>;

/** A scanned coupon: whose, what, good here? Then the amount, what it gives for this bill, confirm. */
export function CouponDesk({ scanId, preview }: { scanId: `scn_${string}`; preview: CouponPreview }) {
  const { coupon } = preview;
  const exchange = coupon.value.kind === 'exchange';
  const [text, setText] = useState('');
  const [withBill, setWithBill] = useState(!exchange);
  const amount = amountOf(text);
  const quote = useQuote(scanId, preview.usable_here ? amount : null, null);
  const { confirm, busy, refused, unknown } = useConfirm();
  const [draft, setDraft] = useState<Draft | null>(null);
  const obstacle =
    preview.obstacle?.detail ??
    (quote.fresh ? quote.data?.obstacle?.detail : undefined) ??
    quote.error?.detail;

  const redeem = (bill: number | null): void => {
    const made: Draft = {
      kind: 'redemption',
      attempt: newAttempt(),
      label: words.draft.redemption(`「${coupon.title}」`),
      body: { scan_id: scanId, ...(bill === null ? {} : { bill: { amount_fen: bill } }) },
    };
    setDraft(made);
    confirm(made);
  };

  const ready = quote.fresh && quote.data?.obstacle === null;
  const footer =
    unknown && draft ? (
      <UnknownFooter busy={busy} onAsk={() => confirm(draft)} />
    ) : !preview.usable_here ? (
      <Button onTap={back}>{t.staff.result.toBench}</Button>
    ) : withBill ? (
      <AmountFooter
        label={words.amountCoupon}
        text={text}
        onChange={setText}
        busy={busy}
        disabled={!ready}
        action={
          amount === null
            ? words.enterAmount
            : ready && quote.data
              ? words.confirmRedeem(yuan(quote.data.paid_fen))
              : words.quoting
        }
        onConfirm={() => redeem(amount)}
      />
    ) : (
      <>
        <Button busy={busy} onTap={() => redeem(null)}>
          {words.confirmExchange}
        </Button>
        <Button kind="plain" small onTap={() => setWithBill(true)}>
          {words.alsoBill}
        </Button>
      </>
    );
  return (
    <Page title={words.title} footer={footer}>
      <Who member={preview.member} />
      <CouponTicket
        value={coupon.value}
        title={coupon.title}
        merchant={coupon.rules[2] ?? coupon.merchant_name}
        hint={t.coupons.card.until(shortDay(lastDay(coupon.valid_to_at)))}
        {...(preview.usable_here ? {} : { stamp: words.notUsable })}
      />
      {obstacle !== undefined && <Obstacle detail={obstacle} />}
      {refused && !unknown && <Obstacle detail={refused.detail} />}
      {quote.fresh && quote.data && <QuoteLines quote={quote.data} />}
    </Page>
  );
}
