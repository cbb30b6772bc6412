/** An expected refusal is a value, a bug is an exception. */
export type Result<Value, Problem> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Problem };

/** Wraps a success. */
export function ok<Value>(value: Value): { ok: true; value: Value } {
  return { ok: true, value };
}

/** Wraps an expected refusal. */
export function err<Problem>(error: Problem): { ok: false; error: Problem } {
  return { ok: false, error };
}

/** Proves at compile time that every case was handled, and throws should one slip through at run time. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
