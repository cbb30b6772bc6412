import { useCallback, useEffect, useState } from 'react';
import { later } from '@/platform/clock';
import { useResource } from '@/hooks/use-resource';
import { call } from '@/services/app';
import type { Answer } from '@/services/call-types';

/** Typing settles before the server is asked. */
const SETTLE_MS = 250;
export type Quote = Answer<'GET /staff/scans/{id}/quote'>;

/** Where the quote for the amount on the pad stands. */
export interface QuoteState {
  /** The answer for exactly what is typed and picked now; null while there is none. */
  readonly quote: Quote | null;
  /** Why it cannot be done, in words for the customer. */
  readonly obstacle: string | null;
  /** Asks once more, where that may help: the network was gone, the server busy. */
  readonly retry: (() => void) | null;
}

const NOTHING_YET: QuoteState = { quote: null, obstacle: null, retry: null };

/** What this scan gives for a bill, from the server, as the amount is typed. Only an answer to the present question counts. */
export function useQuote(
  scanId: `scn_${string}`,
  amountFen: number | null,
  couponId: `cpn_${string}` | null,
): QuoteState {
  const [settled, setSettled] = useState<number | null>(null);
  useEffect(() => later(SETTLE_MS, () => setSettled(amountFen)), [amountFen]);
  const load = useCallback(async () => {
    if (settled === null) return null;
    const quote = await call('GET /staff/scans/{id}/quote', {
      params: { id: scanId },
      query: { amount_fen: settled, coupon_id: couponId ?? undefined },
    });
    return { quote, couponId };
  }, [scanId, settled, couponId]);
  const resource = useResource(settled === null ? null : load);
  const answer = resource.data;
  const present = answer?.couponId === couponId && answer.quote.original_fen === amountFen;
  if (settled !== amountFen || resource.loading) return NOTHING_YET;
  if (resource.error) {
    const { detail, facts } = resource.error;
    return { quote: null, obstacle: detail, retry: facts.retryable ? resource.reload : null };
  }
  if (!present) return NOTHING_YET;
  const obstacle = answer.quote.obstacle?.detail ?? null;
  return { quote: obstacle === null ? answer.quote : null, obstacle, retry: null };
}
