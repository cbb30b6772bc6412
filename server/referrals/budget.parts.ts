import type { Id, Instant } from '../../shared/kernel';
import {
  account,
  available,
  NOTHING,
  owner,
  type AccountSpec,
  type DecideContext,
  type HoldRow,
  type Loaded,
  type Parts,
  type Refs,
} from '../ledger';

/** A budget of a program: of its friends, or of one of its milestones. */
interface OfBudget {
  readonly program_id: Id<'referral_program'>;
  /** For how many friends the milestone is; without it the budget is the friends'. */
  readonly milestone?: number;
}

/** What must be locked and loaded to take of a program's budgets or give back to them. */
export function budgetRefs(
  programId: Id<'referral_program'>,
  milestones: readonly number[] = [],
): Partial<Refs<unknown>> {
  return {
    owners: [owner.referral(programId)],
    accounts: [
      account.referralBudget(programId),
      ...milestones.map((friends) => account.referralBudget(programId, friends)),
    ],
  };
}

/** How many more of a budget can be promised, as the command sees it under the lock. */
export function leftOfBudget(loaded: Loaded, of: OfBudget): number {
  return available(loaded.account(budgetOf(of)));
}

export interface HoldFriend extends OfBudget {
  /** The invite; of a milestone, its reward. */
  readonly reference: string;
  /** Far after the last claim: our own commands resolve the hold. */
  readonly deadline_at: Instant;
}

/**
 * Promises the reward of one friend, or of a milestone, out of its budget. Needs `budgetRefs`. One per budget and
 * command: a second would not see the first.
 * @rule R5
 * @returns null when the budget is used up
 */
export function holdFriend(
  ctx: Pick<DecideContext<unknown, unknown>, 'loaded' | 'newId'>,
  { reference, deadline_at, ...of }: HoldFriend,
): { readonly parts: Parts; readonly hold_id: Id<'transfer'> } | null {
  if (leftOfBudget(ctx.loaded, of) < 1) return null;
  const id = ctx.newId('transfer');
  const hold = {
    kind: 'pending',
    id,
    code: 'referral.held',
    debit: budgetOf(of),
    credit: account.budgetSpent,
    amount: 1,
    reference,
    deadline_at,
    on_deadline: 'void',
  } as const;
  return { parts: { ...NOTHING, transfers: [hold] }, hold_id: id };
}

/**
 * What was promised is claimed: the unit is spent. Of an invite's two rewards the first that is claimed spends it, the
 * second moves nothing. Needs `budgetRefs` and the hold.
 * @rule R5 @rule R6
 */
export function spendHeld(ctx: { readonly loaded: Loaded }, holdId: Id<'transfer'>): Parts {
  const { state } = heldUnderLock(ctx.loaded, holdId);
  if (state === 'voided') throw new Error(`hold ${holdId} of a reward that can be claimed is void`);
  return state === 'posted' ? NOTHING : { ...NOTHING, transfers: [{ kind: 'post', hold: holdId }] };
}

/**
 * Nothing of an invite or a milestone is or can be claimed any more: its unit can be promised again. Gives it back once,
 * whether it was still held or had been spent. Needs `budgetRefs` and the hold.
 * @rule R5 @rule R6
 */
export function giveBack(
  ctx: { readonly loaded: Loaded },
  { hold_id, reference, ...of }: OfBudget & { readonly hold_id: Id<'transfer'>; readonly reference: string },
): Parts {
  const { state } = heldUnderLock(ctx.loaded, hold_id);
  if (state === 'voided') return NOTHING;
  if (state === 'open') return { ...NOTHING, transfers: [{ kind: 'void', hold: hold_id }] };
  const returned = {
    kind: 'single',
    code: 'referral.returned',
    debit: account.budgetSpent,
    credit: budgetOf(of),
    amount: 1,
    reference,
    corrects_id: hold_id,
  } as const;
  return { ...NOTHING, transfers: [returned] };
}

function budgetOf({ program_id, milestone }: OfBudget): AccountSpec {
  return account.referralBudget(program_id, milestone);
}

function heldUnderLock(loaded: Loaded, holdId: Id<'transfer'>): HoldRow {
  const hold = loaded.hold(holdId);
  if (!hold) throw new Error(`hold ${holdId} was not loaded`);
  return hold;
}
