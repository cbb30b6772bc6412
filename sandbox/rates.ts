import { BoundedMap } from './bounded-map';
import { type Clock } from './system';

const MINUTE_MS = 60_000;
const KEYS_MAX = 20_000;

/** Counts calls by key in whole minutes of the clock. */
export class Rates {
  private readonly windows = new BoundedMap<string, { minute: number; count: number }>(KEYS_MAX);

  constructor(private readonly clock: Clock) {}

  /** Counts one more call; false when `key` has already had `max` of them in this minute. */
  allow(key: string, max: number): boolean {
    const minute = Math.floor(this.clock.now() / MINUTE_MS);
    const window = this.windows.get(key);
    if (window?.minute !== minute) {
      this.windows.set(key, { minute, count: 1 });
      return true;
    }
    if (window.count >= max) return false;
    window.count += 1;
    return true;
  }
}
