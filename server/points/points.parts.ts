import type { PointReason } from '../../shared/contract';
import { points as asPoints, type Day, type Id } from '../../shared/kernel';
import {
  expiryOf,
  payDebtFirst,
  spendable,
  spendPlan,
  takeBackPlan,
  type PointLot,
} from '../../shared/rules';
import {
  account,
  insert,
  NOTHING,
  owner,
  type AccountRow,
  type DecideContext,
  type Parts,
  type PostingCode,
  type Refs,
  type RowWrite,
  type TransferSpec,
} from '../ledger';
import { openLot } from './lots.parts';
import { pointLines } from './points.entity';
import { debtOf, lotsOf, programDay, type PointPolicy } from './points.rules';

/** What the parts need of a command's context. */
export type PointsContext = Pick<
  DecideContext<unknown, unknown>,
  'loaded' | 'at' | 'day' | 'newId' | 'version' | 'ordinal'
>;

/** What must be locked and loaded to move a member's points. */
export function pointsRefs(memberId: Id<'member'>): Partial<Refs<unknown>> {
  const key = owner.member(memberId);
  return { owners: [key], accountsOf: [{ owner: key, asset: 'points' }] };
}

export interface PointAct {
  readonly member_id: Id<'member'>;
  /** How many; 0 moves nothing and writes no line. */
  readonly points: number;
  readonly reason: PointReason;
  /** The purchase, channel, redemption, … it is about. */
  readonly reference: string;
  readonly store_id: Id<'store'> | null;
  readonly policy: PointPolicy;
}

/**
 * Gives points. A debt is paid first; the rest goes to the account of its expiry date. One credit or take-back
 * per member and command: the second would not see the first.
 * @rule P2 @rule P4 @rule P10
 * @returns `credited` + `repaid` = `points`; `balance_after` as the member sees it
 */
export function creditPoints(
  ctx: PointsContext,
  act: PointAct,
): { parts: Parts; credited: number; repaid: number; balance_after: number } {
  const now = stateOf(ctx, act.member_id, act.policy);
  const { repaid, credited } = payDebtFirst(act.points, now.debt);
  const balanceAfter = now.balance + credited;
  if (act.points === 0) return { parts: NOTHING, credited, repaid, balance_after: balanceAfter };
  const lot = account.points(act.member_id, expiryOf(act.policy.point_expiry, now.today));
  const transfers = [
    move('points.debt_repaid', repaid, act.reference, { to: account.debt(act.member_id) }),
    move('points.earned', credited, act.reference, { to: lot }),
  ].flat();
  const line = lineOf(ctx, act, { points: act.points, debt_change: 0 - repaid, balance_after: balanceAfter });
  const writes = [line, ...(credited === 0 ? [] : openLot(ctx, lot))];
  return { parts: { ...NOTHING, transfers, writes }, credited, repaid, balance_after: balanceAfter };
}

/**
 * Takes back points that were earned on `earned_on`: from the expiry they were earned in, then from the others,
 * soonest first; what is not there any more becomes debt.
 * @rule P4 @rule P10
 * @param act.corrects the transfer that gave them, where known
 * @returns `taken` + `owed` = `points`
 */
export function takeBackPoints(
  ctx: PointsContext,
  act: PointAct & { readonly earned_on: Day; readonly corrects?: Id<'transfer'> },
): { parts: Parts; taken: number; owed: number; balance_after: number } {
  const now = stateOf(ctx, act.member_id, act.policy);
  const earnedOnExpiry = expiryOf(act.policy.point_expiry, act.earned_on);
  const plan = takeBackPlan({
    lots: now.lots,
    earned_on_expiry: earnedOnExpiry,
    amount: act.points,
    today: now.today,
  });
  const taken = act.points - plan.debt;
  const balanceAfter = now.balance - taken;
  if (act.points === 0) return { parts: NOTHING, taken: 0, owed: 0, balance_after: balanceAfter };
  const { corrects, reference } = act;
  const transfers = [
    ...plan.legs.flatMap((leg) =>
      move('points.taken_back', leg.points, reference, {
        from: account.points(act.member_id, leg.expires_on, leg.grace_of),
        corrects,
      }),
    ),
    ...move('points.owed', plan.debt, reference, { from: account.debt(act.member_id), corrects }),
  ];
  const line = lineOf(ctx, act, {
    points: -act.points,
    debt_change: plan.debt,
    balance_after: balanceAfter,
  });
  return {
    parts: { ...NOTHING, transfers, writes: [line] },
    taken,
    owed: plan.debt,
    balance_after: balanceAfter,
  };
}

/**
 * Spends points, soonest-expiring first, all or nothing.
 * @rule P3 @rule P10
 * @returns `missing` when the balance is too small
 */
export function spendPoints(
  ctx: PointsContext,
  act: PointAct,
): { parts: Parts; balance_after: number } | { missing: number } {
  const now = stateOf(ctx, act.member_id, act.policy);
  const plan = spendPlan(now.lots, act.points, now.today);
  if (!plan.ok) return { missing: plan.missing };
  const balanceAfter = now.balance - act.points;
  if (act.points === 0) return { parts: NOTHING, balance_after: balanceAfter };
  const transfers = plan.legs.map((leg): TransferSpec => ({
    kind: 'single',
    code: 'points.spent',
    debit: account.points(act.member_id, leg.expires_on, leg.grace_of),
    credit: account.pointsSpent,
    amount: leg.points,
    reference: act.reference,
  }));
  const line = lineOf(ctx, act, { points: -act.points, debt_change: 0, balance_after: balanceAfter });
  return { parts: { ...NOTHING, transfers, writes: [line] }, balance_after: balanceAfter };
}

/** What a member has and owes, as the command sees it under the lock. */
export function pointsUnderLock(
  ctx: Pick<PointsContext, 'loaded' | 'at'>,
  memberId: Id<'member'>,
  policy: PointPolicy,
): { balance: number; debt: number } {
  const { balance, debt } = stateOf(ctx, memberId, policy);
  return { balance, debt };
}

/** A member's points as the command sees them under the lock. */
export function stateOf(
  ctx: Pick<PointsContext, 'loaded' | 'at'>,
  memberId: Id<'member'>,
  policy: PointPolicy,
): { today: Day; lots: PointLot[]; balance: number; debt: number } {
  const rows: readonly AccountRow[] = ctx.loaded.accountsOf(owner.member(memberId), 'points');
  const today = programDay(policy, ctx.at);
  const lots = lotsOf(rows);
  return { today, lots, balance: spendable(lots, today), debt: debtOf(rows) };
}

/** One transfer out of or back to where points come from; none for an amount of 0. */
function move(
  code: PostingCode,
  amount: number,
  reference: string,
  party: {
    readonly to?: TransferParty;
    readonly from?: TransferParty;
    readonly corrects?: Id<'transfer'> | undefined;
  },
): TransferSpec[] {
  if (amount === 0) return [];
  const { to = account.pointsIssued, from = account.pointsIssued, corrects } = party;
  const corrects_id = corrects === undefined ? {} : { corrects_id: corrects };
  return [{ kind: 'single', code, debit: from, credit: to, amount, reference, ...corrects_id }];
}

type TransferParty = ReturnType<typeof account.debt>;

/** The line of the statement that one business act writes. @rule P10 */
export function lineOf(
  ctx: PointsContext,
  act: PointAct,
  moved: { readonly points: number; readonly debt_change: number; readonly balance_after: number },
): RowWrite {
  return insert(pointLines, {
    id: ctx.newId('statement'),
    member_id: act.member_id,
    version: ctx.version(owner.member(act.member_id)),
    ordinal: ctx.ordinal(),
    direction: moved.points > 0 ? 'in' : 'out',
    reason: act.reason,
    reference: act.reference,
    points: asPoints(moved.points),
    debt_change: asPoints(moved.debt_change),
    balance_after: moved.balance_after,
    store_id: act.store_id,
    at: ctx.at,
    day: ctx.day,
  });
}
