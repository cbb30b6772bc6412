import { useLiveAnswer } from '@/hooks/use-live-answer';
import { call } from '@/services/app';
import type { Answer } from '@/services/call-types';
import { linesText, type PickedLine } from './lines';

export type RefundQuote = Answer<'GET /staff/purchases/{id}/refund-quote'>;

/** What is to come back: an amount, or so much of these lines. */
export type RefundChoice =
  { readonly amount_fen: number } | { readonly lines: readonly [PickedLine, ...PickedLine[]] };

export interface RefundQuoteState {
  readonly quote: RefundQuote | null;
  readonly obstacle: string | null;
  readonly retry: (() => void) | null;
  readonly again: () => void;
}

/** What a refund would take back, by the rules of the refund itself, as it is chosen. @rule P4 */
export function useRefundQuote(id: `pur_${string}`, choice: RefundChoice | null): RefundQuoteState {
  const query =
    choice === null
      ? null
      : 'lines' in choice
        ? { lines: linesText(choice.lines), amount_fen: undefined }
        : { amount_fen: choice.amount_fen, lines: undefined };
  const { value, error, again } = useLiveAnswer(query && `${id} ${JSON.stringify(query)}`, () =>
    call('GET /staff/purchases/{id}/refund-quote', { params: { id }, query: query ?? {} }),
  );
  if (error) {
    return { quote: null, obstacle: error.detail, retry: error.facts.retryable ? again : null, again };
  }
  const obstacle = value?.obstacle?.detail ?? null;
  return { quote: obstacle === null ? value : null, obstacle, retry: null, again };
}
