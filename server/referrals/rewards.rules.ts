import type { RewardTerms } from '../../shared/contract';
import type { Instant } from '../../shared/kernel';
import { isPast } from '../../shared/rules';
import type { RewardRow } from './referrals.entity';

/** What a reward gives, as the terms said it. */
export function rewardTermsOf({
  id,
  kind,
  points,
  template_id,
}: Pick<RewardRow, 'id' | 'kind' | 'points' | 'template_id'>): RewardTerms {
  if (kind === 'points') return { kind, points };
  if (template_id === null) throw new Error(`reward ${id} is a coupon of no template`);
  return { kind, template_id };
}

/** Whether the deadline of a claim has passed: to the millisecond, which counts itself. @rule R6 */
export function isOver({ claim_until_at }: Pick<RewardRow, 'claim_until_at'>, at: Instant): boolean {
  return claim_until_at !== null && isPast(claim_until_at, at);
}

/** A state as it is at this millisecond: too late is over, whether a job has run or not. @rule R6 */
export function stateAt(row: Pick<RewardRow, 'state' | 'claim_until_at'>, at: Instant): RewardRow['state'] {
  return row.state === 'claimable' && isOver(row, at) ? 'expired' : row.state;
}
