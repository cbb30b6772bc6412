import { z } from 'zod';
import { idParams, idSchema, instantText, page, pageQuery, text } from './common';
import { defineRoutes } from './route';

/** Opening hours of one weekday, minutes of the day in the store's zone; `to_minute` above 1440 runs past midnight. */
export const openingHours = z.strictObject({
  weekday: z.int().min(1).max(7),
  from_minute: z.int().min(0).max(1439),
  to_minute: z.int().min(1).max(2880),
});
export type OpeningHours = z.infer<typeof openingHours>;

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);

export const storeCard = z.object({
  id: idSchema('store'),
  merchant_id: idSchema('merchant'),
  merchant_name: z.string(),
  name: z.string(),
  address: z.string(),
  phone: z.string().nullable(),
  hours: z.array(openingHours),
  open_now: z.boolean(),
  lat: latitude.nullable(),
  lng: longitude.nullable(),
  /** Metres, great circle; null without `near` or without a location of the store. */
  distance_m: z.int().nullable(),
});
export type StoreCard = z.infer<typeof storeCard>;

const NEAR = /^-?\d{1,2}(\.\d{1,7})?,-?\d{1,3}(\.\d{1,7})?$/;
const near = z.string().regex(NEAR, '格式为 纬度,经度').optional();

export const storesRoutes = defineRoutes({
  'GET /stores': {
    summary: 'Stores, nearest first when `near=lat,lng` is given',
    audience: 'public',
    permission: 'public',
    status: 200,
    query: pageQuery.extend({ near }),
    response: page(storeCard),
    once: false,
    errors: [],
  },
  'GET /stores/{id}': {
    summary: 'One store, with its distance when `near=lat,lng` is given',
    audience: 'public',
    permission: 'public',
    status: 200,
    params: idParams('store'),
    query: z.strictObject({ near }),
    response: storeCard,
    once: false,
    errors: ['not_found'],
  },
});

const storeWrite = {
  name: text(30),
  address: text(100),
  phone: z
    .string()
    .regex(/^[0-9+-]{5,20}$/, '只能是数字、+ 和 -')
    .nullable(),
  timezone: text(40),
  hours: z.array(openingHours).max(21),
  lat: latitude.nullable(),
  lng: longitude.nullable(),
};

export const consoleStore = z.object({
  id: idSchema('store'),
  merchant_id: idSchema('merchant'),
  ...storeWrite,
  state: z.enum(['open', 'closed']),
  version: z.int(),
  created_at: instantText,
});
export type ConsoleStore = z.infer<typeof consoleStore>;

/** P1 and P2: how points of a merchant are earned. */
export const pointRule = z.strictObject({
  /** Points per yuan in basis points: 10,000 is one point per yuan. */
  rate_bp: z.int().min(0).max(1_000_000),
  /** Multiplier in basis points: 10,000 is ×1. */
  multiplier_bp: z.int().min(0).max(1_000_000),
  /** Most points a member earns per day at this merchant; null means no cap. */
  daily_cap: z.int().min(0).max(10_000_000).nullable(),
  /** Categories of goods that earn nothing. */
  excluded_categories: z.array(text(20)).max(50).default([]),
  /** Days that points rest before they count, the return window (P4); 0 for none. */
  rest_days: z.int().min(0).max(90).default(0),
});
export type PointRule = z.infer<typeof pointRule>;

export const consoleMerchant = z.object({
  id: idSchema('merchant'),
  name: z.string(),
  point_rule: pointRule,
  version: z.int(),
  created_at: instantText,
});
export type ConsoleMerchant = z.infer<typeof consoleMerchant>;

export const consoleStoresRoutes = defineRoutes({
  'GET /console/merchants': {
    summary: 'Merchants',
    audience: 'console',
    permission: 'merchants.read',
    status: 200,
    query: pageQuery,
    response: page(consoleMerchant),
    once: false,
    errors: [],
  },
  'POST /console/merchants': {
    summary: 'Create a merchant',
    audience: 'console',
    permission: 'merchants.write',
    status: 201,
    body: z.strictObject({ name: text(30), point_rule: pointRule }),
    response: consoleMerchant,
    once: true,
    errors: [],
  },
  'PATCH /console/merchants/{id}': {
    summary: 'Rename a merchant or change its point rule',
    audience: 'console',
    permission: 'merchants.write',
    status: 200,
    params: idParams('merchant'),
    body: z.strictObject({ version: z.int(), name: text(30).optional(), point_rule: pointRule.optional() }),
    response: consoleMerchant,
    once: true,
    errors: ['not_found', 'version_conflict'],
  },
  'GET /console/stores': {
    summary: 'Stores',
    audience: 'console',
    permission: 'stores.read',
    status: 200,
    query: pageQuery,
    response: page(consoleStore),
    once: false,
    errors: [],
  },
  'POST /console/stores': {
    summary: 'Create a store',
    audience: 'console',
    permission: 'stores.write',
    status: 201,
    body: z.strictObject({ merchant_id: idSchema('merchant'), ...storeWrite }),
    response: consoleStore,
    once: true,
    errors: ['not_found'],
  },
  'PATCH /console/stores/{id}': {
    summary: 'Change a store, or close it',
    audience: 'console',
    permission: 'stores.write',
    status: 200,
    params: idParams('store'),
    body: z.strictObject({
      version: z.int(),
      name: storeWrite.name.optional(),
      address: storeWrite.address.optional(),
      phone: storeWrite.phone.optional(),
      hours: storeWrite.hours.optional(),
      lat: storeWrite.lat.optional(),
      lng: storeWrite.lng.optional(),
      state: z.enum(['open', 'closed']).optional(),
    }),
    response: consoleStore,
    once: true,
    errors: ['not_found', 'version_conflict'],
  },
});
