import { z } from 'zod';
import { dayText, idSchema, instantText, page, pageQuery } from './common';
import { defineRoutes } from './route';

/** Why points moved; one code per business act (P10). */
export const POINT_REASONS = [
  'purchase',
  'welcome',
  'receipt',
  'undo',
  'refund',
  'spend',
  'return',
  'expire',
  'adjust',
  'waiver',
  'sign_in',
  'birthday',
  'referral',
  'referral_back',
] as const;
export type PointReason = (typeof POINT_REASONS)[number];

export const pointsSummary = z.object({
  balance: z.int(),
  pending: z.int(),
  debt: z.int(),
  /** Of what is pending, what arrives next (P4: points that rest until the return window has passed). */
  next_arrival: z.object({ points: z.int(), at: instantText }).nullable(),
  next_expiry: z.object({ points: z.int(), on: dayText }).nullable(),
  /** One entry per expiry date, soonest first; `on` null never expires (P2). */
  expiries: z.array(z.object({ on: dayText.nullable(), points: z.int() })),
});
export type PointsSummary = z.infer<typeof pointsSummary>;

export const pointsLine = z.object({
  id: idSchema('statement'),
  reason: z.enum(POINT_REASONS),
  /** What happened, in plain words. */
  title: z.string(),
  points: z.int(),
  balance_after: z.int(),
  store_name: z.string().nullable(),
  at: instantText,
  day: dayText,
});
export type PointsLine = z.infer<typeof pointsLine>;

export const pointsRoutes = defineRoutes({
  'GET /me/points': {
    summary: 'Balance, what is pending, what expires next',
    audience: 'member',
    permission: 'member',
    status: 200,
    response: pointsSummary,
    once: false,
    errors: [],
  },
  'GET /me/points/transfers': {
    summary: 'Statement: one line per business act, newest first, with the balance after it (P10)',
    audience: 'member',
    permission: 'member',
    status: 200,
    query: pageQuery.extend({ direction: z.enum(['in', 'out']).optional() }),
    response: page(pointsLine),
    once: false,
    errors: [],
  },
});
