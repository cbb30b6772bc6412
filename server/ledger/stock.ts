import { account, type AccountSpec } from './chart';
import type { TransferSpec } from './command';
import type { PostingCode } from './recipes';

/**
 * A change of what is on sale, by a delta: more is printed, or what nobody has claimed is withdrawn.
 * @rule C5a @rule F4a
 * @param here the stock account of a template or an offer; the caller has checked that it covers a withdrawal
 * @param codes of printing and of withdrawing
 * @returns no transfer for a delta of 0
 */
export function stockTransfers(
  here: AccountSpec,
  codes: { readonly printed: PostingCode; readonly withdrawn: PostingCode },
  delta: number,
  reference: string,
): TransferSpec[] {
  if (delta === 0) return [];
  const printed = account.stockPrinted;
  const move =
    delta > 0
      ? { code: codes.printed, debit: printed, credit: here, amount: delta }
      : { code: codes.withdrawn, debit: here, credit: printed, amount: -delta };
  return [{ kind: 'single', ...move, reference }];
}
