import { BoundedMap } from './bounded-map';
import { type Clock, type Random } from './system';
import { base62 } from './text';

/** Tokens live two hours. */
export const TOKEN_LIFE_MS = 7_200_000;
/** In the last five minutes of a stable token the next call gets a new one, and both are good. */
export const TOKEN_OVERLAP_MS = 5 * 60_000;
/** Forced refreshes: so many a day, and so far apart. */
export const FORCED_PER_DAY = 20;
export const FORCED_APART_MS = 30_000;

/** WeChat counts its days in China Standard Time, which has no summer time. */
const CHINA_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const SECOND_MS = 1000;
const TOKENS_MAX = 1000;
const TOKEN_CHARACTERS = 120;

interface IssuedToken {
  readonly token: string;
  readonly expires_at: number;
}

/** What a token call answers. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly expires_in: number;
}

/** Whether a token opens the door. `replaced` and never issued look the same from outside. */
export type TokenState = 'good' | 'expired' | 'invalid';

/** The access tokens of one mini-program: the stable kind and, apart from it, the old kind. */
export class Tokens {
  /** Until when each token is good; a token that was replaced is taken out. */
  private readonly expiry = new BoundedMap<string, number>(TOKENS_MAX);
  private stable: IssuedToken | undefined;
  private plain: IssuedToken | undefined;
  private forced = { day: 0, count: 0, last_at: -Infinity };

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** Normal mode: the same token until its last five minutes. */
  stableToken(): TokenAnswer {
    const now = this.clock.now();
    if (!this.stable || this.stable.expires_at - now <= TOKEN_OVERLAP_MS) this.stable = this.issue();
    return this.answer(this.stable);
  }

  /** Forced mode: a new token at once, the earlier one is dead. Limited by day and by distance. */
  forcedToken(): TokenAnswer | 'daily_quota' | 'too_soon' {
    const now = this.clock.now();
    const day = Math.floor((now + CHINA_OFFSET_MS) / DAY_MS);
    const count = this.forced.day === day ? this.forced.count : 0;
    if (now - this.forced.last_at < FORCED_APART_MS) return 'too_soon';
    if (count >= FORCED_PER_DAY) return 'daily_quota';
    this.forced = { day, count: count + 1, last_at: now };
    if (this.stable) this.expiry.delete(this.stable.token);
    this.stable = this.issue();
    return this.answer(this.stable);
  }

  /** The old call: every call kills the token that the one before it gave. */
  plainToken(): TokenAnswer {
    if (this.plain) this.expiry.delete(this.plain.token);
    this.plain = this.issue();
    return this.answer(this.plain);
  }

  check(token: string): TokenState {
    const expiresAt = this.expiry.get(token);
    if (expiresAt === undefined) return 'invalid';
    return this.clock.now() < expiresAt ? 'good' : 'expired';
  }

  /** Makes one token expire before its time, as a fault. */
  expire(token: string): void {
    if (this.expiry.get(token) === undefined) return;
    this.expiry.set(token, this.clock.now());
    if (this.stable?.token === token) this.stable = undefined;
    if (this.plain?.token === token) this.plain = undefined;
  }

  private issue(): IssuedToken {
    const expiresAt = this.clock.now() + TOKEN_LIFE_MS;
    const issued = { token: `9_${base62(this.random, TOKEN_CHARACTERS)}`, expires_at: expiresAt };
    this.expiry.set(issued.token, expiresAt);
    return issued;
  }

  private answer(issued: IssuedToken): TokenAnswer {
    const left = Math.floor((issued.expires_at - this.clock.now()) / SECOND_MS);
    return { access_token: issued.token, expires_in: left };
  }
}
