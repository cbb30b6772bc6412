import { COUPON_EDGES } from '../../shared/rules';
import { differenceCheck, stateChecks, type AuditCheck } from '../ledger';

/** What the ledger holds per template, its stripes added up. The id reads `stock.issued:tpl_…#07`. */
function heldPerTemplate(kind: string): string {
  return `SELECT SUBSTR(id, ${kind.length + 2}, LENGTH(id) - ${kind.length + 4}) AS template_id,
    SUM(credits_posted) - SUM(debits_posted) AS held
    FROM accounts WHERE kind = '${kind}' GROUP BY SUBSTR(id, ${kind.length + 2}, LENGTH(id) - ${kind.length + 4})`;
}

function piecesCheck(name: string, kind: string, states: string): AuditCheck {
  return differenceCheck(
    name,
    `SELECT t.id AS id, COALESCE(h.held, 0) AS expected, COALESCE(c.n, 0) AS actual
     FROM coupon_templates t
     LEFT JOIN (${heldPerTemplate(kind)}) h ON h.template_id = t.id
     LEFT JOIN (SELECT template_id, COUNT(*) AS n FROM coupons WHERE state ${states} GROUP BY template_id) c
       ON c.template_id = t.id
     WHERE COALESCE(h.held, 0) <> COALESCE(c.n, 0)`,
  );
}

/** @rule L7 @rule C4 @rule C5 */
export const couponsAuditChecks: readonly AuditCheck[] = [
  ...stateChecks({
    one: 'a coupon',
    table: 'coupons',
    events: 'coupon_events',
    key: 'coupon_id',
    born: 'issued',
    edges: COUPON_EDGES,
  }),
  // its birth: the history begins with the first change
  differenceCheck(
    'every coupon came into being by a transfer of its own',
    `SELECT k.id AS id, SUM(k.n) AS expected, SUM(k.moved) AS actual FROM (
       SELECT CASE WHEN source = 'referral' THEN source_id ELSE id END AS id, 1 AS n, 0 AS moved FROM coupons
       UNION ALL SELECT reference, 0, 1 FROM transfers
         WHERE code = 'coupon.claimed' OR (code = 'coupon.reserved' AND kind = 'post')
     ) k GROUP BY k.id HAVING SUM(k.n) <> SUM(k.moved)`,
  ),
  piecesCheck('coupons in hands of members equal the ledger', 'stock.issued', "<> 'redeemed'"),
  piecesCheck('redeemed coupons equal the ledger', 'stock.redeemed', "= 'redeemed'"),
  differenceCheck(
    "a template's stock is what is left or kept plus every coupon",
    `SELECT t.id AS id, t.stock_total AS expected,
       COALESCE(a.credits_posted - a.debits_posted, 0) + COALESCE(c.n, 0) AS actual
     FROM coupon_templates t
     LEFT JOIN accounts a ON a.id = CONCAT('stock.available:', t.id)
     LEFT JOIN (SELECT template_id, COUNT(*) AS n FROM coupons GROUP BY template_id) c ON c.template_id = t.id
     WHERE t.stock_total <> COALESCE(a.credits_posted - a.debits_posted, 0) + COALESCE(c.n, 0)`,
  ),
  differenceCheck(
    'what a member got of a template is counted',
    `SELECT k.id AS id, SUM(k.n) AS expected, SUM(k.claimed) AS actual FROM (
       SELECT CONCAT(template_id, ':', member_id) AS id, COUNT(*) AS n, 0 AS claimed
         FROM coupons GROUP BY CONCAT(template_id, ':', member_id)
       UNION ALL SELECT id, 0, claimed FROM coupon_holders
     ) k GROUP BY k.id HAVING SUM(k.n) <> SUM(k.claimed)`,
  ),
];
