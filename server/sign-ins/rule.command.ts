import type { Id } from '../../shared/kernel';
import type { StreakStep } from '../../shared/rules';
import { insert, owner, rowsBy, update, type Command } from '../ledger';
import { changeRow } from '../merchants';
import { RULE_ID, signInRules, type SignInRuleRow } from './sign-ins.entity';

export interface ChangeSignInRule {
  readonly version: number;
  readonly active: boolean;
  readonly daily_points: number;
  /** Each run length once. */
  readonly steps: readonly StreakStep[];
  readonly make_ups_per_month: number;
}

/** Changes what a sign-in gives, from the next one on; what was given stays. @rule P8 @rule O2 */
export const changeSignInRule: Command<ChangeSignInRule, null, { readonly change_id: Id<'history'> }> = {
  kind: 'sign-ins.change_rule',
  prepare() {
    const subject = owner.rule('sign-ins');
    return { subject, owners: [subject], rows: [rowsBy(signInRules, 'id', [RULE_ID])], seen: null };
  },
  decide(context) {
    const { input, loaded } = context;
    const before = loaded.get(signInRules, RULE_ID);
    if ((before?.version ?? 0) !== input.version) return { refuse: 'version_conflict' };
    const steps = [...input.steps].sort((one, other) => one.streak - other.streak);
    const row: SignInRuleRow = { ...input, steps, id: RULE_ID, version: input.version + 1 };
    const change = changeRow(context, {
      subject_kind: 'rule',
      subject_id: RULE_ID,
      command_kind: 'sign-ins.change_rule',
      old_values: before ?? null,
      new_values: row,
    });
    const write = before
      ? update(signInRules, RULE_ID, row, { version: before.version })
      : insert(signInRules, row);
    return {
      accept: { change_id: change.id },
      transfers: [],
      writes: [write, change.write],
      events: [{ type: 'sign-ins.changed', data: { version: row.version } }],
    };
  },
};
