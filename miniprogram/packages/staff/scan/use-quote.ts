import { useLiveAnswer } from '@/hooks/use-live-answer';
import { call } from '@/services/app';
import type { Answer } from '@/services/call-types';

export type Quote = Answer<'GET /staff/scans/{id}/quote'>;

/** Where the quote for the amount on the pad stands. */
export interface QuoteState {
  /** The answer for exactly what is typed and picked now; null while there is none. */
  readonly quote: Quote | null;
  /** Why it cannot be done, in words for the customer. */
  readonly obstacle: string | null;
  /** Asks once more, where that may help: the network was gone, the server busy. */
  readonly retry: (() => void) | null;
  /** Asks once more, because something has changed meanwhile. */
  readonly again: () => void;
}

/** What this scan gives for a bill, from the server, as the amount is typed. */
export function useQuote(
  scanId: `scn_${string}`,
  amountFen: number | null,
  couponId: `cpn_${string}` | null,
): QuoteState {
  const question = amountFen === null ? null : `${scanId} ${amountFen} ${couponId ?? ''}`;
  const { value, error, again } = useLiveAnswer(question, () =>
    call('GET /staff/scans/{id}/quote', {
      params: { id: scanId },
      query: { amount_fen: amountFen ?? 0, coupon_id: couponId ?? undefined },
    }),
  );
  if (error) {
    return { quote: null, obstacle: error.detail, retry: error.facts.retryable ? again : null, again };
  }
  const obstacle = value?.obstacle?.detail ?? null;
  return { quote: obstacle === null ? value : null, obstacle, retry: null, again };
}

/** What the screen shows of a price, to be sent with the confirm: it is refused when it would come out differently. */
export function expectedOf(quote: Quote): { paid_fen: number; points: number } {
  return { paid_fen: quote.paid_fen, points: quote.earning.total };
}
