import type { Id } from '../../shared/kernel';
import { marks, type Reader } from '../platform/database';

/** Names of console accounts by id. */
export async function accountNames(
  read: Reader,
  ids: readonly Id<'account'>[],
): Promise<ReadonlyMap<Id<'account'>, string>> {
  if (ids.length === 0) return new Map();
  const rows = await read.query<{ id: Id<'account'>; name: string }>(
    `SELECT id, name FROM console_accounts WHERE id IN (${marks(ids.length)})`,
    ids,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
