import { scrypt, timingSafeEqual } from 'node:crypto';
import { Gate } from './gate';

interface Cost {
  /** Base-2 logarithm of N. */
  readonly log_n: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MiB and about 0.1 s a hash. */
const COST: Cost = { log_n: 15, r: 8, p: 1 };
const HASH_BYTES = 32;
/** What a stored hash may ask for: a tampered row must not take the server's memory. */
const COST_MAX: Cost = { log_n: 18, r: 16, p: 4 };
const STORED = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{16,64})\$([\w-]{43})$/;

/** Two at a time leave threads of Node's pool for everything else. */
const gate = new Gate(2, 32);

/** `scrypt$<log2 N>$<r>$<p>$<salt>$<hash>`. */
export async function hashPassword(password: string, salt: Buffer): Promise<string> {
  const hash = await derive(password, salt, COST);
  return ['scrypt', COST.log_n, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join(
    '$',
  );
}

/** Compares in constant time. `stored` null: the same work, answered false, so that names cannot be probed. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const parsed = stored === null ? null : parse(stored);
  if (!parsed) {
    await derive(password, Buffer.alloc(16), COST);
    return false;
  }
  return timingSafeEqual(await derive(password, parsed.salt, parsed.cost), parsed.hash);
}

/** Whether `stored` was made with other parameters than today's. */
export function passwordNeedsRehash(stored: string): boolean {
  const used = parse(stored)?.cost;
  return JSON.stringify(used) !== JSON.stringify(COST);
}

function parse(stored: string): { cost: Cost; salt: Buffer; hash: Buffer } | null {
  const match = STORED.exec(stored);
  if (!match) return null;
  const [, logN, r, p, salt = '', hash = ''] = match;
  const cost = { log_n: Number(logN), r: Number(r), p: Number(p) };
  const sane =
    cost.log_n >= 1 &&
    cost.log_n <= COST_MAX.log_n &&
    cost.r >= 1 &&
    cost.r <= COST_MAX.r &&
    cost.p >= 1 &&
    cost.p <= COST_MAX.p;
  return sane ? { cost, salt: Buffer.from(salt, 'base64url'), hash: Buffer.from(hash, 'base64url') } : null;
}

function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  const n = 2 ** cost.log_n;
  const options = { N: n, r: cost.r, p: cost.p, maxmem: 256 * n * cost.r };
  return gate.run(
    () =>
      new Promise((resolve, reject) => {
        // One person may type an accent as one character and the next as two.
        scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) => {
          if (error) reject(error);
          else resolve(key);
        });
      }),
  );
}
