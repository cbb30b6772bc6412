import { useEffect } from 'react';
import type { SaleCard } from '@shared/contract';
import { prepareFor } from '@/services/claims';

/** Has ticket and clock ready before this sale opens for me, while the page is open. @rule F2 @rule F9 */
export function useReadyFor(sale: SaleCard | undefined): void {
  const { id, kind, opens_at: opensAt, ends_at: endsAt } = sale ?? {};
  useEffect(() => {
    if (id === undefined || kind === undefined || opensAt === undefined || endsAt === undefined)
      return undefined;
    return prepareFor({ id, kind, opens_at: opensAt, ends_at: endsAt });
  }, [id, kind, opensAt, endsAt]);
}
