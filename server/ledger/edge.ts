import { Refusal } from '../platform/http';
import { LedgerBusy, LedgerUnavailable, OutcomeUnknown } from './errors';
import type { RunResult } from './ledger';

export interface Accepted<Output> {
  readonly answer: Output;
  /** For the `Idempotency-Replayed` header. */
  readonly replayed: boolean;
}

/** Awaits a run for a controller: the accepted answer, or the refusal thrown for the problem filter. */
export async function accepted<Output>(run: Promise<RunResult<Output>>): Promise<Accepted<Output>> {
  const result = await run.catch((error: unknown) => {
    throw asRefusal(error);
  });
  if (!result.ok) throw new Refusal(result.refusal.code, result.refusal.params);
  return result;
}

/** What a caller over HTTP is told of a command that could not be run; other errors as they are. */
export function asRefusal(error: unknown): unknown {
  if (error instanceof OutcomeUnknown) return new Refusal('outcome_unknown', {}, { retry_after_s: 1 });
  if (error instanceof LedgerBusy) return new Refusal('busy', {}, { retry_after_s: 1 });
  if (error instanceof LedgerUnavailable) return new Refusal('unavailable', {}, { retry_after_s: 2 });
  return error;
}
