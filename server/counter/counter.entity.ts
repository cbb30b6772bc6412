import {
  choice,
  dayColumn,
  fenColumn,
  id,
  instantColumn,
  integer,
  nullable,
  pointsColumn,
  table,
  text,
  type Row,
} from '../platform/database';

/** Prefix and number of a code: twelve digits that stay the same from step to step. */
export const CODE_SUBJECT_LENGTH = 12;

export const SCAN_KINDS = ['member', 'coupon', 'channel', 'pickup'] as const;

/** @rule C6 A scan: the ten-minute ticket of one assistant, one store and one member, coupon or channel. */
export const scans = table(
  'scans',
  {
    id: id('scan'),
    kind: choice(SCAN_KINDS),
    staff_id: id('staff'),
    store_id: id('store'),
    member_id: nullable(id('member')),
    coupon_id: nullable(id('coupon')),
    channel_id: nullable(id('channel')),
    order_id: nullable(id('order')),
    expires_at: instantColumn(),
    /** The redemption, purchase, handover, payment or refund that the ticket was used for. */
    used_by: nullable(text(40)),
    at: instantColumn(),
  },
  { primary: ['id'] },
);
export type ScanRow = Row<typeof scans>;

/** @rule M7 Steps that were used up: `<prefix and number>:<purpose>:<step>`, each at most once. */
export const codeSteps = table(
  'code_steps',
  { id: text(60), scan_id: id('scan'), at: instantColumn() },
  { primary: ['id'], index: { age: ['at'] } },
);

/**
 * @rule M7 Codes that were tried and turned out wrong, or are being tried. Kept for ten minutes, outside the
 * ledger: a refused command writes nothing, and these must be remembered just then.
 */
export const codeFailures = table(
  'code_failures',
  { id: text(26), subject: text(CODE_SUBJECT_LENGTH), staff_id: id('staff'), at: instantColumn() },
  {
    primary: ['id'],
    index: { subject: ['subject', 'at'], staff: ['staff_id', 'at'], age: ['at'] },
  },
);

/** @rule C6 One coupon used up at a counter, with what it did to the bill. Never changed afterwards. */
export const redemptions = table(
  'redemptions',
  {
    id: id('redemption'),
    coupon_id: id('coupon'),
    member_id: id('member'),
    staff_id: id('staff'),
    store_id: id('store'),
    merchant_id: id('merchant'),
    /** Null where nothing was bought: an exchange without a bill. */
    purchase_id: nullable(id('purchase')),
    original_fen: fenColumn(),
    discount_fen: fenColumn(),
    paid_fen: fenColumn(),
    /** What the purchase earned, the part that repaid a debt included. */
    points: pointsColumn(),
    scan_id: id('scan'),
    day: dayColumn(),
    at: instantColumn(),
  },
  {
    primary: ['id'],
    unique: { scan: ['scan_id'], purchase: ['purchase_id'] },
    index: {
      coupon: ['coupon_id'],
      member: ['member_id', 'at'],
      store: ['store_id', 'day', 'at', 'id'],
      staff: ['staff_id', 'store_id', 'day', 'at', 'id'],
    },
    checks: { adds_up: 'original_fen = discount_fen + paid_fen' },
  },
);
export type RedemptionRow = Row<typeof redemptions>;

/** @rule C7 The undoing of a redemption, a record of its own: at most one per redemption. */
export const redemptionUndos = table(
  'redemption_undos',
  {
    redemption_id: id('redemption'),
    coupon_id: id('coupon'),
    staff_id: id('staff'),
    reason: text(100),
    points_taken_back: integer(0),
    points_owed: integer(0),
    at: instantColumn(),
  },
  { primary: ['redemption_id'] },
);

export const COUNTER_TABLES = [scans, codeSteps, codeFailures, redemptions, redemptionUndos] as const;
