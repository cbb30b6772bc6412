import { differenceCheck, type AuditCheck } from '../ledger';
import { BOARD_TOP } from './referrals.entity';

/** `<invite state>><state of its reward>` that can stand together. */
const TOGETHER = [
  ...['bound>promised', 'qualified>resting', 'expired>voided', 'voided>voided'],
  ...['confirmed>claimable', 'confirmed>claimed', 'confirmed>expired'],
  ...['taken_back>voided', 'taken_back>expired', 'taken_back>taken_back', 'taken_back>lost'],
]
  .map((pair) => `'${pair}'`)
  .join(', ');

/** What an invite's state says about its times. */
const TIMES = `CASE
  WHEN i.state IN ('bound', 'expired') AND (i.act_id IS NOT NULL OR i.confirmed_at IS NOT NULL) THEN 'no act'
  WHEN i.state NOT IN ('bound', 'expired') AND (i.act_id IS NULL OR i.qualified_at IS NULL OR i.rests_until_at IS NULL)
    THEN 'an act'
  WHEN i.qualified_at < i.joined_at OR i.qualified_at > i.qualify_until_at THEN 'an act in time'
  WHEN i.state IN ('confirmed', 'taken_back') AND (i.confirmed_at IS NULL OR i.confirmed_at < i.rests_until_at)
    THEN 'rested'
  WHEN i.state IN ('expired', 'voided', 'taken_back') AND (i.ended_at IS NULL OR i.ended_reason IS NULL) THEN 'an end'
  WHEN i.state IN ('bound', 'qualified', 'confirmed') AND i.ended_at IS NOT NULL THEN 'no end'
  WHEN i.state = 'confirmed' AND i.review IN ('waiting', 'refused') THEN 'no open review'
  ELSE '' END`;

/** Standings as they are counted anew, beside those that are kept. */
const COUNTED = `SELECT CONCAT(i.program_id, ':', i.inviter_id) AS id, 1 AS joined,
    CASE WHEN r.state NOT IN ('voided', 'taken_back') THEN 1 ELSE 0 END AS rewarded,
    CASE i.state WHEN 'qualified' THEN 1 ELSE 0 END AS resting,
    CASE i.state WHEN 'confirmed' THEN 1 ELSE 0 END AS confirmed
  FROM invites i LEFT JOIN referral_rewards r ON r.invite_id = i.id AND r.side = 'inviter'
  UNION ALL SELECT id, -joined, -rewarded, -resting, -confirmed FROM referral_standings`;

/** How many of the friends of a member's last day something was promised for; what was is never given back. */
const ON_DAY = `SELECT s.id, s.rewarded_on_day, COALESCE(SUM(CASE WHEN r.id IS NULL THEN 0 ELSE 1 END), 0) AS n
  FROM referral_standings s
  LEFT JOIN invites i ON i.inviter_id = s.member_id AND i.program_id = s.program_id AND i.joined_day = s.day
  LEFT JOIN referral_rewards r ON r.invite_id = i.id AND r.side = 'inviter'
  GROUP BY s.id, s.rewarded_on_day`;

/** @rule L7 @rule R2 @rule R3 @rule R4 @rule R6 @rule R8 Rows of referral among themselves. */
export const referralsAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'an invite is of a visit by the code of its inviter, who was a member before',
    `SELECT i.id AS id, i.inviter_id AS expected, c.member_id AS actual FROM invites i
     LEFT JOIN members a ON a.id = i.inviter_id
     LEFT JOIN members b ON b.id = i.invitee_id
     LEFT JOIN visits v ON v.id = i.visit_id AND v.person_id = b.person_id
     LEFT JOIN invite_codes c ON c.code = v.invite AND c.program_id = i.program_id
     WHERE c.id IS NULL OR c.member_id <> i.inviter_id OR a.id IS NULL
       OR a.joined_at > i.joined_at OR b.joined_at <> i.joined_at OR v.at > i.joined_at`,
  ),
  differenceCheck(
    'nobody was brought by a friend of theirs',
    `SELECT i.id AS id, 0 AS expected, 1 AS actual FROM invites i
     JOIN invites b ON b.invitee_id = i.inviter_id
     WHERE b.joined_at > i.joined_at OR b.inviter_id = i.invitee_id`,
  ),
  differenceCheck(
    'an invite keeps rules that its program had, and a program is at its newest',
    `SELECT i.id AS id, i.terms_no AS expected, t.no AS actual FROM invites i
     LEFT JOIN referral_terms t ON t.program_id = i.program_id AND t.no = i.terms_no
     WHERE t.id IS NULL OR t.at > i.joined_at
     UNION ALL SELECT p.id, p.terms_no, COALESCE(MAX(t.no), 0) FROM referral_programs p
     LEFT JOIN referral_terms t ON t.program_id = p.id
     GROUP BY p.id, p.terms_no HAVING COALESCE(MAX(t.no), 0) <> p.terms_no`,
  ),
  differenceCheck(
    "an invite's times say what its state says",
    `SELECT i.id AS id, ${TIMES} AS expected, i.state AS actual FROM invites i WHERE ${TIMES} <> ''`,
  ),
  differenceCheck(
    'a reward is for an invite or a milestone of its member',
    `SELECT r.id AS id, r.member_id AS expected,
       CASE r.side WHEN 'inviter' THEN i.inviter_id WHEN 'invitee' THEN i.invitee_id END AS actual
     FROM referral_rewards r
     LEFT JOIN invites i ON i.id = r.invite_id AND i.program_id = r.program_id AND i.hold_id IS NOT NULL
     WHERE (r.side <> 'milestone' AND (i.id IS NULL OR r.friends IS NOT NULL OR r.hold_id IS NOT NULL
         OR r.member_id <> CASE r.side WHEN 'inviter' THEN i.inviter_id ELSE i.invitee_id END))
       OR (r.side = 'milestone' AND (r.invite_id IS NOT NULL OR r.friends IS NULL OR r.hold_id IS NULL))
       OR (r.kind = 'points') <> (r.points > 0) OR (r.kind = 'coupon') <> (r.template_id IS NOT NULL)`,
  ),
  differenceCheck(
    'an invite promises what it says it does',
    `SELECT i.id AS id, COALESCE(i.unrewarded, 'a reward') AS expected, COALESCE(r.id, 'no reward') AS actual
     FROM invites i LEFT JOIN referral_rewards r ON r.invite_id = i.id AND r.side = 'inviter'
     WHERE (i.unrewarded IS NULL) <> (r.id IS NOT NULL) OR (i.unrewarded = 'budget' AND i.hold_id IS NOT NULL)
     UNION ALL SELECT i.id, COALESCE(i.hold_id, 'nothing'), 'other'
     FROM invites i WHERE (i.hold_id IS NOT NULL) <> EXISTS (SELECT 1 FROM referral_rewards r WHERE r.invite_id = i.id)`,
  ),
  differenceCheck(
    'a reward is as far as its invite',
    `SELECT r.id AS id, i.state AS expected, r.state AS actual FROM referral_rewards r
     JOIN invites i ON i.id = r.invite_id WHERE CONCAT(i.state, '>', r.state) NOT IN (${TOGETHER})`,
  ),
  differenceCheck(
    "a reward's times and coupon say what its state says",
    `SELECT id, state AS expected, COALESCE(coupon_id, 'no coupon') AS actual FROM referral_rewards
     WHERE (claim_until_at IS NOT NULL AND state IN ('promised', 'resting'))
       OR (claim_until_at IS NULL AND state IN ('claimable', 'claimed', 'expired', 'taken_back', 'lost'))
       OR (claimed_at IS NOT NULL) <> (state IN ('claimed', 'taken_back', 'lost'))
       OR claimed_at > claim_until_at
       OR (ended_at IS NOT NULL) <> (state IN ('voided', 'expired', 'taken_back', 'lost'))
       OR (coupon_id IS NOT NULL) <> (kind = 'coupon' AND state IN ('claimed', 'taken_back', 'lost'))
       OR (state = 'lost' AND kind = 'points')`,
  ),
  differenceCheck(
    'a milestone is rewarded once at a time, to whoever has so many friends',
    `SELECT r.id AS id, CONCAT(r.program_id, ':', r.member_id, ':', r.friends) AS expected, r.milestone_key AS actual
     FROM referral_rewards r
     WHERE r.side = 'milestone' AND (r.state IN ('promised', 'resting')
       OR (r.milestone_key IS NULL) <> (r.state IN ('voided', 'taken_back'))
       OR r.milestone_key <> CONCAT(r.program_id, ':', r.member_id, ':', r.friends))
     UNION ALL SELECT r.id, CONCAT(r.friends, ' friends'), CONCAT(COALESCE(s.confirmed, 0), ' friends')
     FROM referral_rewards r
     LEFT JOIN referral_standings s ON s.id = CONCAT(r.program_id, ':', r.member_id)
     WHERE r.side = 'milestone' AND r.state IN ('claimable', 'claimed') AND COALESCE(s.confirmed, 0) < r.friends`,
  ),
  differenceCheck(
    'how far a member is equals a recount of their friends',
    `SELECT k.id AS id, 'the same' AS expected,
       CONCAT(SUM(k.joined), ' ', SUM(k.rewarded), ' ', SUM(k.resting), ' ', SUM(k.confirmed)) AS actual
     FROM (${COUNTED}) k GROUP BY k.id
     HAVING SUM(k.joined) <> 0 OR SUM(k.rewarded) <> 0 OR SUM(k.resting) <> 0 OR SUM(k.confirmed) <> 0`,
  ),
  differenceCheck(
    'what was promised on the last day is counted',
    `SELECT id, n AS expected, rewarded_on_day AS actual FROM (${ON_DAY}) d WHERE n <> rewarded_on_day`,
  ),
  differenceCheck(
    'the leaderboard is in the order of the friends',
    `SELECT id, ${BOARD_TOP} - confirmed AS expected, board_order AS actual FROM referral_standings
     WHERE board_order <> ${BOARD_TOP} - confirmed OR id <> CONCAT(program_id, ':', member_id)
     UNION ALL SELECT s.id, MAX(i.confirmed_at), s.confirmed_at FROM referral_standings s
     JOIN invites i ON i.inviter_id = s.member_id AND i.program_id = s.program_id AND i.state = 'confirmed'
     GROUP BY s.id, s.confirmed_at HAVING MAX(i.confirmed_at) <> s.confirmed_at`,
  ),
];
