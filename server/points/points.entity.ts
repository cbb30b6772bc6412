import { POINT_REASONS } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import {
  choice,
  dayColumn,
  id,
  instantColumn,
  integer,
  json,
  nullable,
  pointsColumn,
  table,
  text,
  type Row,
} from '../platform/database';
import { adjustments, debtWaivers } from './adjustments.entity';
import { pointLots } from './lots.entity';

/** Which way a line of a statement goes; a column, so that the filter has an index of its own. */
export const DIRECTIONS = ['in', 'out'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/**
 * @rule P10 A member's statement: one line per business act. `points` is all that moved; of it, `debt_change` went
 * to what the member owes (below 0: repaid, above 0: newly owed) and the rest to the balance.
 */
export const pointLines = table(
  'point_lines',
  {
    id: id('statement'),
    member_id: id('member'),
    /** Version of the member's owner and position within it: the order of the statement. */
    version: integer(1),
    ordinal: integer(0),
    direction: choice(DIRECTIONS),
    reason: choice(POINT_REASONS),
    /** The purchase, channel, redemption, … it is about. */
    reference: nullable(text(64)),
    points: pointsColumn(),
    debt_change: pointsColumn(),
    balance_after: integer(0),
    store_id: nullable(id('store')),
    at: instantColumn(),
    day: dayColumn(),
  },
  {
    primary: ['id'],
    unique: { order: ['member_id', 'version', 'ordinal'] },
    index: { direction: ['member_id', 'direction', 'version', 'ordinal'] },
  },
);
export type PointLineRow = Row<typeof pointLines>;

/** @rule P1 Times and places with more points; the largest that fits counts. */
export const pointCampaigns = table(
  'point_campaigns',
  {
    id: id('point_campaign'),
    merchant_id: id('merchant'),
    name: text(30),
    /** Basis points above 10,000. */
    multiplier_bp: integer(10_001),
    /** 1 Monday … 7 Sunday; empty means every day. */
    weekdays: json<readonly number[]>(),
    /** Empty means all stores of the merchant. */
    store_ids: json<readonly Id<'store'>[]>(),
    /** Days in the store's zone, both included; `to_day` null runs on. */
    from_day: dayColumn(),
    to_day: nullable(dayColumn()),
    /** Minutes of the store's day, from included, to not; both null: the whole day. */
    from_minute: nullable(integer(0)),
    to_minute: nullable(integer(1)),
    state: choice(['active', 'paused']),
    version: integer(1),
    created_at: instantColumn(),
  },
  { primary: ['id'], index: { merchant: ['merchant_id', 'state', 'to_day'] } },
);
export type PointCampaignRow = Row<typeof pointCampaigns>;

export const POINTS_TABLES = [pointLines, pointLots, pointCampaigns, adjustments, debtWaivers] as const;
