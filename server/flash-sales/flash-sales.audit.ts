import { differenceCheck, type AuditCheck } from '../ledger';

/** @rule L7 @rule F4 */
export const flashSalesAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'the stock of an offer is what was ever put on sale',
    `SELECT o.id AS id, o.stock_total AS expected, COALESCE(a.credits_posted - a.debits_posted, 0) AS actual
     FROM offers o LEFT JOIN accounts a ON a.id = CONCAT('stock.offer:', o.id)
     WHERE o.stock_total <> COALESCE(a.credits_posted - a.debits_posted, 0)`,
  ),
];
