import { z } from 'zod';
import { idSchema, instantText } from './common';
import { couponValue } from './coupons';
import { avatar, nicknameText, pictureText } from './pictures';
import { defineRoutes } from './route';
import { inviterShown, promise, rewardShown } from './referral-terms';
import { birthday, tierName } from './tiers';

/** Versions of the documents a person agrees to; consent is recorded with its version and time (M6). */
export const TERMS_VERSION = '2026-11';

export const staffProfile = z.object({
  id: idSchema('staff'),
  name: z.string(),
  role: z.enum(['clerk', 'manager']),
  stores: z.array(z.object({ id: idSchema('store'), name: z.string() })),
});
export type StaffProfile = z.infer<typeof staffProfile>;

export const memberProfile = z.object({
  id: idSchema('member'),
  /** Ten digits: nine random ones and a Luhn check digit (M7). */
  card_no: z.string().length(10),
  nickname: z.string().nullable(),
  avatar: avatar.nullable(),
  phone_masked: z.string().nullable(),
  /** Whether the member wants to hear of offers (M6). */
  marketing_consent: z.boolean(),
  joined_at: instantText,
  points: z.int(),
  /** Null while the program has no tiers (M4). */
  tier: tierName.nullable(),
  birthday: birthday.nullable(),
  coupons_usable: z.int(),
  first_store: z.object({ id: idSchema('store'), name: z.string() }).nullable(),
  staff: staffProfile.nullable(),
});
export type MemberProfile = z.infer<typeof memberProfile>;

export const welcomeItem = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('coupon'),
    coupon_id: idSchema('coupon'),
    template_id: idSchema('template'),
    title: z.string(),
    value: couponValue,
    valid_to_at: instantText,
  }),
  z.object({ kind: z.literal('points'), points: z.int() }),
]);
export type WelcomeItem = z.infer<typeof welcomeItem>;

export const wechatLogin = z.object({
  token: z.string(),
  expires_at: instantText,
  member: memberProfile.nullable(),
  /** A person may be staff without having joined. */
  staff: staffProfile.nullable(),
  /** The member's code secret, base64url of 32 bytes, for local derivation of codes (M7); null before joining. */
  code_secret: z.string().nullable(),
  now: instantText,
});
export type WechatLoginAnswer = z.infer<typeof wechatLogin>;

/** What happened to me; `data` holds ids and numbers only. */
export const memberEvent = z.object({
  id: z.string(),
  type: z.enum([
    'member.joined',
    'coupon.issued',
    'coupon.redeemed',
    'coupon.redemption_undone',
    'purchase.recorded',
    'purchase.undone',
    'purchase.refunded',
    'points.arrived',
    'points.adjusted',
    'points.expiring',
    'points.expired',
    'member.signed_in',
    'member.tier_changed',
    'member.tier_review_soon',
    'member.birthday',
    'order.paid',
    'order.closed',
    'order.handed_over',
    'order.handover_undone',
    'order.refunded',
    'order.pickup_due',
    'order.money_returned',
    'refund.settled',
    'wait.offered',
    'wait.passed',
    'invite.bound',
    'invite.qualified',
    'reward.claimable',
    'reward.claimed',
    'reward.voided',
    'reward.taken_back',
  ]),
  at: instantText,
  data: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
});
export type MemberEvent = z.infer<typeof memberEvent>;

export const membersRoutes = defineRoutes({
  'GET /clock': {
    summary: 'The server clock, for countdowns',
    audience: 'public',
    permission: 'public',
    status: 200,
    response: z.object({ now: instantText }),
    once: false,
    errors: [],
  },
  'POST /auth/wechat': {
    summary: 'Silent login with the code of wx.login',
    audience: 'public',
    permission: 'public',
    status: 200,
    body: z.strictObject({ js_code: z.string().min(1).max(128) }),
    response: wechatLogin,
    once: false,
    errors: ['wechat_login_failed', 'wechat_unavailable'],
  },
  'POST /members': {
    summary: 'Join: member, attribution and welcome gift in one command',
    audience: 'person',
    permission: 'person',
    status: 201,
    body: z.strictObject({
      visit_id: idSchema('visit').optional(),
      phone_code: z.string().min(1).max(128).optional(),
      nickname: nicknameText.optional(),
      consents: z.strictObject({ terms: z.string().min(1).max(16), marketing: z.boolean() }),
    }),
    response: z.object({
      member: memberProfile,
      code_secret: z.string(),
      welcome: z.array(welcomeItem),
      /** Why a promised gift was not given, when it was not. */
      welcome_missed: z.enum(['gift_used_up', 'joined_before']).nullable(),
      /** R2: the invite that bound, with what it will bring me; null without one. */
      invite: z
        .object({
          program_name: z.string(),
          /** Whose invite counts: with first touch another than the landing page named. */
          inviter: inviterShown,
          /** Null where nothing is promised to whoever is invited, or the budget is used up. */
          reward: rewardShown.nullable(),
          /** Said when the landing page had promised a reward that could not be held any more. */
          missed: z.enum(['budget']).nullable(),
          /** The terms that were bound: what I am to do, and how the reward then comes. */
          promise,
          /** R4: and until when I am to do it. */
          qualify_until_at: instantText,
        })
        .nullable(),
    }),
    once: true,
    errors: [
      'already_member',
      'consent_required',
      'phone_in_use',
      'phone_code_invalid',
      'nickname_refused',
      'wechat_unavailable',
    ],
  },
  'POST /me/phone': {
    summary: 'Verify my phone number with the code of the phone button (M1)',
    audience: 'member',
    permission: 'member',
    status: 200,
    body: z.strictObject({ phone_code: z.string().min(1).max(128) }),
    response: z.object({ phone_masked: z.string() }),
    once: true,
    errors: ['phone_in_use', 'phone_code_invalid', 'wechat_unavailable'],
  },
  'GET /me': {
    summary: 'My profile and counts',
    audience: 'member',
    permission: 'member',
    status: 200,
    response: memberProfile,
    once: false,
    errors: [],
  },
  'PATCH /me': {
    summary: 'Change my nickname, or take it away; others see it only after WeChat has checked it (M6a)',
    audience: 'member',
    permission: 'member',
    status: 200,
    body: z.strictObject({ nickname: nicknameText.nullable() }),
    response: memberProfile,
    once: true,
    errors: ['nickname_refused', 'wechat_unavailable'],
  },
  'PUT /me/avatar': {
    summary: 'Set my picture: JPEG or PNG, at most 150 KB, in base64. WeChat checks it afterwards (M6a)',
    audience: 'member',
    permission: 'member',
    status: 200,
    body: z.strictObject({ picture: pictureText }),
    response: memberProfile,
    once: true,
    errors: ['picture_unusable'],
  },
  'DELETE /me/avatar': {
    summary: 'Take my picture away; its bytes are deleted',
    audience: 'member',
    permission: 'member',
    status: 200,
    response: memberProfile,
    once: true,
    errors: [],
  },
  'PATCH /me/preferences': {
    summary: 'Agree to marketing, or withdraw it; recorded with version and time (M6)',
    audience: 'member',
    permission: 'member',
    status: 200,
    body: z.strictObject({ marketing: z.boolean() }),
    response: memberProfile,
    once: true,
    errors: [],
  },
  'GET /me/code': {
    summary: 'My current member code (M7)',
    audience: 'member',
    permission: 'member',
    status: 200,
    response: z.object({
      code: z.string().length(18),
      seconds_left: z.int().min(0).max(60),
      step_seconds: z.literal(60),
    }),
    once: false,
    errors: [],
  },
  'GET /me/events': {
    summary: 'Long poll of what happened to me. Without `after`: the current position, at once',
    audience: 'member',
    permission: 'member',
    status: 200,
    query: z.strictObject({
      after: z.string().min(1).max(64).optional(),
      wait_ms: z.coerce.number().int().min(0).max(25_000).default(20_000),
    }),
    response: z.object({ items: z.array(memberEvent), next: z.string() }),
    once: false,
    errors: [],
  },
});
