import { differenceCheck, type AuditCheck } from '../ledger';

/** @rule L7 @rule M4 */
export const tiersAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'a member has a level since some time, and a review exactly when there is something to lose',
    `SELECT id, CONCAT(CASE WHEN tier_level > 0 THEN 'since' ELSE 'none' END, ', ',
         CASE WHEN tier_level > 1 THEN 'review' ELSE 'none' END) AS expected,
       CONCAT(CASE WHEN tier_since_at IS NULL THEN 'none' ELSE 'since' END, ', ',
         CASE WHEN tier_review_on IS NULL THEN 'none' ELSE 'review' END) AS actual
     FROM members
     WHERE (CASE WHEN tier_level > 0 THEN 1 ELSE 0 END) <> (CASE WHEN tier_since_at IS NULL THEN 0 ELSE 1 END)
       OR (CASE WHEN tier_level > 1 THEN 1 ELSE 0 END) <> (CASE WHEN tier_review_on IS NULL THEN 0 ELSE 1 END)`,
  ),
  differenceCheck(
    'growth is of a month of its member',
    `SELECT id, CONCAT(member_id, ':', month) AS expected, id AS actual FROM growth_months
     WHERE id <> CONCAT(member_id, ':', month)`,
  ),
];
