import { useCallback, useEffect, useState } from 'react';
import { later } from '@/platform/clock';
import { useResource, type Resource } from '@/hooks/use-resource';
import { call } from '@/services/app';
import type { Answer } from '@/services/call-types';

/** Typing settles before the server is asked. */
const SETTLE_MS = 250;
export type Quote = Answer<'GET /staff/scans/{id}/quote'>;

/**
 * What this scan gives for a bill, from the server, as the amount is typed. `data` belongs to the amount asked only
 * when `fresh` is true.
 */
export function useQuote(
  scanId: `scn_${string}`,
  amountFen: number | null,
  couponId: `cpn_${string}` | null,
): Resource<Quote> & { readonly fresh: boolean } {
  const [settled, setSettled] = useState<number | null>(null);
  useEffect(() => later(SETTLE_MS, () => setSettled(amountFen)), [amountFen]);
  const load = useCallback(async () => {
    const answer = await call('GET /staff/scans/{id}/quote', {
      params: { id: scanId },
      query: { amount_fen: settled ?? 0, coupon_id: couponId ?? undefined },
    });
    return answer;
  }, [scanId, settled, couponId]);
  const quote = useResource(settled === null ? null : load);
  const fresh =
    settled === amountFen &&
    !quote.loading &&
    quote.data !== undefined &&
    quote.data.original_fen === amountFen;
  return { ...quote, fresh };
}
