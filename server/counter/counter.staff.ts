import type { Id } from '../../shared/kernel';
import type { Loaded, RowRef } from '../ledger';
import { rowsBy } from '../ledger';
import type { MemberRow } from '../members';
import { staff, type StaffRow } from '../staff';

/** A staff record with somebody in it. */
export type Assistant = StaffRow & { readonly person_id: Id<'person'> };

/** Who stands at the counter, as the command finds them under the lock of their record. */
export type AtCounter =
  | { readonly ok: true; readonly staff: Assistant }
  | { readonly ok: false; readonly code: 'not_staff' | 'staff_without_store' | 'wrong_store' };

/** What must be loaded for `atCounter`; the command also locks the owner of the record. */
export function staffRows(staffId: Id<'staff'>): RowRef {
  return rowsBy(staff, 'id', [staffId]);
}

/**
 * Whether an assistant (still) works at a store. Asked inside every command: whoever left between a scan and its
 * confirmation confirms nothing.
 * @rule S1 @rule S4 @rule C6
 */
export function atCounter(loaded: Loaded, staffId: Id<'staff'>, storeId: Id<'store'>): AtCounter {
  const row = loaded.get(staff, staffId);
  if (row?.state !== 'active' || row.person_id === null) return { ok: false, code: 'not_staff' };
  const code = storeObstacle(row.store_ids, storeId);
  return code === null ? { ok: true, staff: { ...row, person_id: row.person_id } } : { ok: false, code };
}

/** Why somebody who works at `storeIds` may do nothing in a store, or null. @rule C6 */
export function storeObstacle(
  storeIds: readonly Id<'store'>[],
  storeId: Id<'store'>,
): 'staff_without_store' | 'wrong_store' | null {
  if (storeIds.length === 0) return 'staff_without_store';
  return storeIds.includes(storeId) ? null : 'wrong_store';
}

/** Nobody redeems, records or collects for themselves. @rule C6 */
export function isOwn(member: Pick<MemberRow, 'person_id'>, assistant: Pick<StaffRow, 'person_id'>): boolean {
  return member.person_id === assistant.person_id;
}
