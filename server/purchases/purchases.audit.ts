import { differenceCheck, type AuditCheck } from '../ledger';

/** Points that moved on behalf of each purchase: given (a repaid debt included) and taken back (a new debt included). */
const MOVED = `
  SELECT reference,
    SUM(CASE WHEN code IN ('points.earned', 'points.debt_repaid') OR (code = 'points.rest' AND kind = 'post')
      THEN amount ELSE 0 END) AS given,
    SUM(CASE WHEN code IN ('points.taken_back', 'points.owed') THEN amount ELSE 0 END) AS returned
  FROM transfers WHERE asset = 'points' AND reference IS NOT NULL GROUP BY reference`;

/** Points of each purchase that rest. */
const RESTING = `
  SELECT reference, MIN(id) AS id, COUNT(*) AS n, SUM(amount) AS amount, MIN(deadline_at) AS until_at
  FROM holds WHERE code = 'points.rest' AND state = 'open' GROUP BY reference`;

/** What the refunds of each purchase add up to. */
const REFUNDED = `
  SELECT purchase_id, SUM(refund_fen) AS fen, SUM(points_voided) AS voided, SUM(growth_taken_back) AS growth,
    SUM(points_taken + points_voided + points_owed) AS points FROM refunds GROUP BY purchase_id`;

/** @rule L7 @rule P1 @rule P4 @rule M4 */
export const purchasesAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'the points of a purchase equal the transfers that name it, what rests and what never arrived',
    `SELECT p.id AS id, p.points_total AS expected,
       COALESCE(m.given, 0) + COALESCE(r.amount, 0) + p.points_voided AS actual FROM purchases p
     LEFT JOIN (${MOVED}) m ON m.reference = p.id LEFT JOIN (${RESTING}) r ON r.reference = p.id
     WHERE p.points_total <> COALESCE(m.given, 0) + COALESCE(r.amount, 0) + p.points_voided`,
  ),
  differenceCheck(
    'what a purchase says was taken back equals the transfers that name it',
    `SELECT p.id AS id, p.points_taken_back - p.points_voided AS expected, COALESCE(m.returned, 0) AS actual
     FROM purchases p LEFT JOIN (${MOVED}) m ON m.reference = p.id
     WHERE COALESCE(m.returned, 0) <> p.points_taken_back - p.points_voided`,
  ),
  differenceCheck(
    'points rest under the one hold that their purchase names',
    `SELECT p.id AS id, COALESCE(p.resting_hold_id, '') AS expected, COALESCE(r.id, '') AS actual FROM purchases p
     LEFT JOIN (${RESTING}) r ON r.reference = p.id
     WHERE COALESCE(p.resting_hold_id, '') <> COALESCE(r.id, '')
       OR (r.id IS NOT NULL AND (r.n <> 1 OR p.member_id IS NULL OR r.until_at <> p.resting_until_at
         OR r.amount <> p.points_total - p.points_taken_back))`,
  ),
  differenceCheck(
    'an undone purchase gave back all that it earned, any other what its refunds say',
    `SELECT p.id AS id,
       CONCAT(COALESCE(r.fen, 0), ':', COALESCE(r.points, 0), ':', COALESCE(r.voided, 0), ':', COALESCE(r.growth, 0))
         AS expected,
       CONCAT(p.refunded_fen, ':', p.points_taken_back, ':', p.points_voided, ':', p.growth_taken_back) AS actual
     FROM purchases p LEFT JOIN (${REFUNDED}) r ON r.purchase_id = p.id
     WHERE p.refunded_fen <> COALESCE(r.fen, 0) OR (p.state = 'recorded'
       AND (p.points_taken_back <> COALESCE(r.points, 0) OR p.points_voided <> COALESCE(r.voided, 0)
         OR p.growth_taken_back <> COALESCE(r.growth, 0)))
       OR (p.state = 'undone' AND (r.fen IS NOT NULL OR p.points_taken_back <> p.points_total
         OR p.growth_taken_back <> p.growth))`,
  ),
  differenceCheck(
    'a refund is of a purchase, of its store and its member',
    `SELECT r.id AS id, r.store_id AS expected, p.store_id AS actual FROM refunds r
     LEFT JOIN purchases p ON p.id = r.purchase_id
     WHERE p.id IS NULL OR p.store_id <> r.store_id OR (r.member_id IS NOT NULL AND p.member_id <> r.member_id)
       OR (r.member_id IS NULL AND r.points_taken + r.points_voided + r.points_owed > 0)`,
  ),
  differenceCheck(
    "what counts for a day's cap is what the purchases of the day earned, refunded or not",
    `SELECT d.id AS id, SUM(d.earned) AS expected, SUM(d.counted) AS actual FROM (
       SELECT CONCAT(member_id, ':', merchant_id, ':', earned_on) AS id, points_total AS earned, 0 AS counted
         FROM purchases WHERE state = 'recorded' AND earned_on IS NOT NULL
       UNION ALL SELECT id, 0, points FROM earning_days
     ) d GROUP BY d.id HAVING SUM(d.earned) <> SUM(d.counted)`,
  ),
  differenceCheck(
    "a member's number of purchases",
    `SELECT m.id AS id, COALESCE(p.n, 0) AS expected, m.purchases_count AS actual FROM members m
     LEFT JOIN (SELECT member_id, COUNT(*) AS n FROM purchases WHERE state = 'recorded' GROUP BY member_id) p
       ON p.member_id = m.id
     WHERE m.purchases_count <> COALESCE(p.n, 0)`,
  ),
  differenceCheck(
    "what members grew in a month is what the month's purchases counted for, refunds taken off",
    `SELECT g.id AS id, SUM(g.counted) AS expected, SUM(g.grown) AS actual FROM (
       SELECT CONCAT(member_id, ':', SUBSTR(earned_on, 1, 7)) AS id, growth - growth_taken_back AS counted, 0 AS grown
         FROM purchases WHERE member_id IS NOT NULL AND earned_on IS NOT NULL
       UNION ALL SELECT id, 0, growth FROM growth_months
     ) g GROUP BY g.id HAVING SUM(g.counted) <> SUM(g.grown)`,
  ),
];
