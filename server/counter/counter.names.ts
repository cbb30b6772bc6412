import type { Id } from '../../shared/kernel';
import { maskName } from '../members';
import { marks, type Reader } from '../platform/database';

/** Of a member, what a list at the counter shows, and who it is. */
export interface NamedMember {
  readonly name_masked: string;
  readonly person_id: Id<'person'>;
}

/** The members of a page of a list, in one query. @rule M6 */
export async function namedMembers(
  read: Reader,
  ids: readonly (Id<'member'> | null)[],
): Promise<ReadonlyMap<Id<'member'>, NamedMember>> {
  const present = presentOf(ids);
  if (present.length === 0) return new Map();
  const rows = await read.query<{ id: Id<'member'>; nickname: string | null; person_id: Id<'person'> }>(
    `SELECT id, nickname, person_id FROM members WHERE id IN (${marks(present.length)})`,
    present,
  );
  return new Map(
    rows.map(({ id, nickname, person_id }) => [id, { name_masked: maskName(nickname ?? ''), person_id }]),
  );
}

/** Each id once, without the missing ones. */
export function presentOf<T extends string>(ids: readonly (T | null)[]): T[] {
  return [...new Set(ids.filter((id): id is T => id !== null))];
}
