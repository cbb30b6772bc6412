/** A command whose outcome could not be found out in time: ask again with the same key. */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super('the outcome of the command is not known', { cause });
  }
}

/** The queue is full; nothing was taken. */
export class LedgerBusy extends Error {}

/** The engine takes no commands: the clock is off, or it is closing. */
export class LedgerUnavailable extends Error {}
