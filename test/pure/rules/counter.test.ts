import { instant } from '../../../shared/kernel';
import { undoWindow, validToAfterUndo } from '../../../shared/rules';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const start = 1_800_000_000_000;
const done = { redeemed_at: instant(start), staff_id: 'stf_1', store_id: 'sto_1' } as const;
type Actor = Parameters<typeof undoWindow>[1];
const clerk: Actor = { staff_id: 'stf_1', role: 'clerk', store_ids: ['sto_1'] };
const manager: Actor = { staff_id: 'stf_2', role: 'manager', store_ids: ['sto_2', 'sto_1'] };
const ask = (actor: Actor, after: number) => {
  const answer = undoWindow(done, actor, instant(start + after));
  return answer.ok ? answer.allowed_until - start : answer.refuse;
};

describe('undoing', () => {
  it('C7: the same assistant, for ten minutes', () => {
    expect(ask(clerk, 0)).toBe(10 * MINUTE);
    expect(ask(clerk, 10 * MINUTE - 1)).toBe(10 * MINUTE);
    expect(ask(clerk, 10 * MINUTE)).toBe('undo_too_late');
  });

  it('C7: a manager of that store, for 48 hours, also for what they did themselves', () => {
    expect(ask(manager, 48 * HOUR - 1)).toBe(48 * HOUR);
    expect(ask(manager, 48 * HOUR)).toBe('undo_too_late');
    expect(ask({ ...manager, staff_id: 'stf_1' }, HOUR)).toBe(48 * HOUR);
  });

  it('C7: nobody else: another assistant, a manager of another store', () => {
    expect(ask({ ...clerk, staff_id: 'stf_3' }, 0)).toBe('undo_not_allowed');
    expect(ask({ ...manager, store_ids: ['sto_2'] }, 0)).toBe('undo_not_allowed');
    expect(ask({ ...clerk, staff_id: 'stf_3' }, 49 * HOUR)).toBe('undo_not_allowed');
  });

  it('S4: nobody who no longer works at the store', () => {
    expect(ask({ ...clerk, store_ids: [] }, 0)).toBe('undo_not_allowed');
    expect(ask({ ...manager, staff_id: 'stf_1', store_ids: ['sto_2'] }, 0)).toBe('undo_not_allowed');
  });

  it('C7: a coupon that expired in between gets 24 hours', () => {
    expect(validToAfterUndo(instant(2000), instant(1999))).toBe(2000);
    expect(validToAfterUndo(instant(2000), instant(2000))).toBe(2000 + 24 * HOUR);
  });

  it('C7: undone again and again it has 24 hours each time, until 30 days after its own end', () => {
    const DAY = 24 * HOUR;
    const after = (end: number, at: number) => validToAfterUndo(instant(end), instant(at), instant(2000));
    expect(after(2000, 2000)).toBe(2000 + DAY);
    expect(after(2000 + 28 * DAY, 2000 + 29 * DAY)).toBe(2000 + 30 * DAY);
    expect(after(2000 + 30 * DAY, 2000 + 30 * DAY)).toBe(2000 + 30 * DAY);
    expect(after(2000 + 30 * DAY, 2000 + 29 * DAY)).toBe(2000 + 30 * DAY);
    // what the shop gave more than that is not taken away
    expect(after(2000 + 40 * DAY, 2000 + 41 * DAY)).toBe(2000 + 40 * DAY);
  });
});
