import { differenceCheck, type AuditCheck } from '../ledger';

/** A member's points accounts, those past their day and the debt included, added up per owner key. */
const HELD = `
  SELECT owner_key, SUM(credits_posted) - SUM(debits_posted) AS held
  FROM accounts WHERE asset = 'points' AND owner_key IS NOT NULL GROUP BY owner_key`;
/** Their statements, added up under the same key. */
const SAID = `
  SELECT CONCAT('1.member:', member_id) AS owner_key, SUM(points) AS said FROM point_lines GROUP BY member_id`;

/** @rule P6 What the expiry jobs go by, and what they did. */
const lotChecks: readonly AuditCheck[] = [
  differenceCheck(
    'every points account that expires is on the list of its day',
    `SELECT a.id AS id, CONCAT(SUBSTR(a.owner_key, 10), ', ', SUBSTR(a.id, -10)) AS expected,
       CONCAT(l.member_id, ', ', l.expires_on) AS actual
     FROM accounts a LEFT JOIN point_lots l ON l.id = a.id
     WHERE a.kind = 'points.member' AND a.id NOT LIKE '%:never'
       AND (l.id IS NULL OR l.member_id <> SUBSTR(a.owner_key, 10) OR l.expires_on <> SUBSTR(a.id, -10))
     UNION ALL SELECT l.id, 'an account', NULL FROM point_lots l LEFT JOIN accounts a ON a.id = l.id WHERE a.id IS NULL`,
  ),
  differenceCheck(
    'nothing is left of points that were swept',
    `SELECT a.id AS id, 0 AS expected, a.credits_posted - a.debits_posted + a.credits_pending AS actual
     FROM point_lots l JOIN accounts a ON a.id = l.id
     WHERE l.stage = 'swept' AND a.credits_posted - a.debits_posted + a.credits_pending <> 0`,
  ),
  differenceCheck(
    'statements say of all that expired that it did',
    `SELECT 'points.expired' AS id, SUM(held) AS expected, SUM(said) AS actual FROM (
       SELECT credits_posted - debits_posted AS held, 0 AS said FROM accounts WHERE kind = 'points.expired'
       UNION ALL SELECT 0, -points FROM point_lines WHERE reason = 'expire'
     ) both_sides HAVING SUM(held) <> SUM(said)`,
  ),
];

/** @rule L7 @rule P10 The statement says what the accounts hold. */
export const pointsAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    "a member's statement adds up to the points accounts",
    `SELECT owner_key AS id, SUM(held) AS expected, SUM(said) AS actual FROM (
       SELECT owner_key, held, 0 AS said FROM (${HELD}) h
       UNION ALL SELECT owner_key, 0, said FROM (${SAID}) s
     ) both_sides GROUP BY owner_key HAVING SUM(held) <> SUM(said)`,
  ),
  differenceCheck(
    "a member's debt is what the statement says",
    `SELECT a.id AS id, a.debits_posted - a.credits_posted AS expected, COALESCE(l.debt, 0) AS actual
     FROM accounts a
     LEFT JOIN (SELECT CONCAT('1.member:', member_id) AS owner_key, SUM(debt_change) AS debt
                FROM point_lines GROUP BY member_id) l ON l.owner_key = a.owner_key
     WHERE a.kind = 'points.debt' AND a.debits_posted - a.credits_posted <> COALESCE(l.debt, 0)`,
  ),
  differenceCheck(
    'a line of a statement goes the way its points go',
    `SELECT id, CASE WHEN points > 0 THEN 'in' ELSE 'out' END AS expected, direction AS actual FROM point_lines
     WHERE points = 0 OR direction <> CASE WHEN points > 0 THEN 'in' ELSE 'out' END`,
  ),
  balanceAfter(),
  ...lotChecks,
];

/**
 * The last balance a statement shows is what the accounts held then, and still hold: nothing moved since. Members
 * who had points past their day at that time are left out, for the balance does not count those.
 */
function balanceAfter(): AuditCheck {
  return differenceCheck(
    'the last balance of a statement is what the accounts hold',
    `SELECT l.member_id AS id, h.held AS expected, l.balance_after AS actual
     FROM (SELECT member_id, MAX(version) AS version FROM point_lines GROUP BY member_id) latest
     JOIN point_lines l ON l.member_id = latest.member_id AND l.version = latest.version
     JOIN (SELECT owner_key, SUM(credits_posted) - SUM(debits_posted) AS held, MIN(expiry) AS soonest
           FROM (SELECT owner_key, credits_posted, debits_posted,
                   CASE WHEN credits_posted = debits_posted OR id LIKE '%:never' THEN '9999-12-31'
                     ELSE SUBSTR(id, -10) END AS expiry
                 FROM accounts WHERE kind = 'points.member') lots GROUP BY owner_key) h
       ON h.owner_key = CONCAT('1.member:', l.member_id)
     WHERE h.held <> l.balance_after AND h.soonest > l.day
       AND NOT EXISTS (SELECT 1 FROM point_lines later WHERE later.member_id = l.member_id
         AND later.version = l.version AND later.ordinal > l.ordinal)`,
  );
}
