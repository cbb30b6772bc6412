import type { Id } from '../../shared/kernel';
import { choice, flag, id, instantColumn, integer, json, table, text, type Row } from '../platform/database';

/** @rule F1 When, where and for whom something is sold for less. */
export const flashSales = table(
  'flash_sales',
  {
    id: id('sale'),
    merchant_id: id('merchant'),
    name: text(30),
    starts_at: instantColumn(),
    ends_at: instantColumn(),
    /** Empty means all stores of the merchant. */
    store_ids: json<readonly Id<'store'>[]>(),
    /** The lowest level that may take part; 0 for everybody. */
    min_tier_level: integer(0),
    new_members_only: flag(),
    /** How long a claim is held for its payment. */
    hold_minutes: integer(1),
    state: choice(['active', 'paused']),
    version: integer(1),
    created_at: instantColumn(),
  },
  {
    primary: ['id'],
    index: { shown: ['state', 'ends_at', 'id'] },
    checks: { window: 'starts_at < ends_at' },
  },
);
export type SaleRow = Row<typeof flashSales>;

/** @rule F1 What a sale sells; what was claimed of it keeps the price that it had then. */
export const offers = table(
  'offers',
  {
    id: id('offer'),
    sale_id: id('sale'),
    title: text(40),
    list_price_fen: integer(1),
    price_fen: integer(0),
    price_points: integer(0),
    per_member: integer(1),
    /** Empty means all stores of the sale. */
    pickup_store_ids: json<readonly Id<'store'>[]>(),
    /** How many days after its payment a piece waits at the store. */
    pickup_days: integer(1),
    state: choice(['active', 'paused']),
    /** All that was ever put on sale, less what was withdrawn. */
    stock_total: integer(0),
    version: integer(1),
    created_at: instantColumn(),
  },
  {
    primary: ['id'],
    index: { sale: ['sale_id', 'id'] },
    checks: { cheaper: 'price_fen <= list_price_fen' },
  },
);
export type OfferRow = Row<typeof offers>;

/** @rule F5 How many holds of a member lapsed in a sale; no row while none did. */
export const saleLapses = table(
  'sale_lapses',
  {
    /** `<sale>:<member>` */
    id: text(80),
    sale_id: id('sale'),
    member_id: id('member'),
    lapsed: integer(1),
  },
  { primary: ['id'] },
);

export const FLASH_SALES_TABLES = [flashSales, offers, saleLapses] as const;
