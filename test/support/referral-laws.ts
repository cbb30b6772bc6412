/**
 * What must hold whatever happened, asked of the tables themselves: a model that is wrong in the same way as the
 * program cannot hide it.
 */
export const NEVER_IN_REFERRAL: Readonly<Record<string, string>> = {
  'a reward for a friend without exactly that friend behind it': `
    SELECT r.id FROM referral_rewards r LEFT JOIN invites i ON i.id = r.invite_id
    WHERE r.side <> 'milestone' AND (i.id IS NULL
      OR r.member_id <> CASE r.side WHEN 'inviter' THEN i.inviter_id ELSE i.invitee_id END)`,
  'something claimed for a friend who had not qualified and rested': `
    SELECT r.id FROM referral_rewards r JOIN invites i ON i.id = r.invite_id
    WHERE r.claimed_at IS NOT NULL AND (i.state NOT IN ('confirmed', 'taken_back') OR i.act_id IS NULL
      OR r.claimed_at < i.rests_until_at)`,
  'something claimed that is kept although the friend is gone': `
    SELECT r.id FROM referral_rewards r JOIN invites i ON i.id = r.invite_id
    WHERE r.state = 'claimed' AND i.state <> 'confirmed'`,
  'one act that qualified two friends': `
    SELECT act_id AS id FROM invites WHERE act_id IS NOT NULL GROUP BY act_id HAVING COUNT(*) > 1`,
  'somebody brought twice': `
    SELECT invitee_id AS id FROM invites GROUP BY invitee_id HAVING COUNT(*) > 1`,
  'somebody brought by who was brought by them': `
    SELECT a.id FROM invites a JOIN invites b ON a.inviter_id = b.invitee_id AND a.invitee_id = b.inviter_id`,
  'somebody who was a member before the friend joined': `
    SELECT i.id FROM invites i JOIN members f ON f.id = i.invitee_id JOIN members m ON m.id = i.inviter_id
    WHERE f.joined_at <> i.joined_at OR m.joined_at > i.joined_at`,
  'points of a referral that no reward of the same member says': `
    SELECT p.id FROM point_lines p LEFT JOIN referral_rewards r ON r.id = p.reference AND r.member_id = p.member_id
    WHERE p.reason IN ('referral', 'referral_back') AND (r.id IS NULL OR r.claimed_at IS NULL)`,
  'points that were given twice for one reward': `
    SELECT p.reference AS id FROM point_lines p WHERE p.reason = 'referral'
    GROUP BY p.reference HAVING COUNT(*) > 1`,
  'a coupon of a referral that no reward of the same member says': `
    SELECT c.id FROM coupons c LEFT JOIN referral_rewards r ON r.coupon_id = c.id AND r.member_id = c.member_id
    WHERE c.source = 'referral' AND r.id IS NULL`,
  'a milestone that stands twice': `
    SELECT MIN(id) AS id FROM referral_rewards
    WHERE side = 'milestone' AND state IN ('claimable', 'claimed', 'expired', 'lost')
    GROUP BY program_id, member_id, friends HAVING COUNT(*) > 1`,
  'a milestone for more friends than there are': `
    SELECT r.id FROM referral_rewards r WHERE r.side = 'milestone' AND r.state IN ('claimable', 'claimed')
      AND r.friends > (SELECT COUNT(*) FROM invites i
        WHERE i.program_id = r.program_id AND i.inviter_id = r.member_id AND i.state = 'confirmed')`,
  'a budget that promised more than it was granted': `
    SELECT id FROM accounts WHERE id LIKE 'budget.referral:%' AND credits_posted - debits_posted - debits_pending < 0`,
};
