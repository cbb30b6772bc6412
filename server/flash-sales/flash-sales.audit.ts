import { differenceCheck, type AuditCheck } from '../ledger';

/** What the ledger holds as sold per offer, its stripes added up. The id reads `stock.sold:ofr_…#07`. */
const SOLD = `SELECT SUBSTR(id, 12, LENGTH(id) - 14) AS offer_id,
  SUM(credits_posted) - SUM(debits_posted) AS pieces
  FROM accounts WHERE kind = 'stock.sold' GROUP BY SUBSTR(id, 12, LENGTH(id) - 14)`;

/** @rule L7 @rule F4 */
export const flashSalesAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'the stock of an offer is what was ever put on sale',
    `SELECT o.id AS id, o.stock_total AS expected,
       COALESCE(a.credits_posted - a.debits_posted, 0) + COALESCE(s.pieces, 0) AS actual
     FROM offers o LEFT JOIN accounts a ON a.id = CONCAT('stock.offer:', o.id)
     LEFT JOIN (${SOLD}) s ON s.offer_id = o.id
     WHERE o.stock_total <> COALESCE(a.credits_posted - a.debits_posted, 0) + COALESCE(s.pieces, 0)`,
  ),
];
