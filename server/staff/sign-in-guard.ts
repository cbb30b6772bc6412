import { Injectable } from '@nestjs/common';
import { MINUTE_MS, SECOND_MS } from '../../shared/kernel';
import { Attempts } from '../platform/attempts';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Keyring } from '../platform/crypto';
import { Database } from '../platform/database';
import { networkOf, Refusal } from '../platform/http';
import { Ids } from '../platform/ids';
import { signInFailures } from './staff.entity';

/** Wrong passwords a minute for one account from one network: a guesser shuts out nobody but neighbours. */
export const FAILURES_PER_PLACE = 10;
/** The same from wherever, which takes a guesser with many networks; a minute later there is room again. */
export const FAILURES_PER_ACCOUNT = 60;

const PURPOSE = 'sign-in-failures';

/** Keeps guessers of console passwords out, over all servers together. Off with `rate_limits`. */
@Injectable()
export class SignInGuard {
  private readonly attempts: Attempts;

  constructor(
    database: Database,
    private readonly clock: Clock,
    ids: Ids,
    private readonly keyring: Keyring,
    private readonly config: Config,
  ) {
    this.attempts = new Attempts({ database, ids, table: signInFailures, window_ms: MINUTE_MS });
  }

  /**
   * Looks at a name and a password under guard; a name that nobody has is counted like any other.
   * @param address network address of whoever asks; kept only as a keyed hash
   * @param look answers null for a failure
   * @throws Refusal `too_many_requests`, and what `look` throws (which is no failure)
   */
  attempt<T>(name: string, address: string, look: () => Promise<T | null>): Promise<T | null> {
    if (!this.config.rate_limits) return look();
    const now = this.clock.now();
    const account = name.toLowerCase();
    const counted = [
      { column: 'place_mac', text: `${networkOf(address)} ${account}`, most: FAILURES_PER_PLACE },
      { column: 'account_mac', text: account, most: FAILURES_PER_ACCOUNT },
    ].map(({ text, ...one }) => ({ ...one, value: this.keyring.sign(PURPOSE, text) }));
    return this.attempts.guarded(counted, now, look, (until) => {
      const wait = { retry_after_s: Math.ceil((until - now) / SECOND_MS) };
      return new Refusal('too_many_requests', {}, wait);
    });
  }
}
