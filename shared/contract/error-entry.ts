/** What the catalogue says of one refusal. */
export interface ErrorEntry {
  readonly status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503;
  readonly retryable: boolean;
  readonly zh: string;
  readonly en: string;
}

/** One line of the catalogue; refusals are not `retryable` unless it says so. */
export function entry(status: ErrorEntry['status'], zh: string, en: string, retryable = false): ErrorEntry {
  return { status, retryable, zh, en };
}
