import type { Store } from '@/platform/storage';

/** One reading of the server's clock. */
export interface ClockReading {
  readonly sent_at: number;
  readonly received_at: number;
  readonly server_at: number;
  /** Finest step of `server_at`: 1 for a body with milliseconds, 1000 for a Date header. */
  readonly step_ms: number;
}

interface Estimate {
  readonly offset_ms: number;
  /** The truth lies within ± this of the offset. */
  readonly error_ms: number;
  /** Phone time of the reading. */
  readonly at: number;
}

/** Quartz drifts: an old reading counts as this much worse per hour. */
const DRIFT_MS_PER_HOUR = 200;
const STORAGE_KEY = 'clock-offset';

/** Offset and error of one reading: the server read its clock somewhere between sending and receiving. */
export function estimateOf(reading: ClockReading): Estimate {
  const trip = Math.max(0, reading.received_at - reading.sent_at);
  // a Date header is cut down to whole seconds, so on average half a step is missing
  const serverAt = reading.server_at + reading.step_ms / 2;
  return {
    offset_ms: serverAt - (reading.sent_at + trip / 2),
    error_ms: (trip + reading.step_ms) / 2,
    at: reading.received_at,
  };
}

/** The better of what is known and what is new: the smaller error today, or the new one when they contradict. */
export function better(known: Estimate | null, fresh: Estimate): Estimate {
  if (!known || fresh.at < known.at) return fresh;
  const agedError = known.error_ms + ((fresh.at - known.at) / 3_600_000) * DRIFT_MS_PER_HOUR;
  const apart = Math.abs(fresh.offset_ms - known.offset_ms);
  // somebody set the phone's clock in between
  if (apart > agedError + fresh.error_ms) return fresh;
  return fresh.error_ms <= agedError ? fresh : known;
}

function isEstimate(value: unknown): value is Estimate {
  if (typeof value !== 'object' || value === null) return false;
  const { offset_ms, error_ms, at } = value as Partial<Estimate>;
  return [offset_ms, error_ms, at].every((part) => typeof part === 'number' && Number.isFinite(part));
}

/**
 * The server's time, from the phone's clock and an offset measured over several answers: a phone set to the wrong
 * time shows right codes and countdowns. The offset is kept, so that a code can be shown without a network.
 * @rule F2
 */
export class ServerClock {
  private estimate: Estimate | null;

  constructor(
    private readonly phoneNow: () => number,
    private readonly store: Store,
  ) {
    const kept = store.get(STORAGE_KEY);
    this.estimate = isEstimate(kept) ? kept : null;
  }

  /** Whether the server's time was ever heard; before that the phone's own clock has to do. */
  isKnown(): boolean {
    return this.estimate !== null;
  }

  /** Epoch milliseconds as the server would say now. */
  now(): number {
    return Math.round(this.phoneNow() + (this.estimate?.offset_ms ?? 0));
  }

  /** Learns from one answer. Readings that are no number are ignored. */
  observe(reading: ClockReading): void {
    if (!Number.isFinite(reading.server_at)) return;
    const next = better(this.estimate, estimateOf(reading));
    if (next === this.estimate) return;
    this.estimate = next;
    this.store.set(STORAGE_KEY, next);
  }
}
