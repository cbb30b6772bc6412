import { randomBytes } from 'node:crypto';

/** Tells the time in UTC epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** A source of unpredictable bytes. */
export interface Random {
  bytes(count: number): Uint8Array;
}

/** The machine's clock; tests bring their own. */
export const systemClock: Clock = { now: () => Date.now() };

/** The machine's random numbers; tests may bring their own. */
export const systemRandom: Random = { bytes: (count) => randomBytes(count) };

/** Whether this process was told that it runs in production. */
export function isProduction(): boolean {
  return process.env.NODE_ENV === 'production';
}
