import type { Id } from '../../shared/kernel';
import {
  expiryOfAccount,
  insert,
  rowsBy,
  update,
  type AccountSpec,
  type DecideContext,
  type Refs,
  type RowWrite,
} from '../ledger';
import { pointLots, type PointLotRow } from './lots.entity';

/**
 * Puts a points account on the list that the daily jobs go by, with what first moves into it or is held for it. Every
 * part that credits one, at once or pending, adds these writes; none for an account that is there or never expires.
 * @rule P6
 * @param spec `account.points(…)` of a member that the command locked
 */
export function openLot(ctx: Pick<DecideContext<unknown, unknown>, 'loaded'>, spec: AccountSpec): RowWrite[] {
  const on = expiryOfAccount(spec.id);
  const row = ctx.loaded.account(spec);
  const isThere =
    row.created_at > 0 ||
    row.credits_posted > 0 ||
    row.credits_pending > 0 ||
    // made and voided again by another command of this batch
    ctx.loaded.get(pointLots, spec.id) !== undefined;
  if (on === null || isThere) return [];
  const member = spec.id.split(':')[1] as Id<'member'>;
  const lot: PointLotRow = { id: spec.id, member_id: member, expires_on: on, stage: 'quiet', sweeps: 0 };
  return [insert(pointLots, lot)];
}

/** The lots of these points accounts, for `reopenLot`. */
export function lotRefs(ids: readonly string[]): Partial<Refs<unknown>> {
  return { rows: [rowsBy(pointLots, 'id', ids)] };
}

/** The same for an account that was perhaps swept already, so that it is swept once more. Needs `lotRefs`. @rule P5 */
export function reopenLot(
  ctx: Pick<DecideContext<unknown, unknown>, 'loaded'>,
  spec: AccountSpec,
): RowWrite[] {
  const lot = ctx.loaded.get(pointLots, spec.id);
  if (lot?.stage !== 'swept') return openLot(ctx, spec);
  return [update(pointLots, lot.id, { stage: 'told_7' }, { stage: 'swept' })];
}
