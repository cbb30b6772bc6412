import { makeId, type Id, type IdKind } from '../../shared/kernel';
import type { PrepareContext } from '../ledger';
import { RandomIds } from '../platform/ids';

/**
 * An id for something that a command creates *and locks*: its owner must be known before `decide` can ask for
 * ids. Every preparation draws a new one; only the accepted command's lasts.
 */
export function drawId<Kind extends IdKind>(
  kind: Kind,
  context: Pick<PrepareContext, 'random' | 'now'>,
): Id<Kind> {
  return makeId(kind, new RandomIds(context.random).ulid(context.now), 0);
}
