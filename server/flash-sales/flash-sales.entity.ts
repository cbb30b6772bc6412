import type { Id } from '../../shared/kernel';
import {
  choice,
  flag,
  id,
  instantColumn,
  integer,
  json,
  nullable,
  table,
  text,
  type Row,
} from '../platform/database';

/** A flash sale has its hour; the points mall is a sale that stands, without tickets and without a bar. */
export const SALE_KINDS = ['flash', 'mall'] as const;

/** @rule F1 @rule P9 When, where and for whom something is sold for less, or for points. */
export const flashSales = table(
  'flash_sales',
  {
    id: id('sale'),
    merchant_id: id('merchant'),
    kind: choice(SALE_KINDS),
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
    index: { shown: ['kind', 'state', 'ends_at', 'id'] },
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
    /** An item is picked up at a store; a coupon is in the wallet as soon as it is paid. */
    kind: choice(['item', 'coupon']),
    template_id: nullable(id('template')),
    title: text(40),
    /** Pieces that one claim gets, for its price: picked up and refunded one by one (F7, F8). */
    pieces: integer(1),
    list_price_fen: integer(1),
    price_fen: integer(0),
    price_points: integer(0),
    per_member: integer(1),
    /** Empty means all stores of the sale. */
    pickup_store_ids: json<readonly Id<'store'>[]>(),
    /** How many days after its payment a piece waits at the store. */
    pickup_days: integer(1),
    /** What happens to pieces that nobody picked up in time (F7): money back, or once as many days more. */
    on_missed: choice(['refund', 'extend']),
    /** Whether it can be paid at a store, with a hold of two hours (F5). */
    counter_allowed: flag(),
    /** Whether a refunded piece is on sale again while the sale is on (F8). */
    restock: flag(),
    state: choice(['active', 'paused']),
    /** All that was ever put on sale, less what was withdrawn. */
    stock_total: integer(0),
    /**
     * Members whose turn on the waiting list has not come: while there is one, the offer is open to nobody else (F5).
     * Who has a piece kept for them does not count; that piece is not left any more.
     */
    waiting: integer(0),
    version: integer(1),
    created_at: instantColumn(),
  },
  {
    primary: ['id'],
    index: { sale: ['sale_id', 'id'], waited: ['waiting', 'id'] },
    checks: {
      cheaper: 'price_fen <= list_price_fen',
      coupon: "(kind = 'coupon') = (template_id IS NOT NULL)",
    },
  },
);
export type OfferRow = Row<typeof offers>;

/** @rule F5 How many holds of a member lapsed in a sale, less those that were paid after all; no row while none did. */
export const saleLapses = table(
  'sale_lapses',
  {
    /** `<sale>:<member>` */
    id: text(80),
    sale_id: id('sale'),
    member_id: id('member'),
    lapsed: integer(0),
  },
  { primary: ['id'] },
);

export const FLASH_SALES_TABLES = [flashSales, offers, saleLapses] as const;
