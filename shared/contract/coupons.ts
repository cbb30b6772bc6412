import { z } from 'zod';
import { amountFen, idParams, idSchema, instantText, page, pageQuery, text } from './common';
import { defineRoutes } from './route';

/** C1: what a coupon gives. `value_fen` of an exchange is the list price of the item, shown and booked as its worth. */
export const couponValue = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('amount_off'),
    threshold_fen: amountFen,
    amount_fen: amountFen.min(1),
  }),
  z.strictObject({
    kind: z.literal('percent_off'),
    threshold_fen: amountFen,
    percent_off_bp: z.int().min(1).max(10_000),
    cap_fen: amountFen.min(1).nullable(),
  }),
  z.strictObject({ kind: z.literal('exchange'), item: text(40), value_fen: amountFen }),
]);
export type CouponValue = z.infer<typeof couponValue>;

/** C2: fixed window, or N days from the claim (counted in whole calendar days of the program's zone). */
export const couponValidity = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), from_at: instantText, to_at: instantText }),
  z.strictObject({
    kind: z.literal('relative'),
    days: z.int().min(1).max(730),
    start_after_days: z.int().min(0).max(365),
  }),
]);
export type CouponValidity = z.infer<typeof couponValidity>;

/** C2: usable weekdays (1 Monday … 7 Sunday) and minutes of the day; empty or null means always. */
export const couponTimes = z.strictObject({
  weekdays: z.array(z.int().min(1).max(7)).max(7),
  from_minute: z.int().min(0).max(1439).nullable(),
  to_minute: z.int().min(1).max(1440).nullable(),
});
export type CouponTimes = z.infer<typeof couponTimes>;

/** C3: `store_ids` empty means every store of the merchant. */
export const couponScope = z.strictObject({
  store_ids: z.array(idSchema('store')).max(200),
  new_members_only: z.boolean(),
});
export type CouponScope = z.infer<typeof couponScope>;

/** C4: null means no limit. */
export const couponLimits = z.strictObject({
  per_member: z.int().min(1).max(1000).nullable(),
  per_member_day: z.int().min(1).max(1000).nullable(),
  per_day: z.int().min(1).max(10_000_000).nullable(),
  per_phone: z.int().min(1).max(1000).nullable(),
});
export type CouponLimits = z.infer<typeof couponLimits>;

/** C5: every state of a coupon. */
export const COUPON_STATES = [
  'issued',
  'locked',
  'redeemed',
  'held',
  'transferred',
  'expired',
  'revoked',
] as const;
export type CouponState = (typeof COUPON_STATES)[number];

export const templateStatus = z.enum([
  'claimable',
  'not_started',
  'ended',
  'sold_out',
  'sold_out_today',
  'limit_reached',
  'limit_reached_today',
  'not_eligible',
  'phone_required',
]);

const templateCard = z.object({
  id: idSchema('template'),
  title: z.string(),
  merchant_name: z.string(),
  value: couponValue,
  rules: z.array(z.string()),
  stores: z.array(z.object({ id: idSchema('store'), name: z.string() })),
  stock_total: z.int(),
  stock_left: z.int(),
  claimed_by_me: z.int(),
  /** From when it can be claimed; null: always could. */
  claim_from_at: instantText.nullable(),
  status: templateStatus,
});
export type TemplateCard = z.infer<typeof templateCard>;

export const couponCard = z.object({
  id: idSchema('coupon'),
  template_id: idSchema('template'),
  title: z.string(),
  merchant_name: z.string(),
  value: couponValue,
  state: z.enum(COUPON_STATES),
  /** What the wallet shows: an issued coupon past its end counts as expired at once (C11). */
  shown_as: z.enum(['usable', 'not_yet', 'locked', 'used', 'expired', 'gone']),
  valid_from_at: instantText,
  valid_to_at: instantText,
  /** Ten digits from which, with the member's secret, the dynamic code is derived. */
  number: z.string(),
});
export type CouponCard = z.infer<typeof couponCard>;

export const couponDetail = couponCard.extend({
  rules: z.array(z.string()),
  stores: z.array(z.object({ id: idSchema('store'), name: z.string(), address: z.string() })),
  claimed_at: instantText,
  redeemed: z.object({ at: instantText, store_name: z.string() }).nullable(),
});
export type CouponDetail = z.infer<typeof couponDetail>;

export const dynamicCode = z.object({
  code: z.string().length(18),
  seconds_left: z.int().min(0).max(60),
  step_seconds: z.literal(60),
});

export const couponsRoutes = defineRoutes({
  'GET /coupon-templates': {
    summary: 'Coupon centre: what I can claim, with what is left',
    audience: 'member',
    permission: 'member',
    status: 200,
    query: pageQuery,
    response: page(templateCard),
    once: false,
    errors: [],
  },
  'POST /coupon-templates/{id}/claims': {
    summary: 'Claim one coupon of a template. No body',
    audience: 'member',
    permission: 'member',
    status: 201,
    params: idParams('template'),
    response: z.object({
      coupon: z.object({
        id: idSchema('coupon'),
        template_id: idSchema('template'),
        valid_from_at: instantText,
        valid_to_at: instantText,
      }),
    }),
    once: true,
    errors: [
      'not_found',
      'not_started',
      'ended',
      'sold_out',
      'sold_out_today',
      'limit_reached',
      'limit_reached_today',
      'not_eligible',
      'phone_required',
    ],
  },
  'GET /me/coupons': {
    summary: 'My wallet',
    audience: 'member',
    permission: 'member',
    status: 200,
    query: pageQuery.extend({ state: z.enum(['usable', 'used', 'expired']).default('usable') }),
    response: page(couponCard).extend({
      counts: z.object({ usable: z.int(), used: z.int(), expired: z.int() }),
    }),
    once: false,
    errors: [],
  },
  'GET /me/stores/{id}/coupons': {
    summary: 'What I can use in a store now, soonest to expire first; at most 100',
    audience: 'member',
    permission: 'member',
    status: 200,
    params: idParams('store'),
    response: z.object({ items: z.array(couponCard) }),
    once: false,
    errors: ['not_found'],
  },
  'GET /me/coupons/{id}': {
    summary: 'One of my coupons, with its rules and stores',
    audience: 'member',
    permission: 'member',
    status: 200,
    params: idParams('coupon'),
    response: couponDetail,
    once: false,
    errors: ['not_found'],
  },
  'GET /me/coupons/{id}/code': {
    summary: 'The dynamic code of a coupon (M7, C6)',
    audience: 'member',
    permission: 'member',
    status: 200,
    params: idParams('coupon'),
    response: dynamicCode,
    once: false,
    errors: ['not_found', 'coupon_not_usable'],
  },
});

const templateWrite = {
  title: text(30),
  value: couponValue,
  validity: couponValidity,
  times: couponTimes,
  scope: couponScope,
  limits: couponLimits,
  claim_from_at: instantText.nullable(),
  claim_to_at: instantText.nullable(),
  /** Shown in the coupon centre; otherwise only given by channels and operators. */
  listed: z.boolean(),
};

export const consoleTemplate = z.object({
  id: idSchema('template'),
  merchant_id: idSchema('merchant'),
  ...templateWrite,
  state: z.enum(['active', 'paused']),
  stock_total: z.int(),
  stock_left: z.int(),
  /** Kept for rewards that are promised (R5): neither left nor issued. */
  reserved: z.int(),
  issued: z.int(),
  redeemed: z.int(),
  version: z.int(),
  created_at: instantText,
});
export type ConsoleTemplate = z.infer<typeof consoleTemplate>;

export const consoleTemplatesRoutes = defineRoutes({
  'GET /console/coupon-templates': {
    summary: 'Coupon templates with their counts',
    audience: 'console',
    permission: 'templates.read',
    status: 200,
    query: pageQuery,
    response: page(consoleTemplate),
    once: false,
    errors: [],
  },
  'POST /console/coupon-templates': {
    summary: 'Create a coupon template with its first stock',
    audience: 'console',
    permission: 'templates.write',
    status: 201,
    body: z.strictObject({
      merchant_id: idSchema('merchant'),
      ...templateWrite,
      stock: z.int().min(0).max(10_000_000),
    }),
    response: consoleTemplate,
    once: true,
    errors: ['not_found'],
  },
  'PATCH /console/coupon-templates/{id}': {
    summary: 'Change a template. Coupons already claimed keep what was promised (C5a)',
    audience: 'console',
    permission: 'templates.write',
    status: 200,
    params: idParams('template'),
    body: z.strictObject({
      version: z.int(),
      title: templateWrite.title.optional(),
      value: couponValue.optional(),
      validity: couponValidity.optional(),
      times: couponTimes.optional(),
      scope: couponScope.optional(),
      limits: couponLimits.optional(),
      claim_from_at: instantText.nullable().optional(),
      claim_to_at: instantText.nullable().optional(),
      listed: z.boolean().optional(),
      state: z.enum(['active', 'paused']).optional(),
    }),
    response: consoleTemplate,
    once: true,
    errors: ['not_found', 'version_conflict', 'template_promised'],
  },
  'POST /console/coupon-templates/{id}/stock-changes': {
    summary: 'Change the stock by a delta, never by an absolute number (C5a)',
    audience: 'console',
    permission: 'templates.write',
    status: 201,
    params: idParams('template'),
    body: z.strictObject({ delta: z.int().min(-10_000_000).max(10_000_000), reason: text(100) }),
    response: z.object({ stock_left: z.int() }),
    once: true,
    errors: ['not_found', 'stock_below_claimed'],
  },
});
