import { z } from 'zod';
import { dayText, idParams, idSchema, instantText, page, pageQuery, text } from './common';
import { defineRoutes } from './route';

/** P1: more points on some days, at some stores, in a window of time. Several that fit: the largest counts. */
const pointCampaignWrite = {
  name: text(30),
  /** Basis points above 10,000: 20,000 is double. */
  multiplier_bp: z.int().min(10_001).max(100_000),
  /** 1 Monday … 7 Sunday; empty means every day. */
  weekdays: z.array(z.int().min(1).max(7)).max(7),
  /** Empty means all stores of the merchant. */
  store_ids: z.array(idSchema('store')).max(200),
  /** Days in the store's zone, both included; `to_day` null runs on. */
  from_day: dayText,
  to_day: dayText.nullable(),
  /** Minutes of the day in the store's zone, from included, to not; both null: the whole day. A from after to runs past midnight. */
  from_minute: z.int().min(0).max(1439).nullable(),
  to_minute: z.int().min(1).max(1440).nullable(),
};

export const pointCampaign = z.object({
  id: idSchema('point_campaign'),
  merchant_id: idSchema('merchant'),
  ...pointCampaignWrite,
  state: z.enum(['active', 'paused']),
  version: z.int(),
  created_at: instantText,
});
export type PointCampaign = z.infer<typeof pointCampaign>;

export const consolePointCampaignsRoutes = defineRoutes({
  'GET /console/point-campaigns': {
    summary: 'Times and places with more points, newest first',
    audience: 'console',
    permission: 'merchants.read',
    status: 200,
    query: pageQuery,
    response: page(pointCampaign),
    once: false,
    errors: [],
  },
  'POST /console/point-campaigns': {
    summary: 'Create one; it counts for purchases recorded from now on',
    audience: 'console',
    permission: 'merchants.write',
    status: 201,
    body: z.strictObject({ merchant_id: idSchema('merchant'), ...pointCampaignWrite }),
    response: pointCampaign,
    once: true,
    errors: ['not_found'],
  },
  'PATCH /console/point-campaigns/{id}': {
    summary: 'Change, pause or resume one; purchases already recorded keep what they earned',
    audience: 'console',
    permission: 'merchants.write',
    status: 200,
    params: idParams('point_campaign'),
    body: z.strictObject({
      version: z.int(),
      name: pointCampaignWrite.name.optional(),
      multiplier_bp: pointCampaignWrite.multiplier_bp.optional(),
      weekdays: pointCampaignWrite.weekdays.optional(),
      store_ids: pointCampaignWrite.store_ids.optional(),
      from_day: pointCampaignWrite.from_day.optional(),
      to_day: pointCampaignWrite.to_day.optional(),
      from_minute: pointCampaignWrite.from_minute.optional(),
      to_minute: pointCampaignWrite.to_minute.optional(),
      state: z.enum(['active', 'paused']).optional(),
    }),
    response: pointCampaign,
    once: true,
    errors: ['not_found', 'version_conflict'],
  },
});
