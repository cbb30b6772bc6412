import type { Id } from '../../shared/kernel';
import { insert, owner, rowsBy, update, type Command, type Loaded } from '../ledger';
import { changeOf, drawId, merchants } from '../merchants';
import { stores } from '../stores';
import { flashSales, type SaleRow } from './flash-sales.entity';
import { changedSale, saleFaults, type Given, type SaleTerms } from './flash-sales.rules';

/** What both commands answer: the rest is read from the change. */
export interface SaleChanged {
  readonly sale_id: Id<'sale'>;
  readonly change_id: Id<'history'>;
}

export type CreateSale = SaleTerms & Pick<SaleRow, 'merchant_id' | 'kind'>;

/** Creates a sale without offers. @rule F1 @rule O2 */
export const createSale: Command<CreateSale, { id: Id<'sale'> }, SaleChanged> = {
  kind: 'sale.create',
  prepare({ merchant_id, store_ids }, context) {
    const id = drawId('sale', context);
    return {
      subject: owner.sale(id),
      owners: [owner.sale(id)],
      rows: [rowsBy(merchants, 'id', [merchant_id]), rowsBy(stores, 'id', store_ids)],
      seen: { id },
    };
  },
  decide(context) {
    const { input, seen, loaded, at } = context;
    // merchants and stores are never deleted, so this needs no lock of theirs
    if (!loaded.get(merchants, input.merchant_id) || !areStoresOf(loaded, input.merchant_id, input.store_ids))
      return { refuse: 'not_found' };
    const row: SaleRow = { ...input, id: seen.id, state: 'active', version: 1, created_at: at };
    const change = changeOf(context, 'sale', 'sale.create', null, row);
    return {
      accept: { sale_id: row.id, change_id: change.id },
      transfers: [],
      writes: [insert(flashSales, row), change.write],
      events: [],
    };
  },
};

export type ChangeSale = Given<SaleTerms> & {
  readonly id: Id<'sale'>;
  readonly version: number;
  readonly state?: SaleRow['state'] | undefined;
};

/** Changes, pauses or resumes a sale. @rule F1 @rule O2 */
export const changeSale: Command<ChangeSale, null, SaleChanged> = {
  kind: 'sale.change',
  prepare({ id, store_ids }) {
    return {
      subject: owner.sale(id),
      owners: [owner.sale(id)],
      rows: [rowsBy(flashSales, 'id', [id]), rowsBy(stores, 'id', store_ids ?? [])],
      seen: null,
    };
  },
  decide(context) {
    const { input, loaded } = context;
    const row = loaded.get(flashSales, input.id);
    if (!row || !areStoresOf(loaded, row.merchant_id, input.store_ids ?? [])) return { refuse: 'not_found' };
    if (row.version !== input.version) return { refuse: 'version_conflict' };
    const terms = changedSale(row, input);
    // the controller names the fields; this is for two edits at once that do not fit together
    if (saleFaults(terms).length > 0) return { refuse: 'malformed' };
    const set = { ...terms, state: input.state ?? row.state, version: row.version + 1 };
    const change = changeOf(context, 'sale', 'sale.change', row, { ...row, ...set });
    return {
      accept: { sale_id: row.id, change_id: change.id },
      transfers: [],
      writes: [update(flashSales, row.id, set, { version: row.version }), change.write],
      events: [],
    };
  },
};

/** Whether these are stores of the merchant, as far as the command loaded them. */
export function areStoresOf(
  loaded: Loaded,
  merchantId: Id<'merchant'>,
  storeIds: readonly Id<'store'>[],
): boolean {
  return storeIds.every((id) => loaded.get(stores, id)?.merchant_id === merchantId);
}
