/** How one attempt ended, as far as the decision to try again is concerned. */
export type Attempt =
  | { readonly kind: 'no_answer' }
  | { readonly kind: 'answer'; readonly status: number; readonly retry_after_ms: number | null };

export const ATTEMPTS_MAX = 4;
const FIRST_WAIT_MS = 400;
const WAIT_MAX_MS = 5_000;

/** Answers that promise nothing about whether the command ran: a busy server, or a proxy that lost it. */
const MAY_PASS = [502, 503, 504];

/** Whether an answer leaves open if a command was carried out. A server that says so says 503. */
export function isOpen(status: number): boolean {
  return MAY_PASS.includes(status);
}

/**
 * Whether and when to send the same request once more.
 * @param attempt how the latest one ended
 * @param made how many were made so far, at least 1
 * @param safe whether sending twice does no harm: a read, or a command with an idempotency key
 * @param chance 0–1, spreads the phones that were cut off at the same moment
 * @returns milliseconds to wait, or null to stop
 */
export function waitBeforeRetry(
  attempt: Attempt,
  made: number,
  safe: boolean,
  chance: number,
): number | null {
  if (!safe || made >= ATTEMPTS_MAX) return null;
  if (attempt.kind === 'answer' && !isOpen(attempt.status)) return null;
  const backoff = FIRST_WAIT_MS * 2 ** (made - 1);
  const asked = attempt.kind === 'answer' ? (attempt.retry_after_ms ?? 0) : 0;
  if (asked > WAIT_MAX_MS) return null;
  const base = Math.min(WAIT_MAX_MS, Math.max(asked, backoff));
  return Math.round(base * (1 + chance / 2));
}

/** `Retry-After` in seconds as milliseconds; null when absent or odd. The date form is not used by our server. */
export function retryAfterMs(header: string | undefined): number | null {
  if (header === undefined || !/^\d{1,6}$/.test(header.trim())) return null;
  return Number(header.trim()) * 1_000;
}
