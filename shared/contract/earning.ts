import { z } from 'zod';
import { instantText } from './common';

/** P1: what a purchase earns, part by part; the parts sum to `total`. */
export const earning = z.object({
  total: z.int(),
  parts: z.array(
    z.object({
      kind: z.enum(['base', 'excluded', 'multiplier', 'tier', 'campaign', 'daily_cap', 'debt']),
      points: z.int(),
    }),
  ),
  /** Until when all of `total` rests (P4); null when it counts at once. */
  resting_until_at: instantText.nullable(),
});
export type Earning = z.infer<typeof earning>;
