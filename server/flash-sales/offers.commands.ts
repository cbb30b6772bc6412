import type { ConsoleOffer } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { account, available, insert, owner, rowsBy, stockTransfers, update, type Command } from '../ledger';
import { couponTemplates } from '../coupons';
import { changeOf, changeRow, drawId } from '../merchants';
import { stores } from '../stores';
import { flashSales, offers, type OfferRow } from './flash-sales.entity';
import { changedOffer, offerFaults, type Given, type OfferTerms } from './flash-sales.rules';
import { areStoresOf } from './sales.commands';

const STOCK = { printed: 'offer.printed', withdrawn: 'offer.withdrawn' } as const;

/** What the commands that write an offer answer; the rest is read from the change. */
export interface OfferChanged {
  readonly offer_id: Id<'offer'>;
  readonly change_id: Id<'history'>;
  readonly stock_left: number;
}

export type CreateOffer = OfferTerms &
  Pick<OfferRow, 'sale_id' | 'pieces'> & {
    readonly goods: ConsoleOffer['goods'];
    readonly stock: number;
  };

/** Adds an offer to a sale, with its first stock. @rule F1 @rule F4 */
export const createOffer: Command<CreateOffer, { id: Id<'offer'> }, OfferChanged> = {
  kind: 'offer.create',
  prepare({ sale_id, goods, pickup_store_ids }, context) {
    const id = drawId('offer', context);
    return {
      subject: owner.offer(id),
      owners: [owner.offer(id)],
      accounts: [account.stockOffer(id)],
      // sales and templates are never deleted and never change their merchant, so this needs no lock of theirs
      rows: [
        rowsBy(flashSales, 'id', [sale_id]),
        rowsBy(stores, 'id', pickup_store_ids),
        rowsBy(couponTemplates, 'id', goods.kind === 'coupon' ? [goods.template_id] : []),
      ],
      seen: { id },
    };
  },
  decide(context) {
    const { seen, loaded, at } = context;
    const { stock, goods, ...terms } = context.input;
    const sale = loaded.get(flashSales, terms.sale_id);
    if (!sale || !areStoresOf(loaded, sale.merchant_id, terms.pickup_store_ids))
      return { refuse: 'not_found' };
    if (
      goods.kind === 'coupon' &&
      loaded.get(couponTemplates, goods.template_id)?.merchant_id !== sale.merchant_id
    )
      return { refuse: 'not_found' };
    const row: OfferRow = {
      ...terms,
      kind: goods.kind,
      template_id: goods.kind === 'coupon' ? goods.template_id : null,
      id: seen.id,
      state: 'active',
      stock_total: stock,
      waiting: 0,
      version: 1,
      created_at: at,
    };
    const change = changeOf(context, 'offer', 'offer.create', null, row);
    return {
      accept: { offer_id: row.id, change_id: change.id, stock_left: stock },
      transfers: stockTransfers(account.stockOffer(row.id), STOCK, stock, change.id),
      writes: [insert(offers, row), change.write],
      events: [],
    };
  },
};

export type ChangeOffer = Given<OfferTerms> & {
  readonly id: Id<'offer'>;
  readonly version: number;
  readonly state?: OfferRow['state'] | undefined;
};

/** Changes, pauses or resumes an offer. @rule F1 @rule O2 */
export const changeOffer: Command<ChangeOffer, { sale_id: Id<'sale'> }, OfferChanged> = {
  kind: 'offer.change',
  async prepare({ id, pickup_store_ids }, { read }) {
    const [raw] = await read.query('SELECT * FROM offers WHERE id = ?', [id]);
    if (!raw) return { code: 'not_found' };
    const { sale_id } = offers.decode(raw);
    return {
      subject: owner.offer(id),
      owners: [owner.offer(id)],
      accounts: [account.stockOffer(id)],
      rows: [
        rowsBy(offers, 'id', [id]),
        rowsBy(flashSales, 'id', [sale_id]),
        rowsBy(stores, 'id', pickup_store_ids ?? []),
      ],
      seen: { sale_id },
    };
  },
  decide(context) {
    const { input, loaded, seen } = context;
    const row = loaded.get(offers, input.id);
    const sale = loaded.get(flashSales, seen.sale_id);
    if (!row || !sale || !areStoresOf(loaded, sale.merchant_id, input.pickup_store_ids ?? []))
      return { refuse: 'not_found' };
    if (row.version !== input.version) return { refuse: 'version_conflict' };
    const terms = changedOffer(row, input);
    // the controller names the fields; this is for two edits at once that do not fit together
    if (offerFaults({ ...row, ...terms }).length > 0) return { refuse: 'malformed' };
    const set = { ...terms, state: input.state ?? row.state, version: row.version + 1 };
    const change = changeOf(context, 'offer', 'offer.change', row, { ...row, ...set });
    return {
      accept: {
        offer_id: row.id,
        change_id: change.id,
        stock_left: available(loaded.account(account.stockOffer(row.id))),
      },
      transfers: [],
      writes: [update(offers, row.id, set, { version: row.version }), change.write],
      events: [],
    };
  },
};

export interface ChangeOfferStock {
  readonly id: Id<'offer'>;
  readonly delta: number;
  readonly reason: string;
}

/** Puts more on sale or takes unclaimed pieces back: a delta on whatever is there at that moment. @rule F4a */
export const changeOfferStock: Command<
  ChangeOfferStock,
  null,
  { offer_id: Id<'offer'>; stock_left: number }
> = {
  kind: 'offer.stock',
  prepare({ id }) {
    return {
      subject: owner.offer(id),
      owners: [owner.offer(id)],
      accounts: [account.stockOffer(id)],
      rows: [rowsBy(offers, 'id', [id])],
      seen: null,
    };
  },
  decide(context) {
    const { id, delta, reason } = context.input;
    const row = context.loaded.get(offers, id);
    if (!row) return { refuse: 'not_found' };
    const before = available(context.loaded.account(account.stockOffer(id)));
    if (before + delta < 0) return { refuse: 'stock_below_claimed', params: { available: before } };
    const total = row.stock_total + delta;
    const change = changeRow(context, {
      subject_kind: 'offer',
      subject_id: id,
      command_kind: 'offer.stock',
      old_values: { stock_total: row.stock_total },
      new_values: { stock_total: total, reason },
    });
    return {
      accept: { offer_id: id, stock_left: before + delta },
      transfers: stockTransfers(account.stockOffer(id), STOCK, delta, change.id),
      writes: [update(offers, id, { stock_total: total }, { stock_total: row.stock_total }), change.write],
      events: [],
    };
  },
};
