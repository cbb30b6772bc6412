import type { Qualification } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { coupons } from '../coupons';
import { handovers, orders } from '../orders';
import type { Reader } from '../platform/database';
import { purchases } from '../purchases';
import {
  actOfCoupon,
  actOfHandover,
  actOfPurchase,
  handoverFallen,
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
  waiting: Waiting,
  { qualify, merchant_id }: Counting,
): Promise<Act | null> {
  if (qualify.kind === 'purchase') return earliestPurchase(read, waiting, merchant_id, qualify.min_fen);
  const [redeemed, handed] = await Promise.all([
    earliestRedeemed(read, waiting, merchant_id),
    earliestHanded(read, waiting, merchant_id),
  ]);
  return redeemed !== null && handed !== null && handed.at < redeemed.at ? handed : (redeemed ?? handed);
}

async function earliestPurchase(
  read: Reader,
  { invitee_id, joined_at, qualify_until_at }: Waiting,
  merchantId: Id<'merchant'>,
  minFen: number,
): Promise<Act | null> {
  const [raw] = await read.query(
    `SELECT * FROM purchases WHERE member_id = ? AND merchant_id = ? AND state = 'recorded'
     AND paid_fen - refunded_fen >= ? AND COALESCE(collected_at, at) BETWEEN ? AND ? ORDER BY COALESCE(collected_at, at), id LIMIT 1`,
    [invitee_id, merchantId, leastFen(minFen), joined_at, qualify_until_at],
  );
  return raw ? actOfPurchase(purchases.decode(raw)) : null;
}

async function earliestRedeemed(
  read: Reader,
  { invitee_id, joined_at, qualify_until_at }: Waiting,
  merchantId: Id<'merchant'>,
): Promise<Act | null> {
  const [raw] = await read.query(
    `SELECT * FROM coupons WHERE member_id = ? AND merchant_id = ? AND state = 'redeemed'
     AND sorted_at BETWEEN ? AND ? AND SUBSTR(redeemed_by, 1, 4) = 'rdm_' ORDER BY sorted_at, id LIMIT 1`,
    [invitee_id, merchantId, joined_at, qualify_until_at],
  );
  return raw ? actOfCoupon(coupons.decode(raw)) : null;
}

async function earliestHanded(
  read: Reader,
  { invitee_id, joined_at, qualify_until_at }: Waiting,
  merchantId: Id<'merchant'>,
): Promise<Act | null> {
  const [raw] = await read.query(
    `SELECT h.* FROM orders o JOIN handovers h ON h.order_id = o.id JOIN stores s ON s.id = h.store_id
     WHERE o.member_id = ? AND s.merchant_id = ? AND h.undone_at IS NULL AND o.pieces_refunded < o.pieces
     AND h.at BETWEEN ? AND ? ORDER BY h.at, h.id LIMIT 1`,
    [invitee_id, merchantId, joined_at, qualify_until_at],
  );
  return raw ? actOfHandover(handovers.decode(raw)) : null;
}

/** Why what qualified a friend does not count any more, read without a lock; null while it does. @rule R6 */
export async function fallenNow(
  read: Reader,
  invite: InviteAct,
  qualify: Qualification,
): Promise<ActFallen | null> {
  const { act_id, act_coupon_id, act_order_id } = invite;
  if (qualify.kind === 'purchase') {
    const [raw] = await read.query('SELECT * FROM purchases WHERE id = ?', [act_id]);
    return purchaseFallen(invite, raw && purchases.decode(raw), qualify.min_fen);
  }
  if (act_order_id !== null) {
    const [handed] = await read.query('SELECT * FROM handovers WHERE id = ?', [act_id]);
    const [order] = await read.query('SELECT * FROM orders WHERE id = ?', [act_order_id]);
    return handoverFallen(handed && handovers.decode(handed), order && orders.decode(order));
  }
  const [raw] = await read.query('SELECT * FROM coupons WHERE id = ?', [act_coupon_id]);
  return redemptionFallen(invite, raw && coupons.decode(raw));
}
