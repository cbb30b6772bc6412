/** What is known of a failure. */
export interface PayFailure {
  /** WeChat Pay's own code (`NOT_ENOUGH`, …), or one of ours: see PayError. */
  readonly code: string;
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  /** For WeChat Pay's support; null when there was none. */
  readonly request_id: string | null;
}

/** Codes after which the same call, number and all, may go well later. */
const RETRYABLE = new Set([
  'NO_ANSWER',
  'UNVERIFIED',
  'NONSENSE',
  'SYSTEM_ERROR',
  'SYSTEMERROR',
  'BANK_ERROR',
  'BIZERR_NEED_RETRY',
  'FREQUENCY_LIMITED',
  'FREQUENCY_LIMIT_EXCEED',
  'RATELIMIT_EXCEEDED',
  'RATELIMIT_EXCEED',
  'NOT_ENOUGH', // the merchant's account will be filled again
  'STATEMENT_CREATING',
  'BILL_MISMATCH',
]);
const SERVER_ERROR = 500;
const TOO_MANY = 429;

/**
 * WeChat Pay, or the way to it, said no. Codes of our own: `NO_ANSWER` (unreachable, too slow), `UNVERIFIED` (an answer
 * whose signature is not WeChat Pay's), `NONSENSE` (signed, but not as documented), `BILL_MISMATCH` (a bill whose
 * digest or count is wrong), `BILL_UNREADABLE`, `NOT_SET_UP`. After a retryable one nobody knows whether the call was
 * carried out: ask, or make the same call again. The message holds no secret.
 */
export class PayError extends Error {
  readonly code: string;
  readonly status: number | null;
  readonly request_id: string | null;
  readonly retryable: boolean;

  constructor(failure: PayFailure, retryable?: boolean) {
    super(`WeChat Pay: ${failure.code}`);
    this.name = 'PayError';
    this.code = failure.code;
    this.status = failure.status;
    this.request_id = failure.request_id;
    const { status } = failure;
    const busy = status !== null && (status >= SERVER_ERROR || status === TOO_MANY);
    this.retryable = retryable ?? (busy || RETRYABLE.has(failure.code));
  }
}
