import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../shared/kernel';
import { SeededRandom } from '../../../server/platform/random';
import type { FaultWish } from '../../../sandbox/faults';
import { NOTICE_FAULTS, type PayFaultKind } from '../../../sandbox/pay/faults';
import { BANK_CALLS } from '../bank';
import type { SaleFurnishing } from './furnishing';
import { actOf, around, type Step, type Story } from '../story';

export const SALE_ACTS = {
  claim: 18,
  cancel: 5,
  wait: 6,
  leave: 2,
  pay: 18,
  sheet: 14,
  notices: 10,
  counter: 10,
  refund: 6,
  undo: 3,
  stock: 3,
  pause: 1,
  replay: 5,
  reuse: 3,
} as const;

const BAG = Object.entries(SALE_ACTS).flatMap(([kind, often]) => Array.from({ length: often }, () => kind));

/** A story of sales, orders and money of a seed: about `length` acts. The same seed and length give the same story. */
export function saleStoryOf(seed: number, length: number): Story {
  const random = new SeededRandom(`sale:${seed}`);
  const furnishing = {
    people: 5 + random.int(4),
    stocks: [20, 20, 20, 20, 20],
    budget: 20,
    daily_cap: null,
    point_expiry: (['never', 'months', 'next_year_end'] as const)[random.int(3)]!,
  };
  const sales: SaleFurnishing = {
    hold_minutes: 2 + random.int(14),
    stocks: Array.from({ length: 4 }, () => 1 + random.int(4)),
    per_member: 1 + random.int(2),
  };
  const steps: Step[] = [];
  for (let wave = 0, told = 0; told < length; wave += 1) {
    const acts = 1 + random.int(random.int(4) === 0 ? 10 : 5);
    steps.push(...around(random, wave, passing(random)));
    if (random.int(3) === 0) steps.push({ wave, step: 'bank', wish: wishOf(random) });
    for (let i = 0; i < acts; i += 1) steps.push({ wave, step: 'act', act: actOf(random, BAG) });
    told += acts;
  }
  return { seed, furnishing, sales, referral: null, steps };
}

/** Mostly less than a hold lasts. */
function passing(random: SeededRandom): number {
  const kind = random.int(100);
  if (kind < 25) return 0;
  if (kind < 75) return 1 + random.int(90 * SECOND_MS);
  if (kind < 92) return random.int(12) * MINUTE_MS;
  if (kind < 97) return random.int(5) * HOUR_MS;
  return random.int(9) * DAY_MS;
}

const CALL_FAULTS: readonly PayFaultKind[] = ['5xx', 'hang', 'busy', 'rate_limited', 'drop', 'drop', 'drop'];
const ON_THE_WAY: readonly PayFaultKind[] = [
  ...(['drop', 'drop', 'duplicate', 'duplicate', 'reorder', 'slow', 'slow'] as const),
  ...(['bad_signature', 'tampered', 'signtest', 'clock_skew'] as const),
];

function wishOf(random: SeededRandom): FaultWish<PayFaultKind> {
  const times = 1 + random.int(3);
  if (random.int(2) === 0) {
    const kind = ON_THE_WAY[random.int(ON_THE_WAY.length)]!;
    return { path: NOTICE_FAULTS, kind, times, delay_ms: random.int(30) * MINUTE_MS };
  }
  const kind = CALL_FAULTS[random.int(CALL_FAULTS.length)]!;
  return { path: BANK_CALLS[random.int(BANK_CALLS.length)]!, kind, times, delay_ms: 0 };
}
