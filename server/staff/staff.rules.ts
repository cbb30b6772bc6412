import type { ConsoleStaff } from '../../shared/contract';
import { DAY_MS, HOUR_MS, toRfc3339, type Id, type Instant } from '../../shared/kernel';
import type { StaffRow } from './staff.entity';

/** How long an invitation is good. */
export const INVITATION_MS = 7 * DAY_MS;
/** How long a console session lasts. */
export const SESSION_MS = 12 * HOUR_MS;

/** What the change log keeps of a staff record: no person, no invitation. */
export interface StaffSnapshot {
  readonly id: Id<'staff'>;
  readonly name: string;
  readonly role: StaffRow['role'];
  readonly store_ids: readonly Id<'store'>[];
  readonly bound: boolean;
  readonly state: StaffRow['state'];
  readonly version: number;
  readonly created_at: Instant;
}

/** The part of a staff record that the change log may keep. */
export function snapshotOf(row: StaffRow): StaffSnapshot {
  const { id, name, role, store_ids, state, version, created_at } = row;
  return { id, name, role, store_ids, bound: row.person_id !== null, state, version, created_at };
}

/** A staff record as the console shows it. */
export function consoleStaffOf(snapshot: StaffSnapshot): ConsoleStaff {
  return { ...snapshot, store_ids: [...snapshot.store_ids], created_at: toRfc3339(snapshot.created_at) };
}

/**
 * Whether a person may take a staff record through an invitation that was found by its code.
 * @rule S1 An invitation is good once, for seven days, until the next one is made.
 * @param row the record, as it stands under lock
 * @param hash of the code that the person holds
 * @param elsewhere whether the person is bound to another record already
 * @returns null when they may, else why not
 */
export function bindingObstacle(
  row:
    Pick<StaffRow, 'state' | 'invitation_hash' | 'invitation_used_at' | 'invitation_expires_at'> | undefined,
  hash: string,
  elsewhere: boolean,
  at: Instant,
): 'invitation_invalid' | 'staff_left' | 'staff_already_bound' | null {
  if (row?.invitation_hash !== hash) return 'invitation_invalid';
  if (row.state === 'left') return 'staff_left';
  if (row.invitation_used_at !== null || at >= row.invitation_expires_at) return 'invitation_invalid';
  return elsewhere ? 'staff_already_bound' : null;
}

/** A list of stores without repetitions, in the order given. */
export function distinct(ids: readonly Id<'store'>[]): Id<'store'>[] {
  return [...new Set(ids)];
}
