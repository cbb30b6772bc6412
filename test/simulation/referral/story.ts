import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../shared/kernel';
import { SeededRandom } from '../../../server/platform/random';
import { actOf, around, type Step, type Story } from '../story';
import type { ReferralFurnishing } from './furnishing';

const REFERRAL_ACTS = {
  open: 14,
  join: 14,
  buy: 20,
  refund: 10,
  undo: 4,
  claim: 18,
  review: 5,
  budget: 4,
  pause: 1,
  terms: 2,
  replay: 5,
  reuse: 3,
} as const;

const BAG = Object.entries(REFERRAL_ACTS).flatMap(([kind, often]) =>
  Array.from({ length: often }, () => kind),
);

/** A story of friends who bring friends, of a seed: about `length` acts. The same seed and length give the same story. */
export function referralStoryOf(seed: number, length: number): Story {
  const random = new SeededRandom(`referral:${seed}`);
  const furnishing = {
    people: 14 + random.int(8),
    stocks: [40, 20, 20, 20, 2 + random.int(6)],
    budget: 20,
    daily_cap: null,
    point_expiry: (['never', 'months', 'next_year_end'] as const)[random.int(3)]!,
  };
  const referral: ReferralFurnishing = {
    budgets: [1 + random.int(8), 1 + random.int(5)],
    milestones: [random.int(3), random.int(3)],
    protect_days: random.int(2),
    cap_day: random.int(3) === 0 ? 1 + random.int(2) : null,
    cap_total: random.int(4) === 0 ? 2 + random.int(2) : null,
  };
  const steps: Step[] = [];
  for (let wave = 0, told = 0; told < length; wave += 1) {
    const acts = 1 + random.int(random.int(4) === 0 ? 10 : 5);
    steps.push(...around(random, wave, passing(random)));
    for (let i = 0; i < acts; i += 1) steps.push({ wave, step: 'act', act: actOf(random, BAG) });
    told += acts;
  }
  return { seed, furnishing, sales: null, referral, steps };
}

/** Codes of phones change every minute; rewards rest for days. */
function passing(random: SeededRandom): number {
  const kind = random.int(100);
  if (kind < 10) return 0;
  if (kind < 60) return 61 * SECOND_MS + random.int(2 * MINUTE_MS);
  if (kind < 80) return random.int(12) * HOUR_MS;
  if (kind < 97) return DAY_MS / 2 + random.int(36) * HOUR_MS;
  return random.int(6) * DAY_MS;
}
