import { HOUR_MS, MINUTE_MS, SECOND_MS, type Instant } from '../kernel/time';

/** Time left, cut into what a countdown shows; `hours` may exceed 24. */
export interface Remaining {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly done: boolean;
}

/**
 * What a countdown to `end` shows at `now` of the server's clock. Begun seconds count whole, so that 00:00:00
 * appears at the very moment it is over.
 */
export function remaining(end: Instant, now: Instant): Remaining {
  const left = Math.ceil(Math.max(0, end - now) / SECOND_MS) * SECOND_MS;
  return {
    hours: Math.floor(left / HOUR_MS),
    minutes: Math.floor((left % HOUR_MS) / MINUTE_MS),
    seconds: (left % MINUTE_MS) / SECOND_MS,
    done: left === 0,
  };
}

/** One question to the server's clock, all in epoch ms: the phone's clock before and after, the server's between. */
export interface ClockSample {
  readonly sent: number;
  readonly received: number;
  readonly server: number;
}

/** Add `offset_ms` to the phone's clock to get the server's; it is off by at most `uncertainty_ms`. */
export interface ClockOffset {
  readonly offset_ms: number;
  readonly uncertainty_ms: number;
}

/**
 * How far the server's clock is ahead of the phone's. Each sample bounds the offset: the server read its clock after
 * the question left and before the answer came. The bounds of all samples are intersected, quickest answers first;
 * one that contradicts the quicker ones (the phone's clock was set in between) is left out.
 * @rule F2
 * @returns null without a usable sample
 */
export function clockOffset(samples: readonly ClockSample[]): ClockOffset | null {
  const usable = samples.filter((sample) => sample.received >= sample.sent);
  const quickest = [...usable].sort((one, other) => roundTrip(one) - roundTrip(other));
  const [first, ...others] = quickest;
  if (!first) return null;
  let low = first.server - first.received;
  let high = first.server - first.sent;
  for (const { sent, received, server } of others) {
    const [from, to] = [server - received, server - sent];
    if (from > high || to < low) continue;
    low = Math.max(low, from);
    high = Math.min(high, to);
  }
  return { offset_ms: Math.round((low + high) / 2), uncertainty_ms: Math.ceil((high - low) / 2) };
}

function roundTrip(sample: ClockSample): number {
  return sample.received - sample.sent;
}
