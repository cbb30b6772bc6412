import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/kernel';
import { SeededRandom } from '../../server/platform/random';
import type { FaultWish } from '../../sandbox/faults';
import type { PayFaultKind } from '../../sandbox/pay/faults';
import type { Fault } from './faults';
import type { ReferralFurnishing } from './referral/furnishing';
import type { SaleFurnishing } from './sales/furnishing';

export const ACTS = {
  visit: 3,
  join: 7,
  phone: 2,
  name: 2,
  claim: 14,
  scan: 16,
  redeem: 14,
  purchase: 9,
  collect: 6,
  undo: 5,
  refund: 6,
  stock: 2,
  edit: 2,
  rule: 1,
  gift: 1,
  replay: 4,
  reuse: 2,
  pry: 2,
} as const;
export type ActKind = keyof typeof ACTS;

/** Somebody does something. The numbers choose among what there is when it comes to it. */
export interface Act {
  /** One of the acts of its plot. */
  readonly do: string;
  readonly who: number;
  readonly what: number;
  readonly how: number;
  /** Turns of the event loop before the next act of the wave begins. */
  readonly gap: number;
  /** Whether the same request goes out twice, as after a double tap. */
  readonly twice: boolean;
}

/** One thing of a story; those of the same wave happen at the same time. Any of them can be left out. */
export type Step = { readonly wave: number } & (
  | { readonly step: 'act'; readonly act: Act }
  | { readonly step: 'fault'; readonly fault: Fault }
  /** A server is killed at a statement. */
  | {
      readonly step: 'crash';
      readonly server: number;
      readonly after: number;
      readonly phase: 'before' | 'after';
    }
  /** A server is told to stop after so many turns, and another one started. */
  | { readonly step: 'close'; readonly server: number; readonly turns: number }
  /** WeChat Pay misbehaves in its next answers or notices. */
  | { readonly step: 'bank'; readonly wish: FaultWish<PayFaultKind> }
  /** Time passes before the wave. */
  | { readonly step: 'pass'; readonly ms: number }
);

export interface Story {
  readonly seed: number;
  /** How the world is furnished; not a step, so it stays when steps are left out. */
  readonly furnishing: Furnishing;
  /** What is on sale, in a story of sales; null in one of the town and its counters. */
  readonly sales: SaleFurnishing | null;
  /** What is promised for friends, in a story of referral; null in any other. */
  readonly referral: ReferralFurnishing | null;
  readonly steps: readonly Step[];
}

export interface Furnishing {
  readonly people: number;
  readonly stocks: readonly number[];
  readonly budget: number;
  readonly daily_cap: number | null;
  readonly point_expiry: 'never' | 'months' | 'next_year_end';
}

const BAG: readonly ActKind[] = (Object.keys(ACTS) as ActKind[]).flatMap((kind) =>
  Array.from({ length: ACTS[kind] }, () => kind),
);

/** The story of a seed: about `length` acts. The same seed and length give the same story. */
export function storyOf(seed: number, length: number): Story {
  const random = new SeededRandom(`story:${seed}`);
  const furnishing: Furnishing = {
    people: 6 + random.int(4),
    stocks: Array.from({ length: 5 }, () => 1 + random.int(6)),
    budget: 1 + random.int(4),
    daily_cap: random.int(3) === 0 ? 40 + random.int(60) : null,
    point_expiry: (['never', 'months', 'next_year_end'] as const)[random.int(3)]!,
  };
  const steps = opening(random, furnishing.people);
  let told = steps.length;
  for (let wave = OPENING; told < length; wave += 1) {
    const acts = 1 + random.int(random.int(4) === 0 ? 12 : 5);
    steps.push(...around(random, wave, passing(random)));
    for (let i = 0; i < acts; i += 1) steps.push({ wave, step: 'act', act: actOf(random) });
    told += acts;
  }
  return { seed, furnishing, sales: null, referral: null, steps };
}

/** Waves at the beginning. */
const OPENING = 2;

/** Most people come in and join. */
function opening(random: SeededRandom, people: number): Step[] {
  const comers = Array.from({ length: people }, (_, who) => who).filter(() => random.int(4) > 0);
  const all = (wave: number, kind: ActKind): Step[] =>
    comers.map((who) => ({ wave, step: 'act', act: { ...actOf(random), do: kind, who } }));
  return [...all(0, 'visit'), ...all(1, 'join')];
}

/** An act of a plot, by how often each comes. */
export function actOf(random: SeededRandom, bag: readonly string[] = BAG): Act {
  return {
    do: bag[random.int(bag.length)]!,
    who: random.int(1_000),
    what: random.int(1_000),
    how: random.int(1_000),
    gap: random.int(3) === 0 ? random.int(40) : 0,
    twice: random.int(10) === 0,
  };
}

/** What happens around the acts of a wave: time, faults, restarts. */
export function around(random: SeededRandom, wave: number, ms: number): Step[] {
  const steps: Step[] = [];
  if (ms > 0) steps.push({ wave, step: 'pass', ms });
  const luck = random.int(100);
  if (luck < 40) steps.push({ wave, step: 'fault', fault: faultOf(random) });
  if (luck >= 92) {
    const phase = random.int(2) === 0 ? ('before' as const) : ('after' as const);
    steps.push({ wave, step: 'crash', server: random.int(2), after: random.int(60), phase });
  } else if (luck >= 88) {
    steps.push({ wave, step: 'close', server: random.int(2), turns: random.int(30) });
  }
  return steps;
}

function passing(random: SeededRandom): number {
  const kind = random.int(100);
  if (kind < 30) return 0;
  if (kind < 75) return 61 * SECOND_MS + random.int(MINUTE_MS);
  if (kind < 84) return random.int(12) * MINUTE_MS;
  if (kind < 92) return random.int(14) * HOUR_MS;
  if (kind < 98) return random.int(5 * 24) * HOUR_MS;
  return random.int(100) * DAY_MS;
}

function faultOf(random: SeededRandom): Fault {
  const kind = (['cut', 'cut', 'deadlock', 'commit', 'commit', 'outage'] as const)[random.int(6)]!;
  const phase = random.int(2) === 0 ? 'before' : 'after';
  const lasts = kind === 'outage' || kind === 'commit';
  return {
    kind,
    phase,
    nth: kind === 'commit' ? random.int(3) : random.int(40),
    times: 1 + random.int(lasts ? 8 : 6),
  };
}
