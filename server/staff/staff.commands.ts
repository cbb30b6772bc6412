import { instant, type Id } from '../../shared/kernel';
import { insert, owner, rowsBy, update, type Command } from '../ledger';
import { changeRow, drawId } from '../merchants';
import { stores } from '../stores';
import type { InvitationCodes } from './invitation-codes';
import { staff, type StaffRow } from './staff.entity';
import { distinct, INVITATION_MS, snapshotOf } from './staff.rules';

/** What creating and changing answer: the rest is read from the change. */
export interface StaffChanged {
  readonly staff_id: Id<'staff'>;
  readonly change_id: Id<'history'>;
}

/** An invitation by its number; the code is derived from it. */
export interface Invited {
  readonly staff_id: Id<'staff'>;
  readonly invitation_version: number;
  readonly expires_at: number;
}

export interface CreateStaff {
  readonly name: string;
  readonly role: StaffRow['role'];
  readonly store_ids: readonly Id<'store'>[];
}

/** Creates a staff record with its first invitation. @rule S1 */
export function createStaff(
  codes: InvitationCodes,
): Command<CreateStaff, { id: Id<'staff'> }, StaffChanged & Invited> {
  return {
    kind: 'staff.create',
    prepare(input, context) {
      const id = drawId('staff', context);
      return {
        subject: owner.staff(id),
        owners: [owner.staff(id)],
        rows: [rowsBy(stores, 'id', input.store_ids)],
        seen: { id },
      };
    },
    decide(context) {
      const { input, seen, loaded, at } = context;
      // Stores are never deleted, so this needs no lock of theirs.
      if (input.store_ids.some((id) => !loaded.get(stores, id))) return { refuse: 'not_found' };
      const row: StaffRow = {
        id: seen.id,
        name: input.name,
        role: input.role,
        store_ids: distinct(input.store_ids),
        person_id: null,
        state: 'active',
        invitation_version: 1,
        invitation_hash: codes.hashOf(codes.codeOf(seen.id, 1)),
        invitation_expires_at: instant(at + INVITATION_MS),
        invitation_used_at: null,
        version: 1,
        created_at: at,
      };
      const change = changeRow(context, {
        subject_kind: 'staff',
        subject_id: row.id,
        command_kind: 'staff.create',
        old_values: null,
        new_values: { ...snapshotOf(row) },
      });
      return {
        accept: {
          staff_id: row.id,
          change_id: change.id,
          invitation_version: 1,
          expires_at: row.invitation_expires_at,
        },
        transfers: [],
        writes: [insert(staff, row), change.write],
        events: [],
      };
    },
  };
}

export interface ChangeStaff {
  readonly id: Id<'staff'>;
  readonly version: number;
  readonly name?: string | undefined;
  readonly role?: StaffRow['role'] | undefined;
  readonly store_ids?: readonly Id<'store'>[] | undefined;
  readonly state?: StaffRow['state'] | undefined;
}

/**
 * Changes name, role or stores, or marks as left. Who leaves loses the binding with the commit; who comes back
 * needs a new invitation. @rule S1 @rule O2
 */
export const changeStaff: Command<ChangeStaff, null, StaffChanged> = {
  kind: 'staff.change',
  prepare({ id, store_ids: storeIds }) {
    return {
      subject: owner.staff(id),
      owners: [owner.staff(id)],
      rows: [rowsBy(staff, 'id', [id]), rowsBy(stores, 'id', storeIds ?? [])],
      seen: null,
    };
  },
  decide(context) {
    const { input, loaded } = context;
    const row = loaded.get(staff, input.id);
    if (!row || input.store_ids?.some((id) => !loaded.get(stores, id))) return { refuse: 'not_found' };
    if (row.version !== input.version) return { refuse: 'version_conflict' };
    const state = input.state ?? row.state;
    const set: Partial<StaffRow> = {
      name: input.name ?? row.name,
      role: input.role ?? row.role,
      store_ids: input.store_ids ? distinct(input.store_ids) : row.store_ids,
      state,
      version: row.version + 1,
      ...(state === 'left' ? { person_id: null } : {}),
      // an invitation from before leaving must not open the door again
      ...(state === 'active' && row.state === 'left' ? { invitation_hash: null } : {}),
    };
    const change = changeRow(context, {
      subject_kind: 'staff',
      subject_id: row.id,
      command_kind: 'staff.change',
      old_values: { ...snapshotOf(row) },
      new_values: { ...snapshotOf({ ...row, ...set }) },
    });
    return {
      accept: { staff_id: row.id, change_id: change.id },
      transfers: [],
      writes: [update(staff, row.id, set, { version: row.version }), change.write],
      events: [],
    };
  },
};

/** Makes a new invitation; the one before is void. A bound record stays bound until the new one is taken. @rule S1 */
export function inviteStaff(codes: InvitationCodes): Command<{ id: Id<'staff'> }, null, Invited> {
  return {
    kind: 'staff.invite',
    prepare({ id }) {
      return {
        subject: owner.staff(id),
        owners: [owner.staff(id)],
        rows: [rowsBy(staff, 'id', [id])],
        seen: null,
      };
    },
    decide(context) {
      const { input, loaded, at } = context;
      const row = loaded.get(staff, input.id);
      if (!row) return { refuse: 'not_found' };
      if (row.state === 'left') return { refuse: 'staff_left' };
      const version = row.invitation_version + 1;
      const expiresAt = instant(at + INVITATION_MS);
      const set: Partial<StaffRow> = {
        invitation_version: version,
        invitation_hash: codes.hashOf(codes.codeOf(row.id, version)),
        invitation_expires_at: expiresAt,
        invitation_used_at: null,
      };
      const change = changeRow(context, {
        subject_kind: 'staff',
        subject_id: row.id,
        command_kind: 'staff.invite',
        old_values: { invitation_version: row.invitation_version },
        new_values: { invitation_version: version },
      });
      return {
        accept: { staff_id: row.id, invitation_version: version, expires_at: expiresAt },
        transfers: [],
        writes: [
          update(staff, row.id, set, { invitation_version: row.invitation_version, state: 'active' }),
          change.write,
        ],
        events: [],
      };
    },
  };
}
