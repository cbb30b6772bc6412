import { createHash, randomBytes } from 'node:crypto';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const INT_MAX = 2 ** 48;

/** Where the server takes chance from. Nest provider token. */
export abstract class Random {
  /** `count` random bytes. */
  abstract bytes(count: number): Buffer;

  /** A uniform integer from 0 to `maxExclusive` − 1. Throws RangeError unless 1 ≤ `maxExclusive` ≤ 2^48. */
  int(maxExclusive: number): number {
    if (!Number.isInteger(maxExclusive) || maxExclusive < 1 || maxExclusive > INT_MAX) {
      throw new RangeError(`int: bound ${maxExclusive}`);
    }
    // Values above the last whole multiple of the bound would make small results more likely.
    const limit = INT_MAX - (INT_MAX % maxExclusive);
    for (;;) {
      const value = this.bytes(6).readUIntBE(0, 6);
      if (value < limit) return value % maxExclusive;
    }
  }

  /** `count` random decimal digits; may begin with zeros. */
  digits(count: number): string {
    return this.pick(count, BASE62.slice(0, 10));
  }

  /** `count` random base-62 characters: 5.95 bits each. */
  text(count: number): string {
    return this.pick(count, BASE62);
  }

  private pick(count: number, alphabet: string): string {
    const limit = 256 - (256 % alphabet.length);
    let out = '';
    while (out.length < count) {
      for (const byte of this.bytes(count - out.length)) {
        if (byte < limit) out += alphabet.charAt(byte % alphabet.length);
      }
    }
    return out;
  }
}

/** Bytes fetched at once: asking the operating system costs more than a command's other arithmetic. */
const POOL_BYTES = 4_096;

/** Chance from the operating system, good for secrets. Every byte is given out once. */
export class SystemRandom extends Random {
  private pool = Buffer.alloc(0);
  private given = 0;

  bytes(count: number): Buffer {
    if (count > POOL_BYTES / 8) return randomBytes(count);
    if (this.pool.length - this.given < count) {
      this.pool = randomBytes(POOL_BYTES);
      this.given = 0;
    }
    const from = this.given;
    this.given += count;
    return this.pool.subarray(from, this.given);
  }
}

/** The same bytes for the same seed, for tests and the demo. Never for secrets. */
export class SeededRandom extends Random {
  private block = 0;
  private rest = Buffer.alloc(0);

  constructor(private readonly seed: string) {
    super();
  }

  bytes(count: number): Buffer {
    const parts = [this.rest];
    let length = this.rest.length;
    while (length < count) {
      const next = createHash('sha256').update(`${this.seed}:${this.block}`).digest();
      this.block += 1;
      parts.push(next);
      length += next.length;
    }
    const all = Buffer.concat(parts);
    this.rest = all.subarray(count);
    return all.subarray(0, count);
  }
}
