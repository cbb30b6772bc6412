import type { Actor, Command } from './command';
import type { Ledger } from './ledger';

/** How a page of commands went: those that the engine could not take count as failed, refused ones do not. */
export interface BulkTally {
  readonly done: number;
  readonly failed: number;
  /** Of the first that failed. */
  readonly problem?: string;
}

/**
 * Runs a page of commands side by side, so that they share batches. A refusal means that somebody else was faster, or
 * that there is nothing to do any more.
 */
export async function runBulk<Input, Seen, Output extends object>(
  ledger: Ledger,
  command: Command<Input, Seen, Output>,
  items: readonly { readonly input: Input; readonly key: string }[],
  actor: Actor,
): Promise<BulkTally> {
  const results = await Promise.allSettled(
    items.map(({ input, key }) => ledger.run(command, input, { key, actor })),
  );
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  const tally = { done: results.length, failed: reasons.length };
  return reasons[0] === undefined ? tally : { ...tally, problem: reasons[0] };
}
