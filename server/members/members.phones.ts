import { Injectable } from '@nestjs/common';
import { err, instant, MINUTE_MS, ok, type Id, type Instant, type Result } from '../../shared/kernel';
import { Clock } from '../platform/clock';
import { Keyring } from '../platform/crypto';
import { Wechat } from '../wechat';
import type { SealedPhone } from './members.commands';
import { canonicalPhone } from './members.rules';

export interface PhoneProblem {
  readonly code: 'phone_code_invalid' | 'wechat_unavailable';
}
type Exchanged = Result<SealedPhone, PhoneProblem>;

/** As long as WeChat keeps a code. */
const KEPT_MS = 5 * MINUTE_MS;
const KEPT_MAX = 1_000;

/**
 * Turns codes of the phone button into numbers, each code once: WeChat takes a code only once and charges for it,
 * but the request that carried it may come again (a lost answer, a busy ledger, two taps). What a code gave is
 * therefore kept for its lifetime, for the person who sent it and for nobody else.
 */
@Injectable()
export class PhoneExchange {
  private readonly kept = new Map<
    string,
    { readonly until_at: Instant; readonly result: Promise<Exchanged> }
  >();

  constructor(
    private readonly wechat: Wechat,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** The number of a code, sealed and hashed. Refusals: a used or expired code, or WeChat does not answer. */
  async exchange(personId: Id<'person'>, code: string): Promise<Exchanged> {
    const now = this.clock.now();
    this.forget(now);
    const key = `${personId} ${code}`;
    const before = this.kept.get(key);
    if (before) return before.result;
    const result = this.ask(code);
    this.kept.set(key, { until_at: instant(now + KEPT_MS), result });
    const failed = await result.then(
      (answer) => !answer.ok,
      () => true,
    );
    if (failed) this.kept.delete(key);
    return result;
  }

  private async ask(code: string): Promise<Exchanged> {
    const answer = await this.wechat.phone.exchange(code);
    if (!answer.ok) {
      const isSpent = answer.reason === 'invalid_code' || answer.reason === 'code_used';
      return err({ code: isSpent ? 'phone_code_invalid' : 'wechat_unavailable' });
    }
    const number = canonicalPhone(answer.value);
    return ok({ hash: this.keyring.fingerprint('phone', number), sealed: this.keyring.seal(number) });
  }

  /** Entries stand in the order of their end. */
  private forget(now: Instant): void {
    for (const [key, { until_at: until }] of this.kept) {
      if (until > now && this.kept.size < KEPT_MAX) return;
      this.kept.delete(key);
    }
  }
}
