import { type Day, type Id, type Instant } from '../../shared/kernel';
import { expiryOf, isLive, payDebtFirst } from '../../shared/rules';
import { account, expiryOfAccount, type HoldRow, type Parts, type TransferSpec } from '../ledger';
import { openLot } from './lots.parts';
import { lineOf, stateOf, type PointAct, type PointsContext } from './points.parts';
import type { PointPolicy } from './points.rules';

/**
 * Opens the hold under which points rest: they do not count yet, pay no debt and stand on no statement.
 * @rule P4
 * @param act.points above 0
 * @param act.earned_on decides the expiry they will have
 */
export function restPoints(
  ctx: PointsContext,
  act: {
    readonly member_id: Id<'member'>;
    readonly points: number;
    readonly reference: string;
    readonly earned_on: Day;
    readonly until_at: Instant;
    readonly policy: PointPolicy;
  },
): { parts: Parts; hold_id: Id<'transfer'> } {
  const holdId = ctx.newId('transfer');
  const lot = account.points(act.member_id, expiryOf(act.policy.point_expiry, act.earned_on));
  const transfer: TransferSpec = {
    kind: 'pending',
    code: 'points.rest',
    id: holdId,
    debit: account.pointsIssued,
    credit: lot,
    amount: act.points,
    reference: act.reference,
    deadline_at: act.until_at,
    on_deadline: 'post',
  };
  return { parts: { transfers: [transfer], writes: openLot(ctx, lot), events: [] }, hold_id: holdId };
}

/** Ends a rest without giving anything. @rule P4 */
export function voidRest(holdId: Id<'transfer'>): Parts {
  return { transfers: [{ kind: 'void', hold: holdId }], writes: [], events: [] };
}

/**
 * Ends a rest: a debt is paid first, the rest is posted, and the statement gets its line. They arrive in the expiry
 * they were earned in, even when that is past: then the balance does not count them and the expiry job takes them.
 * @rule P4 @rule P10
 * @param act.hold open
 * @param act.points how many of the hold's arrive; the others are voided
 */
export function arrivePoints(
  ctx: PointsContext,
  act: PointAct & { readonly hold: HoldRow },
): { parts: Parts; credited: number; repaid: number; balance_after: number } {
  const { hold, points } = act;
  const now = stateOf(ctx, act.member_id, act.policy);
  const { repaid, credited } = payDebtFirst(points, now.debt);
  const counts = isLive(expiryOfAccount(hold.credit_account), now.today);
  const balanceAfter = now.balance + (counts ? credited : 0);
  const outcome = { credited, repaid, balance_after: balanceAfter };
  if (points === 0) return { parts: voidRest(hold.id), ...outcome };
  const transfers: TransferSpec[] = [
    credited === 0 ? { kind: 'void', hold: hold.id } : { kind: 'post', hold: hold.id, amount: credited },
  ];
  if (repaid > 0) {
    transfers.push({
      kind: 'single',
      code: 'points.debt_repaid',
      debit: account.pointsIssued,
      credit: account.debt(act.member_id),
      amount: repaid,
      reference: act.reference,
    });
  }
  const line = lineOf(ctx, act, { points, debt_change: 0 - repaid, balance_after: balanceAfter });
  return { parts: { transfers, writes: [line], events: [] }, ...outcome };
}
