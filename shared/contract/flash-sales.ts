import { z } from 'zod';
import { ORDER_STATES } from '../rules/orders';
import { amountFen, idParams, idSchema, instantText, page, pageQuery, text } from './common';
import { defineRoutes } from './route';

/** F1: when, where and for whom a sale is. */
const saleWrite = {
  name: text(30),
  /** From included, to not. Levels with early access begin earlier. */
  starts_at: instantText,
  ends_at: instantText,
  /** Empty means all stores of the merchant. */
  store_ids: z.array(idSchema('store')).max(200),
  /** The lowest level that may take part; 0 for everybody. */
  min_tier_level: z.int().min(0).max(20),
  /** For members who have never bought anything. */
  new_members_only: z.boolean(),
  /** F5: how long a claim is held for its payment. */
  hold_minutes: z.int().min(1).max(120),
};

/** F1: an offer is paid with money, points or both; one claim gets all of its pieces. */
const offerWrite = {
  title: text(40),
  /** Handed over and refunded one by one; 1 for a coupon. */
  pieces: z.int().min(1).max(20),
  list_price_fen: amountFen.min(1),
  price_fen: amountFen,
  price_points: z.int().min(0).max(10_000_000),
  per_member: z.int().min(1).max(100),
  /** Empty means all stores of the sale. */
  pickup_store_ids: z.array(idSchema('store')).max(200),
  /** How many days after its payment a piece waits at the store. */
  pickup_days: z.int().min(1).max(365),
  /** F7: money back for what nobody picked up in time, or once as many days more. */
  on_missed: z.enum(['refund', 'extend']),
  /** F5: whether it can be paid at a store, with a hold of two hours. */
  counter_allowed: z.boolean(),
  /** F8: whether a refunded piece is on sale again while the sale is on. */
  restock: z.boolean(),
};

/** F1: what is sold. An item is picked up; a coupon of the template is in the wallet once it is paid. */
const offerGoods = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('item') }),
  z.strictObject({ kind: z.literal('coupon'), template_id: idSchema('template') }),
]);

/** A flash sale has its hour; a mall stands, without tickets and without a bar (P9). */
const saleKind = z.enum(['flash', 'mall']);
const state = z.enum(['active', 'paused']);
const stock = z.int().min(0).max(10_000_000);

export const consoleSale = z.object({
  id: idSchema('sale'),
  merchant_id: idSchema('merchant'),
  kind: saleKind,
  ...saleWrite,
  state,
  version: z.int(),
  created_at: instantText,
});
export type ConsoleSale = z.infer<typeof consoleSale>;

export const consoleOffer = z.object({
  id: idSchema('offer'),
  sale_id: idSchema('sale'),
  goods: offerGoods,
  ...offerWrite,
  state,
  /** All that was ever put on sale, less what was withdrawn. */
  stock_total: z.int(),
  /** What nobody holds or has bought. */
  stock_left: z.int(),
  waiting: z.int(),
  version: z.int(),
  created_at: instantText,
});
export type ConsoleOffer = z.infer<typeof consoleOffer>;

/** What a claim would answer now. */
const offerStatus = z.enum([
  'claimable',
  'not_started',
  'ended',
  'not_eligible',
  'barred',
  'limit_reached',
  'sold_out',
]);

export const offerCard = z.object({
  id: idSchema('offer'),
  kind: z.enum(['item', 'coupon']),
  title: z.string(),
  pieces: z.int(),
  list_price_fen: z.int(),
  price_fen: z.int(),
  price_points: z.int(),
  per_member: z.int(),
  /** Pieces that I hold or bought. */
  taken_by_me: z.int(),
  stock_total: z.int(),
  stock_left: z.int(),
  status: offerStatus,
  pickup_stores: z.array(z.object({ id: idSchema('store'), name: z.string() })),
  pickup_days: z.int(),
  counter_allowed: z.boolean(),
  /** My order of it that is not paid yet. */
  my_order: z
    .object({ id: idSchema('order'), state: z.enum(ORDER_STATES), hold_until_at: instantText })
    .nullable(),
  /** My place on its waiting list. */
  my_wait: z
    .object({
      id: idSchema('wait'),
      state: z.enum(['waiting', 'offered']),
      ahead: z.int(),
      offered_until_at: instantText.nullable(),
    })
    .nullable(),
  /** How many wait. */
  waiting: z.int(),
});
export type OfferCard = z.infer<typeof offerCard>;

export const saleCard = z.object({
  id: idSchema('sale'),
  kind: saleKind,
  name: z.string(),
  merchant_name: z.string(),
  starts_at: instantText,
  ends_at: instantText,
  /** When it begins for me: earlier than `starts_at` by the early access of my level. */
  opens_at: instantText,
  /** The level from which on one may take part; null: every member may. */
  min_tier_name: z.string().nullable(),
  /** Whether it is only for who has bought nothing yet. */
  new_members_only: z.boolean(),
  hold_minutes: z.int(),
  offers: z.array(offerCard),
});
export type SaleCard = z.infer<typeof saleCard>;

export const flashSalesRoutes = defineRoutes({
  'GET /flash-sales': {
    summary: 'Flash sales that are on or to come, newest first, with what is left',
    audience: 'member',
    permission: 'member',
    status: 200,
    query: pageQuery,
    response: page(saleCard),
    once: false,
    errors: [],
  },
  'GET /flash-sales/{id}': {
    summary: 'One flash sale with its offers and what is left of them',
    audience: 'member',
    permission: 'member',
    status: 200,
    params: idParams('sale'),
    response: saleCard,
    once: false,
    errors: ['not_found'],
  },
  'GET /mall': {
    summary: 'The points mall: what can be had for points, or points and money (P9)',
    audience: 'member',
    permission: 'member',
    status: 200,
    query: pageQuery,
    response: page(saleCard),
    once: false,
    errors: [],
  },
  'GET /flash-sales/{id}/ticket': {
    summary: 'My ticket for a flash sale, from shortly before it begins for me (F9)',
    audience: 'member',
    permission: 'member',
    status: 200,
    params: idParams('sale'),
    response: z.object({ ticket: z.string() }),
    once: false,
    errors: ['not_found', 'not_started', 'ended', 'not_eligible'],
  },
});

export const consoleFlashSalesRoutes = defineRoutes({
  'GET /console/flash-sales': {
    summary: 'Flash sales, newest first',
    audience: 'console',
    permission: 'sales.read',
    status: 200,
    query: pageQuery,
    response: page(consoleSale),
    once: false,
    errors: [],
  },
  'POST /console/flash-sales': {
    summary: 'Create a flash sale; its offers follow',
    audience: 'console',
    permission: 'sales.write',
    status: 201,
    body: z.strictObject({ merchant_id: idSchema('merchant'), kind: saleKind, ...saleWrite }),
    response: consoleSale,
    once: true,
    errors: ['not_found'],
  },
  'PATCH /console/flash-sales/{id}': {
    summary: 'Change, pause or resume a flash sale',
    audience: 'console',
    permission: 'sales.write',
    status: 200,
    params: idParams('sale'),
    body: z.strictObject({
      version: z.int(),
      name: saleWrite.name.optional(),
      starts_at: saleWrite.starts_at.optional(),
      ends_at: saleWrite.ends_at.optional(),
      store_ids: saleWrite.store_ids.optional(),
      min_tier_level: saleWrite.min_tier_level.optional(),
      new_members_only: saleWrite.new_members_only.optional(),
      hold_minutes: saleWrite.hold_minutes.optional(),
      state: state.optional(),
    }),
    response: consoleSale,
    once: true,
    errors: ['not_found', 'version_conflict'],
  },
  'GET /console/flash-sales/{id}/offers': {
    summary: 'Offers of a flash sale with their stock, newest first',
    audience: 'console',
    permission: 'sales.read',
    status: 200,
    params: idParams('sale'),
    query: pageQuery,
    response: page(consoleOffer),
    once: false,
    errors: ['not_found'],
  },
  'POST /console/offers': {
    summary: 'Add an offer with its first stock to a flash sale',
    audience: 'console',
    permission: 'sales.write',
    status: 201,
    body: z.strictObject({ sale_id: idSchema('sale'), goods: offerGoods, ...offerWrite, stock }),
    response: consoleOffer,
    once: true,
    errors: ['not_found'],
  },
  'PATCH /console/offers/{id}': {
    summary: 'Change, pause or resume an offer. What was claimed keeps its price',
    audience: 'console',
    permission: 'sales.write',
    status: 200,
    params: idParams('offer'),
    body: z.strictObject({
      version: z.int(),
      title: offerWrite.title.optional(),
      list_price_fen: offerWrite.list_price_fen.optional(),
      price_fen: offerWrite.price_fen.optional(),
      price_points: offerWrite.price_points.optional(),
      per_member: offerWrite.per_member.optional(),
      pickup_store_ids: offerWrite.pickup_store_ids.optional(),
      pickup_days: offerWrite.pickup_days.optional(),
      on_missed: offerWrite.on_missed.optional(),
      counter_allowed: offerWrite.counter_allowed.optional(),
      restock: offerWrite.restock.optional(),
      state: state.optional(),
    }),
    response: consoleOffer,
    once: true,
    errors: ['not_found', 'version_conflict'],
  },
  'POST /console/offers/{id}/stock-changes': {
    summary: 'Change the stock of an offer by a delta, never by an absolute number (F4a)',
    audience: 'console',
    permission: 'sales.write',
    status: 201,
    params: idParams('offer'),
    body: z.strictObject({ delta: z.int().min(-10_000_000).max(10_000_000), reason: text(100) }),
    response: z.object({ stock_left: z.int() }),
    once: true,
    errors: ['not_found', 'stock_below_claimed'],
  },
});
