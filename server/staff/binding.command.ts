import type { Id } from '../../shared/kernel';
import { owner, rowsBy, update, type Command } from '../ledger';
import { changeRow } from '../merchants';
import { staff } from './staff.entity';
import { bindingObstacle, snapshotOf } from './staff.rules';

export interface BindStaff {
  readonly person_id: Id<'person'>;
  /** Keyed hash of the code. */
  readonly invitation_hash: string;
}

/**
 * Binds a person to the staff record of an invitation. Both are locked: of two people with one code, or one person
 * with two codes, one wins.
 * @rule S1
 */
export const bindStaff: Command<
  BindStaff,
  { id: Id<'staff'> },
  { staff_id: Id<'staff'>; change_id: Id<'history'> }
> = {
  kind: 'staff.bind',
  async prepare(input, { read }) {
    const [found] = await read.query<{ id: Id<'staff'> }>('SELECT id FROM staff WHERE invitation_hash = ?', [
      input.invitation_hash,
    ]);
    if (!found) return { code: 'invitation_invalid' };
    return {
      subject: owner.staff(found.id),
      owners: [owner.person(input.person_id), owner.staff(found.id)],
      rows: [rowsBy(staff, 'id', [found.id]), rowsBy(staff, 'person_id', [input.person_id])],
      seen: { id: found.id },
    };
  },
  decide(context) {
    const { input, seen, loaded, at } = context;
    const row = loaded.get(staff, seen.id);
    const elsewhere = loaded.find(staff, 'person_id', input.person_id).some(({ id }) => id !== seen.id);
    const obstacle = bindingObstacle(row, input.invitation_hash, elsewhere, at);
    if (obstacle) return { refuse: obstacle };
    if (!row) return { stale: true };
    const set = { person_id: input.person_id, invitation_used_at: at };
    const change = changeRow(context, {
      subject_kind: 'staff',
      subject_id: row.id,
      command_kind: 'staff.bind',
      old_values: { ...snapshotOf(row) },
      new_values: { ...snapshotOf({ ...row, ...set }) },
    });
    return {
      accept: { staff_id: row.id, change_id: change.id },
      transfers: [],
      writes: [
        update(staff, row.id, set, { state: 'active', invitation_hash: input.invitation_hash }),
        change.write,
      ],
      events: [],
    };
  },
};
