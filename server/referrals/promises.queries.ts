import type { ProgramTerms } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { promisableOf } from '../coupons';
import { account } from '../ledger';
import type { Reader } from '../platform/database';
import { budgetLeft } from './programs.queries';

/**
 * How many more friends can be promised all that the rules name: as the budget and the stock of its coupons allow. What
 * is told before sharing is what the join then keeps to.
 * @rule R5
 */
export async function friendsLeft(
  read: Reader,
  programId: Id<'referral_program'>,
  { inviter_reward, invitee_reward }: Pick<ProgramTerms, 'inviter_reward' | 'invitee_reward'>,
): Promise<number> {
  const left = await budgetLeft(read, account.referralBudget(programId));
  const ids = [inviter_reward, invitee_reward].flatMap((reward) =>
    reward?.kind === 'coupon' ? [reward.template_id] : [],
  );
  const stock = await promisableOf(read, [...new Set(ids)]);
  const pieces = [...stock].map(([id, n]) => Math.floor(n / ids.filter((one) => one === id).length));
  return Math.max(0, Math.min(left, ...pieces));
}
