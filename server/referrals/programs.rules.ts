import type {
  ConsoleProgram,
  FieldError,
  MilestoneTerms,
  ProgramTerms,
  RewardTerms,
} from '../../shared/contract';
import { toRfc3339, type Id, type Instant } from '../../shared/kernel';
import { account, hashOf, type AccountSpec } from '../ledger';
import type { ProgramRow } from './referrals.entity';

/** Whether friends can be invited to a program and be bound by it: active, begun, not over. @rule R1 @rule R2 */
export function isRunning(
  program: Pick<ProgramRow, 'state' | 'starts_at' | 'ends_at'>,
  at: Instant,
): boolean {
  return program.state === 'active' && program.starts_at <= at && at < program.ends_at;
}

/** Key of one version of a program's rules. */
export function termsId(programId: Id<'referral_program'>, no: number): string {
  return `${programId}:${no}`;
}

/** The budgets of a program: that of its friends first, then one for each milestone, in their order. @rule R5 */
export function budgetSpecs(programId: Id<'referral_program'>, terms: ProgramTerms): AccountSpec[] {
  return [
    account.referralBudget(programId),
    ...terms.milestones.map(({ friends }) => account.referralBudget(programId, friends)),
  ];
}

/** What a program rewards with: templates of coupons, each once. */
export function templatesOf({ inviter_reward, invitee_reward, milestones }: ProgramTerms): Id<'template'>[] {
  const rewards: (RewardTerms | null)[] = [
    inviter_reward,
    invitee_reward,
    ...milestones.map(({ reward }) => reward),
  ];
  return [...new Set(rewards.flatMap((reward) => (reward?.kind === 'coupon' ? [reward.template_id] : [])))];
}

/** Whether two versions of rules say the same. */
export function sameTerms(one: ProgramTerms, other: ProgramTerms): boolean {
  return isSame(one, other);
}

/** Whether every milestone that was promised is still there, unchanged and in its place. @rule R5 @rule O2 */
export function keepsMilestones(
  before: readonly MilestoneTerms[],
  after: readonly MilestoneTerms[],
): boolean {
  return isSame(before, after.slice(0, before.length));
}

function isSame(one: unknown, other: unknown): boolean {
  return hashOf('terms', one) === hashOf('terms', other);
}

/** What cannot be, field by field; the contract has checked each value for itself. */
export function programFaults(program: Pick<ProgramRow, 'starts_at' | 'ends_at'>): FieldError[] {
  return program.starts_at < program.ends_at ? [] : [{ field: 'ends_at', problem: '结束时间要晚于开始时间' }];
}

/** The same for the first budgets of the milestones. */
export function budgetFaults(terms: ProgramTerms, milestoneBudgets: readonly number[]): FieldError[] {
  return terms.milestones.length === milestoneBudgets.length
    ? []
    : [{ field: 'milestone_budgets', problem: '每个里程碑要有一个名额数' }];
}

/** How far a program is: its friends by what became of them, and by milestone how many members reached it. */
export interface ProgramProgress {
  readonly joined: number;
  readonly resting: number;
  readonly confirmed: number;
  readonly in_review: number;
  readonly reached: Readonly<Record<string, number>>;
}

export const NO_PROGRESS: ProgramProgress = {
  joined: 0,
  resting: 0,
  confirmed: 0,
  in_review: 0,
  reached: {},
};

/**
 * A program as the console shows it.
 * @param budgetsLeft in the order of `budgetSpecs`
 */
export function consoleProgramOf(
  row: ProgramRow,
  terms: ProgramTerms,
  budgetsLeft: readonly number[],
  { reached, ...friends }: ProgramProgress,
): ConsoleProgram {
  const { milestone_totals, starts_at, ends_at, created_at, ...rest } = row;
  const [budget_left = 0, ...lefts] = budgetsLeft;
  return {
    ...rest,
    starts_at: toRfc3339(starts_at),
    ends_at: toRfc3339(ends_at),
    terms,
    budget_left,
    milestones: terms.milestones.map((milestone, i) => ({
      friends: milestone.friends,
      budget_total: milestone_totals[i] ?? 0,
      budget_left: lefts[i] ?? 0,
      reached: reached[milestone.friends] ?? 0,
    })),
    ...friends,
    created_at: toRfc3339(created_at),
  };
}
