import { ATTEMPTS_MAX, isOpen, retryAfterMs, waitBeforeRetry, type Attempt } from '@/services/retry';

const lost: Attempt = { kind: 'no_answer' };
const answer = (status: number, retryAfter: number | null = null): Attempt => ({
  kind: 'answer',
  status,
  retry_after_ms: retryAfter,
});

describe('when to send again', () => {
  it('backs off, doubling, and gives up after the last attempt', () => {
    expect(waitBeforeRetry(lost, 1, true, 0)).toBe(400);
    expect(waitBeforeRetry(lost, 2, true, 0)).toBe(800);
    expect(waitBeforeRetry(lost, 3, true, 0)).toBe(1_600);
    expect(waitBeforeRetry(lost, ATTEMPTS_MAX, true, 0)).toBeNull();
  });

  it('spreads phones that were cut off together', () => {
    expect(waitBeforeRetry(lost, 1, true, 0.5)).toBe(500);
  });

  it('never repeats what is not safe to repeat', () => {
    expect(waitBeforeRetry(lost, 1, false, 0)).toBeNull();
    expect(waitBeforeRetry(answer(503), 1, false, 0)).toBeNull();
  });

  it.each([200, 201, 400, 401, 403, 404, 409, 422, 429, 500])('takes %i as the last word', (status) => {
    expect(isOpen(status)).toBe(false);
    expect(waitBeforeRetry(answer(status), 1, true, 0)).toBeNull();
  });

  it.each([502, 503, 504])('asks again after %i', (status) => {
    expect(isOpen(status)).toBe(true);
    expect(waitBeforeRetry(answer(status), 1, true, 0)).toBe(400);
  });

  it('waits as long as the server asks, but does not keep a person waiting for long', () => {
    expect(waitBeforeRetry(answer(503, 2_000), 1, true, 0)).toBe(2_000);
    expect(waitBeforeRetry(answer(503, 60_000), 1, true, 0)).toBeNull();
  });

  it('reads Retry-After in seconds and nothing else', () => {
    expect(retryAfterMs('2')).toBe(2_000);
    expect(retryAfterMs(undefined)).toBeNull();
    expect(retryAfterMs('-1')).toBeNull();
    expect(retryAfterMs('Wed, 21 Oct 2026 07:28:00 GMT')).toBeNull();
  });
});
