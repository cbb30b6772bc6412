import { z } from 'zod';
import { idParams, idSchema, instantText, page, pageQuery, text } from './common';
import { couponCard, couponValue } from './coupons';
import { invitation } from './referral-terms';
import { defineRoutes } from './route';
import { storeCard } from './stores';

/** A1: eight base-62 characters; fits WeChat's 32-character `scene`. */
export const CHANNEL_CODE = /^[0-9A-Za-z]{8}$/;
export const CHANNEL_KINDS = ['store', 'table', 'staff', 'material', 'campaign'] as const;

export const landing = z.object({
  /** `ok`, or why this is not the page the code was printed for (A3). */
  outcome: z.enum(['ok', 'unknown', 'retired', 'direct']),
  store: storeCard.nullable(),
  staff: z.object({ name: z.string() }).nullable(),
  /** What joining gives; null when nothing is left or nothing is promised. */
  gift: z
    .object({
      coupon: z.object({ title: z.string(), value: couponValue }).nullable(),
      points: z.int(),
    })
    .nullable(),
  arm: z.string().nullable(),
  /** Who invited, and what both get; null without an invite that is known (R1, R5). */
  invite: invitation.nullable(),
  member: z.boolean(),
  /** For a member: coupons usable here and now. */
  usable_here: z.array(couponCard),
});
export type Landing = z.infer<typeof landing>;

export const visitsRoutes = defineRoutes({
  'POST /visits': {
    summary: 'Record a visit and get its landing page. An unknown code is no error (A3)',
    audience: 'person',
    permission: 'person',
    status: 201,
    body: z.strictObject({
      /** As read from the code, already decoded; anything is accepted and counted. */
      scene: z.string().max(200).optional(),
      invite: z.string().max(64).optional(),
      path: z.string().max(200).optional(),
    }),
    response: z.object({ visit_id: idSchema('visit'), landing }),
    once: true,
    errors: [],
  },
});

const channelWrite = {
  name: text(40),
  kind: z.enum(CHANNEL_KINDS),
  store_id: idSchema('store').nullable(),
  staff_id: idSchema('staff').nullable(),
  gift_template_id: idSchema('template').nullable(),
  gift_points: z.int().min(0).max(1_000_000),
  /** How many gifts in all may be given; null means no limit. */
  gift_budget: z.int().min(0).max(10_000_000).nullable(),
  valid_from_at: instantText.nullable(),
  valid_to_at: instantText.nullable(),
};

export const consoleChannel = z.object({
  id: idSchema('channel'),
  code: z.string(),
  ...channelWrite,
  gift_left: z.int().nullable(),
  state: z.enum(['active', 'retired']),
  visits: z.int(),
  joins: z.int(),
  version: z.int(),
  created_at: instantText,
});
export type ConsoleChannel = z.infer<typeof consoleChannel>;

export const consoleChannelsRoutes = defineRoutes({
  'GET /console/channels': {
    summary: 'Channels with scans and joins',
    audience: 'console',
    permission: 'channels.read',
    status: 200,
    query: pageQuery,
    response: page(consoleChannel),
    once: false,
    errors: [],
  },
  'POST /console/channels': {
    summary: 'Create a channel',
    audience: 'console',
    permission: 'channels.write',
    status: 201,
    body: z.strictObject(channelWrite),
    response: consoleChannel,
    once: true,
    errors: ['not_found', 'staff_left'],
  },
  'PATCH /console/channels/{id}': {
    summary: 'Rename or retire a channel, or change its gift for those who join from now on',
    audience: 'console',
    permission: 'channels.write',
    status: 200,
    params: idParams('channel'),
    body: z.strictObject({
      version: z.int(),
      name: channelWrite.name.optional(),
      state: z.enum(['active', 'retired']).optional(),
      gift_template_id: channelWrite.gift_template_id.optional(),
      gift_points: channelWrite.gift_points.optional(),
      valid_from_at: channelWrite.valid_from_at.optional(),
      valid_to_at: channelWrite.valid_to_at.optional(),
    }),
    response: consoleChannel,
    once: true,
    errors: ['not_found', 'version_conflict'],
  },
  'GET /console/channels/{id}/code.png': {
    summary:
      'The code to print: a mini-program code with WeChat credentials, else a plain QR of the H5 page (A2)',
    audience: 'console',
    permission: 'channels.read',
    status: 200,
    params: idParams('channel'),
    query: z.strictObject({
      width: z.coerce.number().int().min(280).max(1280).default(430),
      form: z.enum(['auto', 'plain']).default('auto'),
    }),
    response: null,
    produces: 'image/png',
    once: false,
    errors: ['not_found', 'wechat_unavailable'],
  },
});
