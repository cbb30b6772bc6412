import { errorText, type ErrorCode, type ErrorParams, type FieldError } from '../../../shared/contract';
import type { Result } from '../../../shared/kernel';

/** What a refusal may carry beside its code and parameters. */
export interface RefusalExtra {
  readonly fields?: readonly FieldError[];
  readonly retry_after_s?: number;
}

/** An expected refusal on its way out through HTTP; `sendProblem` writes it as problem+json. */
export class Refusal extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly params: ErrorParams = {},
    readonly extra: RefusalExtra = {},
  ) {
    // Nobody looks for the bug behind an expected refusal, and a sold-out sale throws thousands: no stack trace.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(errorText(code, params, 'en'));
    Error.stackTraceLimit = limit;
    this.name = 'Refusal';
  }
}

/** The value of a successful result; a failed one is thrown as a `Refusal`. */
export function orRefuse<Value>(
  result: Result<Value, { readonly code: ErrorCode; readonly params?: ErrorParams }>,
): Value {
  if (result.ok) return result.value;
  throw new Refusal(result.error.code, result.error.params);
}
