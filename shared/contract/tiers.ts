import { z } from 'zod';
import { dayText, idSchema, text } from './common';
import { defineRoutes } from './route';

/** A member's level as others see it. */
export const tierName = z.object({ level: z.int(), name: z.string() });
export type TierName = z.infer<typeof tierName>;

/** After a purchase: where the member stands now, and how far the next level is. */
export const tierProgress = z.object({
  level: z.int(),
  name: z.string(),
  growth: z.int(),
  /** Whether this act has raised it. */
  risen: z.boolean(),
  next: z.object({ name: z.string(), missing: z.int() }).nullable(),
});
export type TierProgress = z.infer<typeof tierProgress>;

/** One level with what it gives, as members see it. */
export const tierCard = z.object({
  level: z.int(),
  name: z.string(),
  growth_from: z.int(),
  multiplier_bp: z.int(),
  /** Each benefit in a short line: `积分 1.2 倍`, `升级礼：满 50 减 10`. */
  benefits: z.array(z.string()),
});
export type TierCard = z.infer<typeof tierCard>;

export const myTier = z.object({
  /** Null while the program has no tiers. */
  tier: tierName.nullable(),
  /** Growth of the window up to now, and how many months the window has. */
  growth: z.int(),
  window_months: z.int(),
  next: z.object({ level: z.int(), name: z.string(), growth_from: z.int(), missing: z.int() }).nullable(),
  /** When the level is looked at again, and what growth is missing to keep it then; null for the lowest level. */
  review: z.object({ on: dayText, missing: z.int() }).nullable(),
  ladder: z.array(tierCard),
});
export type MyTier = z.infer<typeof myTier>;

/** M6a. `counts_from`: the day from which it counts. */
export const birthday = z.object({ month: z.int(), day: z.int(), counts_from: dayText });
export type Birthday = z.infer<typeof birthday>;

export const tiersRoutes = defineRoutes({
  'GET /me/tier': {
    summary: 'My level, growth, what the next level takes and what each gives (M4)',
    audience: 'member',
    permission: 'member',
    status: 200,
    response: myTier,
    once: false,
    errors: [],
  },
  'PUT /me/birthday': {
    summary: 'Set my birthday, once; it counts after seven days (M6a)',
    audience: 'member',
    permission: 'member',
    status: 200,
    body: z.strictObject({ month: z.int().min(1).max(12), day: z.int().min(1).max(31) }),
    response: birthday,
    once: true,
    errors: ['birthday_set', 'birthday_unreal'],
  },
});

const tierWrite = z.strictObject({
  name: text(10),
  /** Growth of the window from which one is at this level; 0 for the first. Rising from level to level. */
  growth_from: z.int().min(0).max(100_000_000),
  /** Points multiplier in basis points. */
  multiplier_bp: z.int().min(10_000).max(100_000),
  /** Coupons given on rising to this level; of the first level, with a member's first growth. */
  gift_template_ids: z.array(idSchema('template')).max(5),
  birthday_points: z.int().min(0).max(1_000_000),
  birthday_template_id: idSchema('template').nullable(),
  /** Minutes by which a flash sale opens earlier. */
  early_access_minutes: z.int().min(0).max(1440),
});
export type TierWrite = z.infer<typeof tierWrite>;

export const tierLadder = z.object({
  /** Empty: the program has no tiers. Level 1 is the first. */
  tiers: z.array(tierWrite),
  /** Growth counts for this many calendar months, the current one among them. */
  window_months: z.int(),
  /** Growth for each yuan paid, in basis points: 10,000 is 1. */
  growth_rate_bp: z.int(),
  version: z.int(),
});
export type TierLadder = z.infer<typeof tierLadder>;

export const consoleTiersRoutes = defineRoutes({
  'GET /console/tiers': {
    summary: 'The ladder of levels',
    audience: 'console',
    permission: 'rules.read',
    status: 200,
    response: tierLadder,
    once: false,
    errors: [],
  },
  'PUT /console/tiers': {
    summary:
      'Change the ladder. Members rise with their next growth, and fall only at their review date (M4)',
    audience: 'console',
    permission: 'rules.write',
    status: 200,
    body: z.strictObject({
      version: z.int(),
      tiers: z.array(tierWrite).max(10),
      window_months: z.int().min(1).max(36),
      growth_rate_bp: z.int().min(0).max(1_000_000),
    }),
    response: tierLadder,
    once: true,
    errors: ['version_conflict', 'tiers_not_rising', 'not_found'],
  },
});
