import { z } from 'zod';
import { dayText, idParams, idSchema, instantText, page, pageQuery, text } from './common';
import { defineRoutes } from './route';

/** What a member owes and how it came: for the console. */
export const consoleMemberPoints = z.object({
  member_id: idSchema('member'),
  balance: z.int(),
  pending: z.int(),
  debt: z.int(),
});

export const consoleMember = z.object({
  id: idSchema('member'),
  card_no: z.string(),
  name_masked: z.string(),
  phone_masked: z.string().nullable(),
  tier: z.object({ level: z.int(), name: z.string() }).nullable(),
  balance: z.int(),
  pending: z.int(),
  debt: z.int(),
  joined_day: dayText,
});
export type ConsoleMember = z.infer<typeof consoleMember>;

/** `waiting`: for a second person (P7). */
export const ADJUSTMENT_STATES = ['waiting', 'done', 'rejected'] as const;

export const adjustment = z.object({
  id: idSchema('adjustment'),
  member_id: idSchema('member'),
  /** Above 0 gives, below 0 takes. */
  points: z.int(),
  reason: z.string(),
  state: z.enum(ADJUSTMENT_STATES),
  asked_by: z.string(),
  decided_by: z.string().nullable(),
  asked_at: instantText,
  decided_at: instantText.nullable(),
  /** Once done. */
  balance_after: z.int().nullable(),
});
export type Adjustment = z.infer<typeof adjustment>;

/** Most points that one adjustment moves. */
export const ADJUSTMENT_MAX = 10_000_000;

const decision = {
  audience: 'console',
  permission: 'points.approve',
  status: 200,
  params: idParams('adjustment'),
  response: adjustment,
  once: true,
} as const;

export const consolePointsRoutes = defineRoutes({
  'GET /console/members': {
    summary: 'Find a member by card number or phone number; both are matched whole',
    audience: 'console',
    permission: 'members.read',
    status: 200,
    query: pageQuery.extend({
      card_no: z
        .string()
        .regex(/^\d{10}$/)
        .optional(),
      phone: z
        .string()
        .regex(/^\d{11}$/)
        .optional(),
    }),
    response: page(consoleMember),
    once: false,
    errors: [],
  },
  'POST /console/members/{id}/debt-waivers': {
    summary: 'Waive what a member owes, in part or whole (P4)',
    audience: 'console',
    permission: 'points.adjust',
    status: 201,
    params: idParams('member'),
    body: z.strictObject({ points: z.int().min(1).max(ADJUSTMENT_MAX), reason: text(100) }),
    response: consoleMemberPoints,
    once: true,
    errors: ['not_found', 'debt_smaller'],
  },
  'GET /console/adjustments': {
    summary: 'Adjustments by hand, newest first',
    audience: 'console',
    permission: 'points.read',
    status: 200,
    query: pageQuery.extend({ state: z.enum(ADJUSTMENT_STATES).optional() }),
    response: page(adjustment),
    once: false,
    errors: [],
  },
  'POST /console/members/{id}/adjustments': {
    summary: 'Give or take points by hand; above the threshold a second person must approve (P7)',
    audience: 'console',
    permission: 'points.adjust',
    status: 201,
    params: idParams('member'),
    body: z.strictObject({
      points: z
        .int()
        .min(-ADJUSTMENT_MAX)
        .max(ADJUSTMENT_MAX)
        .refine((points) => points !== 0, '不能为 0'),
      reason: text(100),
    }),
    response: adjustment,
    once: true,
    errors: ['not_found', 'points_insufficient'],
  },
  'POST /console/adjustments/{id}/approvals': {
    ...decision,
    summary: 'Approve what somebody else asked for; the points move now (P7)',
    errors: ['not_found', 'already_decided', 'second_person_required', 'points_insufficient'],
  },
  'POST /console/adjustments/{id}/rejections': {
    ...decision,
    summary: 'Reject an adjustment that waits; who asked may take it back like this',
    errors: ['not_found', 'already_decided'],
  },
});
