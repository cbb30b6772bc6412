import type { ProgramTerms } from '../../shared/contract';
import type { Id, Instant } from '../../shared/kernel';
import { couponTemplates } from '../coupons';
import {
  available,
  insert,
  owner,
  rowsBy,
  update,
  type Command,
  type DecideContext,
  type Decision,
  type Loaded,
} from '../ledger';
import { changeOf, drawId, merchants } from '../merchants';
import { budgetTransfers } from './programs.budgets';
import { programById, progressOf, termsOf } from './programs.queries';
import {
  budgetFaults,
  budgetSpecs,
  keepsMilestones,
  NO_PROGRESS,
  programFaults,
  sameTerms,
  templatesOf,
  termsId,
  type ProgramProgress,
} from './programs.rules';
import { referralPrograms, referralTerms, type ProgramRow, type TermsRow } from './referrals.entity';

/** A program with its newest rules: what the change log keeps of it. */
export type ProgramState = ProgramRow & { readonly terms: ProgramTerms };

/** What both commands answer: the rest is read from the change. */
export interface ProgramChanged {
  readonly program_id: Id<'referral_program'>;
  readonly change_id: Id<'history'>;
  /** What the budgets could still promise, in the order of `budgetSpecs`. */
  readonly budgets_left: readonly number[];
  readonly progress: ProgramProgress;
}

export type CreateProgram = Pick<ProgramRow, 'merchant_id' | 'name' | 'starts_at' | 'ends_at'> & {
  readonly terms: ProgramTerms;
  readonly budget: number;
  /** Of each milestone, in the order of the terms. */
  readonly milestone_budgets: readonly number[];
};

/** Creates a program with its first rules and budgets. @rule R1 @rule R5 @rule O2 */
export const createProgram: Command<CreateProgram, { id: Id<'referral_program'> }, ProgramChanged> = {
  kind: 'referral.create',
  prepare({ merchant_id, terms }, context) {
    const id = drawId('referral_program', context);
    return {
      subject: owner.referral(id),
      owners: [owner.referral(id)],
      accounts: budgetSpecs(id, terms),
      // merchants and templates are never deleted, and pausing a template takes nothing back of what was promised: this
      // needs no lock of theirs
      rows: [rowsBy(merchants, 'id', [merchant_id]), rowsBy(couponTemplates, 'id', templatesOf(terms))],
      seen: { id },
    };
  },
  decide(context) {
    const { seen, loaded, at } = context;
    const { terms, budget, milestone_budgets, ...rest } = context.input;
    if (!loaded.get(merchants, rest.merchant_id)) return { refuse: 'not_found' };
    const templates = templatesOf(terms);
    const obstacle = foreignTemplate(loaded, rest.merchant_id, templates) ?? unfitTemplate(loaded, templates);
    if (obstacle) return obstacle;
    // the controller names the fields
    if (programFaults(rest).length > 0 || budgetFaults(terms, milestone_budgets).length > 0)
      return { refuse: 'malformed' };
    const row: ProgramRow = {
      ...rest,
      id: seen.id,
      state: 'active',
      terms_no: 1,
      budget_total: budget,
      milestone_totals: milestone_budgets,
      version: 1,
      created_at: at,
    };
    const change = changeOf(context, 'referral_program', 'referral.create', null, { ...row, terms });
    const granted = [budget, ...milestone_budgets];
    return {
      accept: {
        program_id: row.id,
        change_id: change.id,
        budgets_left: granted,
        progress: NO_PROGRESS,
      },
      transfers: budgetSpecs(row.id, terms).flatMap((spec, i) =>
        budgetTransfers(spec, granted[i] ?? 0, change.id),
      ),
      writes: [
        insert(referralPrograms, row),
        insert(referralTerms, termsRow(row.id, 1, terms, at)),
        change.write,
      ],
      events: [],
    };
  },
};

export interface ChangeProgram {
  readonly id: Id<'referral_program'>;
  readonly version: number;
  readonly name?: string | undefined;
  readonly ends_at?: Instant | undefined;
  readonly state?: ProgramRow['state'] | undefined;
  readonly terms?: ProgramTerms | undefined;
}

/**
 * Changes, pauses or resumes a program. Changed rules are a new version: whoever was invited before keeps the old one.
 * @rule R1 @rule O2
 */
export const changeProgram: Command<ChangeProgram, ProgramProgress, ProgramChanged> = {
  kind: 'referral.change',
  async prepare({ id, terms }, { read }) {
    const program = await programById(read, id);
    if (!program) return { code: 'not_found' };
    const newest = await termsOf(read, id, program.terms_no);
    const progress = await progressOf(read, [id]);
    return {
      subject: owner.referral(id),
      owners: [owner.referral(id)],
      accounts: budgetSpecs(id, terms ?? newest.terms),
      rows: [
        rowsBy(referralPrograms, 'id', [id]),
        rowsBy(referralTerms, 'id', [newest.id]),
        rowsBy(couponTemplates, 'id', terms ? templatesOf(terms) : []),
      ],
      seen: progress.get(id) ?? NO_PROGRESS,
    };
  },
  decide(context) {
    const { input, loaded } = context;
    const row = loaded.get(referralPrograms, input.id);
    if (!row) return { refuse: 'not_found' };
    if (row.version !== input.version) return { refuse: 'version_conflict' };
    const before = loaded.get(referralTerms, termsId(row.id, row.terms_no))?.terms;
    // its rules were changed since they were looked up
    if (!before) return { stale: true };
    const obstacle = input.terms && termsObstacle(loaded, row, before, input.terms);
    if (obstacle) return obstacle;
    const after = changedRow(row, before, input);
    // the controller names the fields; this is for two edits at once that do not fit together
    if (programFaults(after).length > 0) return { refuse: 'malformed' };
    return changedTo(context, row, before, after);
  },
};

/** The program after a change of a few of its fields. */
function changedRow(row: ProgramRow, before: ProgramTerms, input: ChangeProgram): ProgramState {
  const terms = input.terms ?? before;
  const fresh = terms.milestones.slice(before.milestones.length).map(() => 0);
  return {
    ...row,
    name: input.name ?? row.name,
    ends_at: input.ends_at ?? row.ends_at,
    state: input.state ?? row.state,
    terms_no: sameTerms(before, terms) ? row.terms_no : row.terms_no + 1,
    milestone_totals: [...row.milestone_totals, ...fresh],
    version: row.version + 1,
    terms,
  };
}

function changedTo(
  context: DecideContext<ChangeProgram, ProgramProgress>,
  row: ProgramRow,
  before: ProgramTerms,
  { terms, ...after }: ProgramState,
): Decision<ProgramChanged> {
  const { loaded, seen, at } = context;
  const change = changeOf(
    context,
    'referral_program',
    'referral.change',
    { ...row, terms: before },
    { ...after, terms },
  );
  const budgets = budgetSpecs(row.id, terms).map((spec) => available(loaded.account(spec)));
  return {
    accept: { program_id: row.id, change_id: change.id, budgets_left: budgets, progress: seen },
    transfers: [],
    writes: [
      update(referralPrograms, row.id, after, { version: row.version }),
      ...(after.terms_no === row.terms_no
        ? []
        : [insert(referralTerms, termsRow(row.id, after.terms_no, terms, at))]),
      change.write,
    ],
    events: [],
  };
}

type Refused = Extract<Decision<never>, { readonly refuse: unknown }>;

/** Why rules cannot become these, or null. What was promised with a template that is paused since may stay. */
function termsObstacle(
  loaded: Loaded,
  row: ProgramRow,
  before: ProgramTerms,
  after: ProgramTerms,
): Refused | null {
  const all = templatesOf(after);
  const known = new Set(templatesOf(before));
  const foreign = foreignTemplate(loaded, row.merchant_id, all);
  if (foreign) return foreign;
  if (!keepsMilestones(before.milestones, after.milestones)) return { refuse: 'milestones_fixed' };
  return unfitTemplate(
    loaded,
    all.filter((id) => !known.has(id)),
  );
}

/** A program rewards with coupons of its own merchant. */
function foreignTemplate(
  loaded: Loaded,
  merchantId: Id<'merchant'>,
  templateIds: readonly Id<'template'>[],
): Refused | null {
  const isOwn = (id: Id<'template'>): boolean => loaded.get(couponTemplates, id)?.merchant_id === merchantId;
  return templateIds.every(isOwn) ? null : { refuse: 'not_found' };
}

/** A coupon that is promised must be one that can be given whenever it is claimed. @rule R5 @rule C2 */
function unfitTemplate(loaded: Loaded, templateIds: readonly Id<'template'>[]): Refused | null {
  for (const id of templateIds) {
    const template = loaded.get(couponTemplates, id);
    if (template && (template.state !== 'active' || template.validity.kind !== 'relative'))
      return { refuse: 'reward_template_unfit', params: { title: template.title } };
  }
  return null;
}

function termsRow(id: Id<'referral_program'>, no: number, terms: ProgramTerms, at: Instant): TermsRow {
  return { id: termsId(id, no), program_id: id, no, terms, at };
}
