import { isInviteEdge, isRewardEdge, type InviteState, type RewardState } from '../../shared/rules';
import { update, type DecideContext, type RowWrite } from '../ledger';
import { invites, referralRewards, type InviteRow, type RewardRow } from './referrals.entity';

/** What the parts need of a command's context. */
export type ReferralsContext = Pick<
  DecideContext<unknown, unknown>,
  'loaded' | 'at' | 'day' | 'actor' | 'newId' | 'version' | 'ordinal'
>;

/** States in which nothing is left to do. */
const INVITE_ENDED: readonly InviteState[] = ['expired', 'voided', 'taken_back'];
const REWARD_ENDED: readonly RewardState[] = ['voided', 'expired', 'taken_back', 'lost'];

/**
 * Moves an invite to its next state; one that ends says when, and nothing of it is due any more.
 * @param row as loaded under the locks of both members
 * @param set what else changes
 * @rule R4 @rule R6
 * @throws Error when the invite's state has no edge there: our bug, the caller must have asked the rule
 */
export function changeInvite(
  { at }: Pick<ReferralsContext, 'at'>,
  row: InviteRow,
  to: InviteState,
  set: Partial<InviteRow> = {},
): RowWrite {
  if (!isInviteEdge(row.state, to)) throw new Error(`invite ${row.id}: no edge from ${row.state} to ${to}`);
  const ended = INVITE_ENDED.includes(to) ? { ended_at: at, due_at: null } : {};
  return update(invites, row.id, { ...ended, ...set, state: to }, { state: row.state, review: row.review });
}

/**
 * Moves a reward to its next state; one that ends says when. A milestone whose reward fell away can be reached again.
 * @param row as loaded under its member's lock
 * @param set what else changes
 * @rule R5 @rule R6
 * @throws Error when the reward's state has no edge there: our bug, the caller must have refused
 */
export function changeReward(
  { at }: Pick<ReferralsContext, 'at'>,
  row: RewardRow,
  to: RewardState,
  set: Partial<RewardRow> = {},
): RowWrite {
  if (!isRewardEdge(row.state, to)) throw new Error(`reward ${row.id}: no edge from ${row.state} to ${to}`);
  const ended = REWARD_ENDED.includes(to) ? { ended_at: at } : {};
  const free = to === 'voided' || to === 'taken_back' ? { milestone_key: null } : {};
  return update(referralRewards, row.id, { ...ended, ...free, ...set, state: to }, { state: row.state });
}
