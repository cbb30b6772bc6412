import { choice, dayColumn, id, integer, table, text, type Row } from '../platform/database';

/** What has been said and done about a lot: nothing · told 30 days before · told 7 days before · swept. */
export const LOT_STAGES = ['quiet', 'told_30', 'told_7', 'swept'] as const;
export type LotStage = (typeof LOT_STAGES)[number];

/**
 * @rule P6 The members' points accounts that expire, by the day they do: what the daily jobs go by, so that they look
 * at no account whose time has not come. The id is the account's.
 */
export const pointLots = table(
  'point_lots',
  {
    // as long as the id of an account
    id: text(140),
    member_id: id('member'),
    /** The last day on which its points count. */
    expires_on: dayColumn(),
    stage: choice(LOT_STAGES),
    /** How often it was swept: points may come back to it after its day (P5). */
    sweeps: integer(0),
  },
  { primary: ['id'], index: { stage: ['stage', 'expires_on', 'id'] } },
);
export type PointLotRow = Row<typeof pointLots>;
