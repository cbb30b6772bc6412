import { differenceCheck, type AuditCheck } from '../ledger';

/** @rule L7 @rule P7 @rule P4 */
export const adjustmentsAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'adjustments that are done, and no others, are the transfers and the line that name them',
    `SELECT a.id AS id, CASE WHEN a.state = 'done' THEN a.points ELSE 0 END AS expected,
       COALESCE(t.moved, 0) AS actual
     FROM adjustments a
     LEFT JOIN (SELECT reference, SUM(CASE WHEN code = 'points.adjusted' THEN -amount ELSE amount END) AS moved
                FROM transfers WHERE code IN ('points.earned', 'points.debt_repaid', 'points.adjusted')
                GROUP BY reference) t ON t.reference = a.id
     LEFT JOIN (SELECT reference, SUM(points) AS said FROM point_lines WHERE reason = 'adjust'
                GROUP BY reference) l ON l.reference = a.id
     WHERE COALESCE(t.moved, 0) <> CASE WHEN a.state = 'done' THEN a.points ELSE 0 END
       OR COALESCE(l.said, 0) <> COALESCE(t.moved, 0)`,
  ),
  differenceCheck(
    'every point moved by hand has its record',
    `SELECT t.id AS id, t.reference AS expected, NULL AS actual FROM transfers t
     LEFT JOIN adjustments a ON a.id = t.reference LEFT JOIN debt_waivers w ON w.id = t.reference
     WHERE (t.code = 'points.adjusted' AND a.id IS NULL) OR (t.code = 'points.debt_waived' AND w.id IS NULL)`,
  ),
  differenceCheck(
    'debts waived are the transfers that name them',
    `SELECT w.id AS id, w.points AS expected, COALESCE(t.moved, 0) AS actual FROM debt_waivers w
     LEFT JOIN (SELECT reference, SUM(amount) AS moved FROM transfers WHERE code = 'points.debt_waived'
                GROUP BY reference) t ON t.reference = w.id
     WHERE COALESCE(t.moved, 0) <> w.points`,
  ),
];
