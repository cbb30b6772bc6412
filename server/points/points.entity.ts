import { POINT_REASONS } from '../../shared/contract';
import { adjustments, debtWaivers } from './adjustments.entity';
import {
  choice,
  dayColumn,
  id,
  instantColumn,
  integer,
  nullable,
  pointsColumn,
  table,
  text,
  type Row,
} from '../platform/database';
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

export const POINTS_TABLES = [pointLines, pointLots, adjustments, debtWaivers] as const;
