import type { Id } from '../../shared/kernel';
import {
  account,
  available,
  insert,
  owner,
  rowsBy,
  stockTransfers,
  update,
  type Command,
  type Loaded,
  type RowRef,
} from '../ledger';
import { changeOf, changeRow, drawId, merchants } from '../merchants';
import { stores } from '../stores';
import { couponTemplates, type TemplateRow } from './coupons.entity';
import { redeemedOf } from './templates.counts';
import { endsAt, termFaults, type TemplateCounts, type TemplateTerms } from './templates.rules';

const STOCK = { printed: 'stock.printed', withdrawn: 'stock.withdrawn' } as const;

/** What a console command of a template answers; the rest of the body is read from the change. */
export interface TemplateChanged extends Omit<TemplateCounts, 'reserved'> {
  readonly reserved?: number;
  readonly template_id: Id<'template'>;
  readonly change_id: Id<'history'>;
}

export interface CreateTemplate extends TemplateTerms {
  readonly merchant_id: Id<'merchant'>;
  readonly stock: number;
}

/** Creates a template with its first stock. */
export const createTemplate: Command<CreateTemplate, { id: Id<'template'> }, TemplateChanged> = {
  kind: 'template.create',
  prepare({ merchant_id, scope }, context) {
    const id = drawId('template', context);
    return {
      subject: owner.template(id),
      owners: [owner.template(id)],
      accounts: [account.stock(id)],
      rows: [rowsBy(merchants, 'id', [merchant_id]), ...storeRefs(scope.store_ids)],
      seen: { id },
    };
  },
  decide(ctx) {
    const { seen, loaded, at } = ctx;
    const { stock, ...terms } = ctx.input;
    if (!loaded.get(merchants, terms.merchant_id)) return { refuse: 'not_found' };
    if (!ownStores(loaded, terms.merchant_id, terms.scope.store_ids)) return { refuse: 'not_found' };
    const row: TemplateRow = {
      id: seen.id,
      ...terms,
      ends_at: endsAt(terms),
      state: 'active',
      stock_total: stock,
      issued_day: null,
      issued_on_day: 0,
      version: 1,
      created_at: at,
    };
    const change = changeOf(ctx, 'template', 'template.create', null, row);
    return {
      accept: { template_id: row.id, change_id: change.id, stock_left: stock, reserved: 0, redeemed: 0 },
      transfers: stockTransfers(account.stock(row.id), STOCK, stock, change.id),
      writes: [insert(couponTemplates, row), change.write],
      events: [],
    };
  },
};

export type ChangeTemplate = { readonly id: Id<'template'>; readonly version: number } & {
  readonly [Key in keyof TemplateTerms]?: TemplateTerms[Key] | undefined;
} & { readonly state?: TemplateRow['state'] | undefined };

/**
 * Changes a template. What was claimed keeps what was promised: coupons carry their own snapshot.
 * @rule C5a @rule O2
 */
export const changeTemplate: Command<ChangeTemplate, { redeemed: number }, TemplateChanged> = {
  kind: 'template.change',
  async prepare({ id, scope }, { read }) {
    return {
      subject: owner.template(id),
      owners: [owner.template(id)],
      accounts: [account.stock(id)],
      rows: [rowsBy(couponTemplates, 'id', [id]), ...storeRefs(scope?.store_ids ?? [])],
      seen: { redeemed: (await redeemedOf(read, [id])).get(id) ?? 0 },
    };
  },
  decide(ctx) {
    const { loaded, seen } = ctx;
    const { id, version, ...wanted } = ctx.input;
    const row = loaded.get(couponTemplates, id);
    if (!row) return { refuse: 'not_found' };
    if (row.version !== version) return { refuse: 'version_conflict' };
    if (!ownStores(loaded, row.merchant_id, wanted.scope?.store_ids ?? [])) return { refuse: 'not_found' };
    const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
    const changed: TemplateRow = { ...row, ...(given as Partial<TemplateRow>), version: version + 1 };
    const after = { ...changed, ends_at: endsAt(changed) };
    // the controller names the fields; this is for two edits at once that do not fit together
    if (termFaults(after).length > 0) return { refuse: 'malformed' };
    const change = changeOf(ctx, 'template', 'template.change', row, after);
    const stock = loaded.account(account.stock(id));
    const reserved = stock.debits_pending;
    if (reserved > 0 && isOtherPromise(row, after))
      return { refuse: 'template_promised', params: { reserved } };
    const counts = { stock_left: available(stock), reserved, redeemed: seen.redeemed };
    return {
      accept: { template_id: id, change_id: change.id, ...counts },
      transfers: [],
      writes: [update(couponTemplates, id, after, { version }), change.write],
      events: [],
    };
  },
};

export interface ChangeStock {
  readonly id: Id<'template'>;
  readonly delta: number;
  readonly reason: string;
}

/**
 * Puts more on sale or takes unclaimed coupons back: a delta on whatever is there at that moment.
 * @rule C5a
 */
export const changeStock: Command<ChangeStock, null, { template_id: Id<'template'>; stock_left: number }> = {
  kind: 'template.stock',
  prepare({ id }) {
    return {
      subject: owner.template(id),
      owners: [owner.template(id)],
      accounts: [account.stock(id)],
      rows: [rowsBy(couponTemplates, 'id', [id])],
      seen: null,
    };
  },
  decide(ctx) {
    const { id, delta, reason } = ctx.input;
    const row = ctx.loaded.get(couponTemplates, id);
    if (!row) return { refuse: 'not_found' };
    const before = available(ctx.loaded.account(account.stock(id)));
    if (before + delta < 0) return { refuse: 'stock_below_claimed', params: { available: before } };
    const total = row.stock_total + delta;
    const change = changeRow(ctx, {
      subject_kind: 'template',
      subject_id: id,
      command_kind: 'template.stock',
      old_values: { stock_total: row.stock_total },
      new_values: { stock_total: total, reason },
    });
    return {
      accept: { template_id: id, stock_left: before + delta },
      transfers: stockTransfers(account.stock(id), STOCK, delta, change.id),
      writes: [
        update(couponTemplates, id, { stock_total: total }, { stock_total: row.stock_total }),
        change.write,
      ],
      events: [],
    };
  },
};

/** Whether a coupon of the template would be worth something else. @rule O2 */
function isOtherPromise(before: TemplateRow, after: TemplateRow): boolean {
  const worth = ({ value, validity, times, scope }: TemplateRow): string =>
    JSON.stringify([value, validity, times, scope]);
  return worth(before) !== worth(after);
}

function storeRefs(ids: readonly Id<'store'>[]): RowRef[] {
  return ids.length === 0 ? [] : [rowsBy(stores, 'id', ids)];
}

/** @rule C3 A coupon is good in stores of its own merchant. */
function ownStores(loaded: Loaded, merchantId: Id<'merchant'>, ids: readonly Id<'store'>[]): boolean {
  return ids.every((id) => loaded.get(stores, id)?.merchant_id === merchantId);
}
