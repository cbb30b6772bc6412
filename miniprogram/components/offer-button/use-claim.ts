import { useState } from 'react';
import type { OfferCard, SaleCard } from '@shared/contract';
import { useAction } from '@/hooks/use-action';
import { buzz } from '@/platform/device';
import { go } from '@/platform/router';
import { ask, toast } from '@/platform/ui';
import type { ApiError } from '@/services/api-error';
import { claimOffer } from '@/services/claims';
import { audienceText } from '@/services/offers';
import { joinWait } from '@/services/sales';
import { t } from '@/texts';

const words = t.shop.claim;

/** For whom a sale is, and where to go from there. @rule F1 */
async function tellWhom(sale: SaleCard, detail: string): Promise<void> {
  const { title, tier, others, no } = words.notEligible;
  const text = audienceText(sale) ?? detail;
  const leveled = sale.min_tier_name !== null;
  if (await ask({ title, text, yes: leveled ? tier : others, no })) go(leveled ? 'tier' : 'sales');
}

/** What a refusal leads on to, beside its sentence. @rule F3 */
async function leadOn(
  { code, detail: text }: ApiError,
  { sale, offer, wait }: { sale: SaleCard; offer: OfferCard; wait: () => void },
): Promise<void> {
  if (code === 'sold_out') {
    if (await ask(words.soldOut)) wait();
  } else if (code === 'limit_reached') {
    const most = words.limitReached.text(offer.per_member);
    if (await ask({ ...words.limitReached, text: most })) go('orders');
  } else if (code === 'not_eligible') {
    await tellWhom(sale, text);
  } else if (code === 'barred') {
    if (await ask({ ...words.barred, text })) go('sales');
  } else {
    toast(text);
  }
}

/**
 * Claiming an offer and waiting for it. A claim whose answer got lost stays open until the same command is answered.
 * @param onChanged reads the offer again: after every answer it may be another
 * @rule F3 @rule F5
 */
export function useClaim(sale: SaleCard, offer: OfferCard, onChanged: () => void) {
  const [unsure, setUnsure] = useState(false);
  const wait = useAction(
    async () => {
      toast(words.waits.joined(await joinWait(offer)));
      onChanged();
    },
    (error) => {
      toast(error.code === 'still_available' ? words.waits.stillThere : error.detail);
      onChanged();
    },
  );
  const claim = useAction(
    async () => {
      const order = await claimOffer(sale, offer);
      setUnsure(false);
      void buzz();
      toast(words.got);
      onChanged();
      go('pay', { id: order.id });
    },
    (error) => {
      setUnsure(error.facts.unknown);
      if (error.facts.unknown) {
        toast(words.unsure);
        return;
      }
      onChanged();
      void leadOn(error, { sale, offer, wait: wait.run });
    },
  );
  return { claim, wait, unsure };
}
