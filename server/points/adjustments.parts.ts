import { points as asPoints } from '../../shared/kernel';
import { spendPlan } from '../../shared/rules';
import { account, type Parts, type TransferSpec } from '../ledger';
import { creditPoints, lineOf, stateOf, type PointAct, type PointsContext } from './points.parts';

type ByHand = Pick<PointAct, 'member_id' | 'points' | 'reference' | 'policy'>;

/**
 * Gives (above 0) or takes (below 0) points by hand. What is given pays a debt first; what is taken is taken soonest-
 * expiring first, all or nothing.
 * @rule P7 @rule P10
 * @returns `missing` when the balance is smaller than what is taken
 */
export function adjustPoints(
  ctx: PointsContext,
  by: ByHand,
): { readonly parts: Parts; readonly balance_after: number } | { readonly missing: number } {
  const act: PointAct = { ...by, reason: 'adjust', store_id: null };
  if (by.points > 0) {
    const { parts, balance_after } = creditPoints(ctx, act);
    return { parts, balance_after };
  }
  const now = stateOf(ctx, by.member_id, by.policy);
  const plan = spendPlan(now.lots, -by.points, now.today);
  if (!plan.ok) return { missing: plan.missing };
  const transfers = plan.legs.map((leg): TransferSpec => ({
    kind: 'single',
    code: 'points.adjusted',
    debit: account.points(by.member_id, leg.expires_on, leg.grace_of),
    credit: account.pointsIssued,
    amount: leg.points,
    reference: by.reference,
  }));
  const balanceAfter = now.balance + by.points;
  const line = lineOf(ctx, act, { points: by.points, debt_change: 0, balance_after: balanceAfter });
  return { parts: { transfers, writes: [line], events: [] }, balance_after: balanceAfter };
}

/**
 * Waives a part of what a member owes, or all of it.
 * @rule P4 @rule P10
 * @returns what they owed, when that is less than what is waived
 */
export function waiveDebt(
  ctx: PointsContext,
  by: ByHand,
): { readonly parts: Parts; readonly debt_after: number } | { readonly debt: number } {
  const now = stateOf(ctx, by.member_id, by.policy);
  if (by.points > now.debt) return { debt: now.debt };
  const transfer: TransferSpec = {
    kind: 'single',
    code: 'points.debt_waived',
    debit: account.pointsIssued,
    credit: account.debt(by.member_id),
    amount: by.points,
    reference: by.reference,
  };
  const act: PointAct = { ...by, reason: 'waiver', store_id: null };
  const line = lineOf(ctx, act, {
    points: by.points,
    debt_change: asPoints(0 - by.points),
    balance_after: now.balance,
  });
  return {
    parts: { transfers: [transfer], writes: [line], events: [] },
    debt_after: now.debt - by.points,
  };
}

/** Whether it is an adjustment that a second person must approve. @rule P7 */
export function needsSecond(points: number, threshold: number): boolean {
  return Math.abs(points) > threshold;
}
