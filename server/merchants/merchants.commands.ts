import type { PointRule } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { insert, owner, rowsBy, update, type Command } from '../ledger';
import { changeOf } from './changes';
import { drawId } from './drawn-id';
import { merchants, type MerchantRow } from './merchants.entity';

/** What every console command of this feature answers: the rest is read from the change. */
export interface MerchantChanged {
  readonly merchant_id: Id<'merchant'>;
  readonly change_id: Id<'history'>;
}

export interface CreateMerchant {
  readonly name: string;
  readonly point_rule: PointRule;
}

/** Creates a merchant. */
export const createMerchant: Command<CreateMerchant, { id: Id<'merchant'> }, MerchantChanged> = {
  kind: 'merchant.create',
  prepare(_input, context) {
    const id = drawId('merchant', context);
    return { subject: owner.merchant(id), owners: [owner.merchant(id)], seen: { id } };
  },
  decide(context) {
    const { input, seen, at } = context;
    const row: MerchantRow = {
      id: seen.id,
      name: input.name,
      ...input.point_rule,
      version: 1,
      created_at: at,
    };
    const change = changeOf(context, 'merchant', 'merchant.create', null, row);
    return {
      accept: { merchant_id: row.id, change_id: change.id },
      transfers: [],
      writes: [insert(merchants, row), change.write],
      events: [{ type: 'merchant.changed', data: { merchant_id: row.id } }],
    };
  },
};

export interface ChangeMerchant {
  readonly id: Id<'merchant'>;
  readonly version: number;
  readonly name?: string | undefined;
  readonly point_rule?: PointRule | undefined;
}

/** Renames a merchant or changes its point rule; points already earned stay as they are. @rule O2 */
export const changeMerchant: Command<ChangeMerchant, null, MerchantChanged> = {
  kind: 'merchant.change',
  prepare({ id }) {
    return {
      subject: owner.merchant(id),
      owners: [owner.merchant(id)],
      rows: [rowsBy(merchants, 'id', [id])],
      seen: null,
    };
  },
  decide(context) {
    const { input, loaded } = context;
    const row = loaded.get(merchants, input.id);
    if (!row) return { refuse: 'not_found' };
    if (row.version !== input.version) return { refuse: 'version_conflict' };
    const set = { ...input.point_rule, name: input.name ?? row.name, version: row.version + 1 };
    const change = changeOf(context, 'merchant', 'merchant.change', row, { ...row, ...set });
    return {
      accept: { merchant_id: row.id, change_id: change.id },
      transfers: [],
      writes: [update(merchants, row.id, set, { version: row.version }), change.write],
      events: [{ type: 'merchant.changed', data: { merchant_id: row.id } }],
    };
  },
};
