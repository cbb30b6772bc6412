import type { Qualification } from '../../shared/contract';
import { mergeRefs, type Loaded, type Refs } from '../ledger';
import type { Reader } from '../platform/database';
import { actFallen, actRefs, leastFen, type InviteAct } from './acts';
import { referralTerms, type RewardRow } from './referrals.entity';

/** A friend who counts for a milestone: what they did, and what they had to do by the terms they were promised. */
interface FriendAct extends InviteAct {
  readonly qualify: Qualification;
}

type Line = InviteAct & {
  readonly terms_no: number | string;
};

/**
 * As many friends as a milestone is for, the first of those whose purchase or redemption stands now; fewer where there
 * are not so many. A refund that nobody has looked at yet is a refund.
 * @rule R5 @rule R6
 */
export async function friendsActs(
  read: Reader,
  { member_id, program_id, friends }: Pick<RewardRow, 'member_id' | 'program_id' | 'friends'>,
): Promise<readonly FriendAct[]> {
  const rows = await read.query('SELECT * FROM referral_terms WHERE program_id = ?', [program_id]);
  const rules = new Map(
    rows.map((raw) => referralTerms.decode(raw)).map(({ no, terms }) => [no, terms.qualify]),
  );
  const least = [...rules].map(([no, qualify]): [number, number] => [
    no,
    qualify.kind === 'purchase' ? leastFen(qualify.min_fen) : 0,
  ]);
  const found = await read.query<Line>(
    `SELECT i.invitee_id, i.act_id, i.act_coupon_id, i.act_order_id, i.terms_no FROM invites i
     LEFT JOIN purchases p ON p.id = i.act_id LEFT JOIN coupons c ON c.id = i.act_coupon_id
     LEFT JOIN handovers h ON h.id = i.act_id LEFT JOIN orders o ON o.id = i.act_order_id
     WHERE i.inviter_id = ? AND i.program_id = ? AND i.state = 'confirmed'
       AND CASE WHEN i.act_coupon_id IS NOT NULL THEN c.redeemed_by = i.act_id
         WHEN i.act_order_id IS NOT NULL THEN h.undone_at IS NULL AND o.pieces_refunded < o.pieces
         ELSE p.state = 'recorded' AND p.member_id = i.invitee_id
           AND p.paid_fen - p.refunded_fen >= CASE i.terms_no ${least.map(() => 'WHEN ? THEN ?').join(' ')} END END
     ORDER BY i.version, i.ordinal LIMIT ?`,
    [member_id, program_id, ...least.flat(), friends],
  );
  return found.map(({ terms_no, ...act }) => {
    const qualify = rules.get(Number(terms_no));
    if (!qualify) throw new Error(`terms ${terms_no} of ${program_id} are missing`);
    return { ...act, qualify };
  });
}

/** What must be locked and loaded to know that what these friends did still stands. */
export function friendsActsRefs(friends: readonly FriendAct[]): Partial<Refs<unknown>> {
  return mergeRefs(...friends.map(actRefs));
}

/** Whether what every one of them did still stands, under the locks. @rule R6 */
export function allStand(loaded: Pick<Loaded, 'get'>, friends: readonly FriendAct[]): boolean {
  return friends.every((friend) => actFallen(loaded, friend, friend.qualify) === null);
}
