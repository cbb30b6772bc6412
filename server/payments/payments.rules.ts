import { instant, MINUTE_MS, SECOND_MS, type Id, type Instant } from '../../shared/kernel';
import type { PaymentRow } from './payments.entity';

/** When after its opening WeChat Pay is asked about a payment that it has said nothing about (wechat.md 2.2). */
const QUERY_PLAN_MS = [5 * SECOND_MS, 30 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS];
/** After calls that failed: each pause is longer than the one before. */
const RETRY_FIRST_MS = SECOND_MS;
const RETRY_MAX_MS = MINUTE_MS;

/** Our number at WeChat Pay: the payment's id without its prefix, 29 characters, so never the same one twice. */
export function tradeNumber(id: Id<'payment'>): string {
  return `L${id.slice(id.indexOf('_') + 1)}`;
}

/** When an open payment is looked at next: by the plan, and at its last instant, when it is closed. @rule F6 */
export function nextQueryAt(of: Pick<PaymentRow, 'opened_at' | 'expires_at'>, at: Instant): Instant {
  const planned = QUERY_PLAN_MS.map((step) => of.opened_at + step).find((time) => time > at);
  return instant(Math.min(planned ?? of.expires_at, of.expires_at));
}

/** When it is tried again after a call that failed, when there were so many before it. */
export function retryAt(at: Instant, calls: number): Instant {
  return instant(at + Math.min(RETRY_FIRST_MS * 2 ** Math.min(calls, 10), RETRY_MAX_MS));
}
