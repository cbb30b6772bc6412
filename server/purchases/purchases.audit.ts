import { differenceCheck, type AuditCheck } from '../ledger';

/** Points that moved on behalf of each purchase: given (a repaid debt included) and taken back (a new debt included). */
const MOVED = `
  SELECT reference,
    SUM(CASE WHEN code IN ('points.earned', 'points.debt_repaid') THEN amount ELSE 0 END) AS given,
    SUM(CASE WHEN code IN ('points.taken_back', 'points.owed') THEN amount ELSE 0 END) AS returned
  FROM transfers WHERE asset = 'points' AND reference IS NOT NULL GROUP BY reference`;

/** @rule L7 @rule P1 @rule P4 */
export const purchasesAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'the points of a purchase equal the transfers that name it',
    `SELECT p.id AS id, p.points_total AS expected, COALESCE(m.given, 0) AS actual FROM purchases p
     LEFT JOIN (${MOVED}) m ON m.reference = p.id WHERE p.points_total <> COALESCE(m.given, 0)`,
  ),
  differenceCheck(
    'an undone purchase gave back what it earned, any other nothing',
    `SELECT p.id AS id, CASE WHEN p.state = 'undone' THEN p.points_total ELSE 0 END AS expected,
       COALESCE(m.returned, 0) AS actual FROM purchases p
     LEFT JOIN (${MOVED}) m ON m.reference = p.id
     WHERE COALESCE(m.returned, 0) <> CASE WHEN p.state = 'undone' THEN p.points_total ELSE 0 END`,
  ),
  differenceCheck(
    "what counts for a day's cap is what the purchases of the day earned",
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
];
