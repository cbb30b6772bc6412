import type { TierWrite } from '../../shared/contract';
import { id, integer, json, table, text, type Row } from '../platform/database';

/** The one row's id. */
export const LADDER_ID = 'tiers';

/** @rule M4 The ladder of levels; one row, none while the program has never had levels. */
export const tierLadders = table(
  'tier_ladders',
  {
    id: text(8),
    /** Level 1 first. */
    tiers: json<readonly TierWrite[]>(),
    window_months: integer(1),
    growth_rate_bp: integer(0),
    version: integer(1),
  },
  { primary: ['id'] },
);
export type LadderRow = Row<typeof tierLadders>;

/** @rule M4 What a member grew in a calendar month of the program's zone, refunds taken off. */
export const growthMonths = table(
  'growth_months',
  {
    /** `<member>:<month>` */
    id: text(60),
    member_id: id('member'),
    /** `2026-11` */
    month: text(7),
    growth: integer(0),
  },
  { primary: ['id'], index: { member: ['member_id', 'month'] } },
);
export type GrowthMonthRow = Row<typeof growthMonths>;

export const TIERS_TABLES = [tierLadders, growthMonths] as const;
