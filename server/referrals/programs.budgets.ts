import type { Id } from '../../shared/kernel';
import {
  account,
  available,
  owner,
  rowsBy,
  update,
  type AccountSpec,
  type Command,
  type TransferSpec,
} from '../ledger';
import { changeRow } from '../merchants';
import { programById } from './programs.queries';
import { termsId } from './programs.rules';
import { referralPrograms, referralTerms, type ProgramRow } from './referrals.entity';

/**
 * What puts `delta` into a budget, or takes it out where negative; nothing for 0.
 * @param reference what it is about; stands in the ledger
 */
export function budgetTransfers(budget: AccountSpec, delta: number, reference: string): TransferSpec[] {
  if (delta === 0) return [];
  const move =
    delta > 0
      ? ({ code: 'referral.granted', debit: account.budgetGranted, credit: budget, amount: delta } as const)
      : ({
          code: 'referral.withdrawn',
          debit: budget,
          credit: account.budgetGranted,
          amount: -delta,
        } as const);
  return [{ kind: 'single', ...move, reference }];
}

export interface ChangeBudget {
  readonly id: Id<'referral_program'>;
  /** For how many friends the milestone is; null: the budget is the friends'. */
  readonly milestone: number | null;
  readonly delta: number;
  readonly reason: string;
}

/**
 * Grants more, or withdraws what is promised to nobody: a delta on whatever is there at that moment.
 * @rule R5 @rule O2
 */
export const changeBudget: Command<ChangeBudget, null, { budget_left: number }> = {
  kind: 'referral.budget',
  async prepare({ id, milestone }, { read }) {
    const program = await programById(read, id);
    if (!program) return { code: 'not_found' };
    return {
      subject: owner.referral(id),
      owners: [owner.referral(id)],
      accounts: [account.referralBudget(id, milestone ?? undefined)],
      rows: [
        rowsBy(referralPrograms, 'id', [id]),
        rowsBy(referralTerms, 'id', [termsId(id, program.terms_no)]),
      ],
      seen: null,
    };
  },
  decide(context) {
    const { input, loaded } = context;
    const { id, milestone, delta, reason } = input;
    const row = loaded.get(referralPrograms, id);
    if (!row) return { refuse: 'not_found' };
    const newest = loaded.get(referralTerms, termsId(id, row.terms_no));
    // its rules were changed since they were looked up
    if (!newest) return { stale: true };
    const place = newest.terms.milestones.findIndex(({ friends }) => friends === milestone);
    if (milestone !== null && place < 0) return { refuse: 'not_found' };
    const budget = account.referralBudget(id, milestone ?? undefined);
    const left = available(loaded.account(budget));
    if (left + delta < 0) return { refuse: 'budget_below_promised', params: { left } };
    const set = milestone === null ? grownFriends(row, delta) : grownMilestone(row, place, delta);
    const change = changeRow(context, {
      subject_kind: 'referral_program',
      subject_id: id,
      command_kind: 'referral.budget',
      old_values: { budget_total: row.budget_total, milestone_totals: row.milestone_totals },
      new_values: {
        budget_total: row.budget_total,
        milestone_totals: row.milestone_totals,
        ...set,
        ...{ milestone, delta, reason },
      },
    });
    return {
      accept: { budget_left: left + delta },
      transfers: budgetTransfers(budget, delta, change.id),
      writes: [update(referralPrograms, id, set, { version: row.version }), change.write],
      events: [{ type: 'referral.budget_changed', data: { program_id: id, milestone, delta } }],
    };
  },
};

function grownFriends(row: ProgramRow, delta: number): Partial<ProgramRow> {
  return { budget_total: row.budget_total + delta };
}

function grownMilestone(row: ProgramRow, place: number, delta: number): Partial<ProgramRow> {
  return { milestone_totals: row.milestone_totals.map((total, i) => (i === place ? total + delta : total)) };
}
