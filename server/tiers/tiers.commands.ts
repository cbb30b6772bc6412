import type { TierWrite } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { isRising } from '../../shared/rules';
import { insert, owner, rowsBy, update, type Command } from '../ledger';
import { members } from '../members';
import { changeRow } from '../merchants';
import { LADDER_ID, tierLadders, type LadderRow } from './tiers.entity';

export interface ChangeLadder {
  readonly version: number;
  readonly tiers: readonly TierWrite[];
  readonly window_months: number;
  readonly growth_rate_bp: number;
}

export interface LadderChanged {
  readonly change_id: Id<'history'>;
}

/**
 * Changes the ladder as a whole. Nobody's level changes with it: members rise with their next growth and fall at their
 * review. That the templates exist is for the caller to check; templates are never deleted.
 * @rule M4 @rule O2
 */
export const changeLadder: Command<ChangeLadder, null, LadderChanged> = {
  kind: 'tiers.change',
  prepare() {
    const subject = owner.rule('tiers');
    return { subject, owners: [subject], rows: [rowsBy(tierLadders, 'id', [LADDER_ID])], seen: null };
  },
  decide(context) {
    const { input, loaded } = context;
    const before = loaded.get(tierLadders, LADDER_ID);
    if ((before?.version ?? 0) !== input.version) return { refuse: 'version_conflict' };
    if (!isRising(input.tiers)) return { refuse: 'tiers_not_rising' };
    const row: LadderRow = { ...input, id: LADDER_ID, version: input.version + 1 };
    const change = changeRow(context, {
      subject_kind: 'rule',
      subject_id: LADDER_ID,
      command_kind: 'tiers.change',
      old_values: before ?? null,
      new_values: row,
    });
    const write = before
      ? update(tierLadders, LADDER_ID, row, { version: before.version })
      : insert(tierLadders, row);
    return {
      accept: { change_id: change.id },
      transfers: [],
      writes: [write, change.write],
      events: [{ type: 'tiers.changed', data: { version: row.version } }],
    };
  },
};

export interface SetBirthday {
  readonly member_id: Id<'member'>;
  readonly month: number;
  readonly day: number;
}

/** Sets a birthday, once for ever; the caller has checked that the calendar has such a day. @rule M6a */
export const setBirthday: Command<SetBirthday, null, { readonly member_id: Id<'member'> }> = {
  kind: 'tiers.set_birthday',
  prepare({ member_id: memberId }) {
    const subject = owner.member(memberId);
    return { subject, owners: [subject], rows: [rowsBy(members, 'id', [memberId])], seen: null };
  },
  decide({ input: { member_id: memberId, month, day }, loaded, at }) {
    const member = loaded.get(members, memberId);
    if (!member) return { refuse: 'not_found' };
    if (member.birthday_set_at !== null) return { refuse: 'birthday_set' };
    const set = { birthday_month: month, birthday_day: day, birthday_set_at: at };
    return {
      accept: { member_id: memberId },
      transfers: [],
      writes: [update(members, memberId, set, { birthday_set_at: null })],
      events: [],
    };
  },
};
