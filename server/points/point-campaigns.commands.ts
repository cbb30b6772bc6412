import type { Id } from '../../shared/kernel';
import type { CampaignTerms } from '../../shared/rules';
import { insert, owner, rowsBy, update, type Command, type Loaded } from '../ledger';
import { changeOf, drawId, merchants } from '../merchants';
import { stores } from '../stores';
import { pointCampaigns, type PointCampaignRow } from './points.entity';

/** What both commands answer: the rest is read from the change. */
export interface PointCampaignChanged {
  readonly campaign_id: Id<'point_campaign'>;
  readonly change_id: Id<'history'>;
}

/** What an operator writes. */
export type PointCampaignTerms = Omit<CampaignTerms, 'id' | 'state'> & { readonly name: string };

export type CreatePointCampaign = PointCampaignTerms & { readonly merchant_id: Id<'merchant'> };

/** Creates a point campaign; it counts for what is bought from then on. @rule P1 @rule O2 */
export const createPointCampaign: Command<
  CreatePointCampaign,
  { id: Id<'point_campaign'> },
  PointCampaignChanged
> = {
  kind: 'point_campaign.create',
  prepare(input, context) {
    const id = drawId('point_campaign', context);
    return {
      subject: owner.pointCampaign(id),
      owners: [owner.pointCampaign(id)],
      rows: [rowsBy(merchants, 'id', [input.merchant_id]), rowsBy(stores, 'id', input.store_ids)],
      seen: { id },
    };
  },
  decide(context) {
    const { input, seen, loaded, at } = context;
    // merchants and stores are never deleted, so this needs no lock of theirs
    if (!loaded.get(merchants, input.merchant_id) || !areStoresOf(loaded, input.merchant_id, input.store_ids))
      return { refuse: 'not_found' };
    const row: PointCampaignRow = { ...input, id: seen.id, state: 'active', version: 1, created_at: at };
    const change = changeOf(context, 'point_campaign', 'point_campaign.create', null, row);
    return {
      accept: { campaign_id: row.id, change_id: change.id },
      transfers: [],
      writes: [insert(pointCampaigns, row), change.write],
      events: [],
    };
  },
};

export type ChangePointCampaign = {
  readonly id: Id<'point_campaign'>;
  readonly version: number;
  readonly state?: PointCampaignRow['state'] | undefined;
} & { readonly [Field in keyof PointCampaignTerms]?: PointCampaignTerms[Field] | undefined };

/** Changes, pauses or resumes a point campaign; what was bought before keeps what it earned. @rule P1 @rule O2 */
export const changePointCampaign: Command<
  ChangePointCampaign,
  { merchant_id: Id<'merchant'> },
  PointCampaignChanged
> = {
  kind: 'point_campaign.change',
  async prepare({ id, store_ids }, { read }) {
    const [raw] = await read.query('SELECT * FROM point_campaigns WHERE id = ?', [id]);
    if (!raw) return { code: 'not_found' };
    return {
      subject: owner.pointCampaign(id),
      owners: [owner.pointCampaign(id)],
      rows: [rowsBy(pointCampaigns, 'id', [id]), rowsBy(stores, 'id', store_ids ?? [])],
      seen: { merchant_id: pointCampaigns.decode(raw).merchant_id },
    };
  },
  decide(context) {
    const { input, seen, loaded } = context;
    const row = loaded.get(pointCampaigns, input.id);
    if (!row || !areStoresOf(loaded, seen.merchant_id, input.store_ids ?? [])) return { refuse: 'not_found' };
    if (row.version !== input.version) return { refuse: 'version_conflict' };
    const set = { ...changedTerms(row, input), state: input.state ?? row.state, version: row.version + 1 };
    const change = changeOf(context, 'point_campaign', 'point_campaign.change', row, { ...row, ...set });
    return {
      accept: { campaign_id: row.id, change_id: change.id },
      transfers: [],
      writes: [update(pointCampaigns, row.id, set, { version: row.version }), change.write],
      events: [],
    };
  },
};

/** The terms after a change; null is a value of its own where a term may be null. */
export function changedTerms(
  row: PointCampaignTerms,
  change: Pick<ChangePointCampaign, keyof PointCampaignTerms>,
): PointCampaignTerms {
  return {
    name: change.name ?? row.name,
    multiplier_bp: change.multiplier_bp ?? row.multiplier_bp,
    weekdays: change.weekdays ?? row.weekdays,
    store_ids: change.store_ids ?? row.store_ids,
    from_day: change.from_day ?? row.from_day,
    to_day: change.to_day === undefined ? row.to_day : change.to_day,
    from_minute: change.from_minute === undefined ? row.from_minute : change.from_minute,
    to_minute: change.to_minute === undefined ? row.to_minute : change.to_minute,
  };
}

function areStoresOf(loaded: Loaded, merchantId: Id<'merchant'>, storeIds: readonly Id<'store'>[]): boolean {
  return storeIds.every((id) => loaded.get(stores, id)?.merchant_id === merchantId);
}
