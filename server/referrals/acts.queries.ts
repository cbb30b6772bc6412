import type { Qualification } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { isInTime } from '../../shared/rules';
import { coupons } from '../coupons';
import { rowsBy, type Loaded, type Refs } from '../ledger';
import type { Reader } from '../platform/database';
import { purchases } from '../purchases';
import {
  actOfCoupon,
  actOfPurchase,
  keptOf,
  leastFen,
  purchaseFallen,
  redemptionFallen,
  type Act,
  type ActFallen,
  type InviteAct,
} from './acts';
import type { InviteRow } from './referrals.entity';

type Waiting = Pick<InviteRow, 'invitee_id' | 'joined_at' | 'qualify_until_at'>;

/** What counts for a program: done so, at a store of its merchant. */
export interface Counting {
  readonly qualify: Qualification;
  readonly merchant_id: Id<'merchant'>;
}

/** The first thing a friend did in their time that counts and stands; null where there is none. @rule R4 */
export async function earliestAct(
  read: Reader,
  { invitee_id, joined_at, qualify_until_at }: Waiting,
  { qualify, merchant_id }: Counting,
): Promise<Act | null> {
  const time = [joined_at, qualify_until_at];
  if (qualify.kind === 'redemption') {
    const [raw] = await read.query(
      `SELECT * FROM coupons WHERE member_id = ? AND merchant_id = ? AND state = 'redeemed'
       AND redeemed_at BETWEEN ? AND ? AND SUBSTR(redeemed_by, 1, 4) = 'rdm_' ORDER BY redeemed_at, id LIMIT 1`,
      [invitee_id, merchant_id, ...time],
    );
    return raw ? actOfCoupon(coupons.decode(raw)) : null;
  }
  const [raw] = await read.query(
    `SELECT * FROM purchases WHERE member_id = ? AND merchant_id = ? AND state = 'recorded'
     AND paid_fen - refunded_fen >= ? AND COALESCE(collected_at, at) BETWEEN ? AND ? ORDER BY COALESCE(collected_at, at), id LIMIT 1`,
    [invitee_id, merchant_id, leastFen(qualify.min_fen), ...time],
  );
  return raw ? actOfPurchase(purchases.decode(raw)) : null;
}

/**
 * What must be loaded to know under the friend's lock that there is no act that counts: nothing may come between looking
 * and letting an invite expire.
 */
export function allActsRefs({ invitee_id }: Waiting, qualify: Qualification): Partial<Refs<unknown>> {
  return qualify.kind === 'redemption'
    ? { rows: [rowsBy(coupons, 'member_id', [invitee_id])] }
    : { rows: [rowsBy(purchases, 'member_id', [invitee_id])] };
}

/** Whether there is an act that counts, of all that `allActsRefs` loaded. @rule R4 */
export function hasAct(
  loaded: Pick<Loaded, 'find'>,
  invite: Waiting,
  { qualify, merchant_id }: Counting,
): boolean {
  const isTimely = (act: Act | null): boolean => act !== null && isInTime(invite, act.at);
  const isOurs = (row: { readonly merchant_id: Id<'merchant'> }): boolean => row.merchant_id === merchant_id;
  if (qualify.kind === 'redemption')
    return loaded
      .find(coupons, 'member_id', invite.invitee_id)
      .some((row) => isOurs(row) && isTimely(actOfCoupon(row)));
  const least = leastFen(qualify.min_fen);
  return loaded
    .find(purchases, 'member_id', invite.invitee_id)
    .some(
      (row) =>
        isOurs(row) && row.state === 'recorded' && keptOf(row) >= least && isTimely(actOfPurchase(row)),
    );
}

/** Why what qualified a friend does not count any more, read without a lock; null while it does. @rule R6 */
export async function fallenNow(
  read: Reader,
  invite: InviteAct,
  qualify: Qualification,
): Promise<ActFallen | null> {
  if (qualify.kind === 'redemption') {
    const [raw] = await read.query('SELECT * FROM coupons WHERE id = ?', [invite.act_coupon_id]);
    return redemptionFallen(invite, raw && coupons.decode(raw));
  }
  const [raw] = await read.query('SELECT * FROM purchases WHERE id = ?', [invite.act_id]);
  return purchaseFallen(invite, raw && purchases.decode(raw), qualify.min_fen);
}
