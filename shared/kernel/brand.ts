/** A number or string that only a checked constructor can make, so that fen and points never mix by accident. */
export type Brand<Base, Name extends string> = Base & { readonly __brand: Name };

/** Throws unless `value` is a safe integer; `what` names it in the message. A bug, not a user error. */
export function assertInteger(value: number, what: string): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${what} must be a safe integer, got ${value}`);
}
