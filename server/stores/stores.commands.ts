import type { OpeningHours } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { insert, owner, rowsBy, update, type Command } from '../ledger';
import { changeOf, drawId, merchants } from '../merchants';
import { stores, type StoreRow } from './stores.entity';
import { toE6 } from './stores.rules';

/** What every console command of this feature answers: the rest is read from the change. */
export interface StoreChanged {
  readonly store_id: Id<'store'>;
  readonly change_id: Id<'history'>;
}

export interface CreateStore {
  readonly merchant_id: Id<'merchant'>;
  readonly name: string;
  readonly address: string;
  readonly phone: string | null;
  readonly timezone: string;
  readonly hours: readonly OpeningHours[];
  readonly lat: number | null;
  readonly lng: number | null;
}

/** Opens a store of a merchant. */
export const createStore: Command<CreateStore, { id: Id<'store'> }, StoreChanged> = {
  kind: 'store.create',
  prepare(input, context) {
    const id = drawId('store', context);
    return {
      subject: owner.store(id),
      owners: [owner.store(id)],
      rows: [rowsBy(merchants, 'id', [input.merchant_id])],
      seen: { id },
    };
  },
  decide(context) {
    const { input, seen, loaded, at } = context;
    // Merchants are never deleted, so this needs no lock of theirs.
    if (!loaded.get(merchants, input.merchant_id)) return { refuse: 'not_found' };
    const { lat, lng, ...fields } = input;
    const place = { lat_e6: toE6(lat), lng_e6: toE6(lng) };
    const row: StoreRow = { id: seen.id, ...fields, ...place, state: 'open', version: 1, created_at: at };
    const change = changeOf(context, 'store', 'store.create', null, row);
    return {
      accept: { store_id: row.id, change_id: change.id },
      transfers: [],
      writes: [insert(stores, row), change.write],
      events: [{ type: 'store.changed', data: { store_id: row.id } }],
    };
  },
};

export interface ChangeStore {
  readonly id: Id<'store'>;
  readonly version: number;
  readonly name?: string | undefined;
  readonly address?: string | undefined;
  readonly phone?: string | null | undefined;
  readonly hours?: readonly OpeningHours[] | undefined;
  /** Both or neither. */
  readonly lat?: number | null | undefined;
  readonly lng?: number | null | undefined;
  readonly state?: 'open' | 'closed' | undefined;
}

/** Changes a store, or closes it. Its zone stays: days already written were counted in it. @rule O2 */
export const changeStore: Command<ChangeStore, null, StoreChanged> = {
  kind: 'store.change',
  prepare({ id }) {
    return {
      subject: owner.store(id),
      owners: [owner.store(id)],
      rows: [rowsBy(stores, 'id', [id])],
      seen: null,
    };
  },
  decide(context) {
    const { input, loaded } = context;
    const row = loaded.get(stores, input.id);
    if (!row) return { refuse: 'not_found' };
    if (row.version !== input.version) return { refuse: 'version_conflict' };
    const set = {
      name: input.name ?? row.name,
      address: input.address ?? row.address,
      phone: input.phone === undefined ? row.phone : input.phone,
      hours: input.hours ?? row.hours,
      lat_e6: input.lat === undefined ? row.lat_e6 : toE6(input.lat),
      lng_e6: input.lng === undefined ? row.lng_e6 : toE6(input.lng),
      state: input.state ?? row.state,
      version: row.version + 1,
    };
    const change = changeOf(context, 'store', 'store.change', row, { ...row, ...set });
    return {
      accept: { store_id: row.id, change_id: change.id },
      transfers: [],
      writes: [update(stores, row.id, set, { version: row.version }), change.write],
      events: [{ type: 'store.changed', data: { store_id: row.id } }],
    };
  },
};
