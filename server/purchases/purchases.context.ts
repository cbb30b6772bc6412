import type { DecideContext } from '../ledger';

/** What the parts need of a command's context. */
export type PurchasesContext = Pick<
  DecideContext<unknown, unknown>,
  'loaded' | 'at' | 'day' | 'newId' | 'version' | 'ordinal'
>;
