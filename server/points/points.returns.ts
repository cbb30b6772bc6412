import type { Id } from '../../shared/kernel';
import { points as asPoints } from '../../shared/kernel';
import { returnPlan } from '../../shared/rules';
import {
  account,
  expiryOfAccount,
  graceOfAccount,
  mergeRefs,
  NOTHING,
  type Parts,
  type Refs,
  type TransferSpec,
} from '../ledger';
import type { ProgramConfig } from '../platform/config';
import { lotRefs, reopenLot } from './lots.parts';
import { lineOf, pointsRefs, stateOf, type PointAct, type PointsContext } from './points.parts';

/** When points expire, and how long those last that come back after their day. `Config.program` is one. */
export type ReturnPolicy = PointAct['policy'] & Pick<ProgramConfig, 'point_grace_days'>;

/** So many points out of one account: what a transfer of `points.spent` debited. */
export interface SpentLeg {
  readonly account_id: string;
  readonly points: number;
}

/** What must be locked and loaded to give points back. */
export function returnRefs(memberId: Id<'member'>, legs: readonly SpentLeg[]): Partial<Refs<unknown>> {
  return mergeRefs(pointsRefs(memberId), lotRefs(legs.map((leg) => leg.account_id)));
}

/**
 * Gives back points that were spent: to the expiry that each came from, or once into a grace when that has passed.
 * Needs `returnRefs`. One credit, take-back or return per member and command.
 * @rule P4 @rule P5 @rule P10
 * @param act.legs where they came from; together at most what is known to have been spent
 * @returns `credited` + `repaid` + `lapsed` = the points of the legs; `lapsed` came too late and is swept by the job
 */
export function returnPoints(
  ctx: PointsContext,
  act: Omit<PointAct, 'points' | 'policy'> & {
    readonly legs: readonly SpentLeg[];
    readonly policy: ReturnPolicy;
  },
): { parts: Parts; credited: number; repaid: number; lapsed: number; balance_after: number } {
  const now = stateOf(ctx, act.member_id, act.policy);
  const total = act.legs.reduce((sum, leg) => sum + leg.points, 0);
  const { repaid, legs, counted } = returnPlan({
    legs: act.legs.map((leg) => ({
      expires_on: expiryOfAccount(leg.account_id),
      grace_of: graceOfAccount(leg.account_id),
      points: asPoints(leg.points),
    })),
    debt: now.debt,
    today: now.today,
    grace_days: act.policy.point_grace_days,
  });
  const outcome = {
    credited: counted as number,
    repaid: repaid as number,
    lapsed: total - repaid - counted,
    balance_after: now.balance + counted,
  };
  if (total === 0) return { parts: NOTHING, ...outcome };
  const common = { kind: 'single', debit: account.pointsSpent, reference: act.reference } as const;
  const debt = account.debt(act.member_id);
  const transfers: TransferSpec[] =
    repaid === 0 ? [] : [{ ...common, code: 'points.return_repaid', credit: debt, amount: repaid }];
  const lots = new Map<string, ReturnType<typeof account.points>>();
  for (const leg of legs) {
    const spec = account.points(act.member_id, leg.expires_on, leg.grace_of);
    lots.set(spec.id, spec);
    transfers.push({ ...common, code: 'points.returned', credit: spec, amount: leg.points });
  }
  const moved = { points: total, debt_change: 0 - repaid, balance_after: outcome.balance_after };
  const line = lineOf(ctx, { ...act, points: total }, moved);
  const writes = [line, ...[...lots.values()].flatMap((spec) => reopenLot(ctx, spec))];
  return { parts: { transfers, writes, events: [] }, ...outcome };
}
