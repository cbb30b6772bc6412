import { Injectable } from '@nestjs/common';
import type { PointCampaign } from '../../shared/contract';
import { addDays, dayIn, type Id, type Instant } from '../../shared/kernel';
import { changedTo } from '../merchants';
import { Database, type Reader } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { pointCampaignOf } from './point-campaigns.rules';
import { pointCampaigns, type PointCampaignRow } from './points.entity';

/**
 * The campaigns of a merchant that may count about now, somewhere on earth; which one does is for `bestCampaign`.
 * @rule P1
 */
export async function campaignsAround(
  read: Reader,
  merchantId: Id<'merchant'>,
  now: Instant,
): Promise<PointCampaignRow[]> {
  const yesterday = addDays(dayIn(now, 'UTC'), -1);
  const rows = await read.query(
    `SELECT * FROM point_campaigns WHERE merchant_id = ? AND state = 'active'
     AND (to_day IS NULL OR to_day >= ?)`,
    [merchantId, yesterday],
  );
  return rows.map((row) => pointCampaigns.decode(row));
}

/** Reads of point campaigns for the console. */
@Injectable()
export class PointCampaignDirectory {
  constructor(private readonly database: Database) {}

  /** Newest first. Throws Refusal `malformed` for a wrong cursor. */
  async page(query: {
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<Page<PointCampaign>> {
    const position = positionOf(query.after, ['string']);
    const found = await this.database.read.query(
      `SELECT * FROM point_campaigns ${position ? 'WHERE id < ?' : ''} ORDER BY id DESC LIMIT ?`,
      [...(position ?? []), query.limit + 1],
    );
    return pageOf(
      found.map((raw) => pointCampaigns.decode(raw)),
      query.limit,
      (row) => [row.id],
      pointCampaignOf,
    );
  }

  /** One campaign, or null. */
  async byId(id: Id<'point_campaign'>): Promise<PointCampaignRow | null> {
    const [raw] = await this.database.read.query('SELECT * FROM point_campaigns WHERE id = ?', [id]);
    return raw ? pointCampaigns.decode(raw) : null;
  }

  /** The campaign as it was after one change: the body of that change's answer. */
  async after(changeId: Id<'history'>): Promise<PointCampaign> {
    return pointCampaignOf(await changedTo<PointCampaignRow>(this.database.read, changeId));
  }
}
