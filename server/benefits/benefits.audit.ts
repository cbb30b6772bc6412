import { differenceCheck, type AuditCheck } from '../ledger';

/** @rule L7 @rule M4 @rule M6a */
export const benefitsAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'what birthdays gave is what statements say',
    `SELECT id, SUM(given) AS expected, SUM(said) AS actual FROM (
       SELECT id, points AS given, 0 AS said FROM benefit_gifts WHERE kind = 'birthday'
       UNION ALL SELECT reference, 0, points FROM point_lines WHERE reason = 'birthday'
     ) both_sides GROUP BY id HAVING SUM(given) <> SUM(said)`,
  ),
  differenceCheck(
    'a coupon that was a gift is of the member and the template of that gift',
    `SELECT c.id AS id, COUNT(g.id) AS actual, 1 AS expected FROM coupons c
     LEFT JOIN benefit_gifts g ON g.coupon_id = c.id AND g.kind = c.source AND g.member_id = c.member_id
       AND g.template_id = c.template_id
     WHERE c.source IN ('tier', 'birthday') GROUP BY c.id HAVING COUNT(g.id) <> 1`,
  ),
  differenceCheck(
    'a gift has its coupon, or says why not',
    `SELECT g.id AS id, COALESCE(g.template_id, '') AS expected, COALESCE(g.coupon_id, g.problem, '') AS actual
     FROM benefit_gifts g LEFT JOIN coupons c ON c.id = g.coupon_id
     WHERE (g.template_id IS NULL) <> (g.coupon_id IS NULL AND g.problem IS NULL)
       OR (g.coupon_id IS NOT NULL AND (g.problem IS NOT NULL OR c.id IS NULL))`,
  ),
];
