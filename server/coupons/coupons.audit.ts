import { COUPON_EDGES } from '../../shared/rules';
import { differenceCheck, type AuditCheck } from '../ledger';

/** `issued>redeemed`, … as SQL literals. */
const LEGAL_EDGES = Object.entries(COUPON_EDGES)
  .flatMap(([from, targets]) => targets.map((to) => `'${from}>${to}'`))
  .join(', ');

/** Each event with the state that the event before it left; `>` marks the beginning. */
const CHAIN = `
  SELECT e.id AS id, COALESCE(e.from_state, '') AS says, e.to_state AS to_state,
    COALESCE((SELECT b.to_state FROM coupon_events b
      WHERE b.coupon_id = e.coupon_id AND (b.version < e.version OR (b.version = e.version AND b.ordinal < e.ordinal))
      ORDER BY b.version DESC, b.ordinal DESC LIMIT 1), '') AS was
  FROM coupon_events e`;

/** What the ledger holds per template, its stripes added up. The id reads `stock.issued:tpl_…#07`. */
function heldPerTemplate(kind: string): string {
  return `SELECT SUBSTR(id, ${kind.length + 2}, LENGTH(id) - ${kind.length + 4}) AS template_id,
    SUM(credits_posted) - SUM(debits_posted) AS held
    FROM accounts WHERE kind = '${kind}' GROUP BY SUBSTR(id, ${kind.length + 2}, LENGTH(id) - ${kind.length + 4})`;
}

function statesCheck(name: string, kind: string, states: string): AuditCheck {
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
  differenceCheck(
    'a coupon is in the state its last event left it in',
    `SELECT c.id AS id, COALESCE(e.to_state, 'no event') AS expected, c.state AS actual FROM coupons c
     LEFT JOIN coupon_events e ON e.coupon_id = c.id AND NOT EXISTS (SELECT 1 FROM coupon_events later
       WHERE later.coupon_id = e.coupon_id
         AND (later.version > e.version OR (later.version = e.version AND later.ordinal > e.ordinal)))
     WHERE e.id IS NULL OR e.to_state <> c.state`,
  ),
  differenceCheck(
    'the events of a coupon form a legal chain',
    `SELECT id, CONCAT(was, '>', to_state) AS expected, CONCAT(says, '>', to_state) AS actual FROM (${CHAIN}) chain
     WHERE says <> was OR CONCAT(says, '>', to_state) NOT IN ('>issued', ${LEGAL_EDGES})`,
  ),
  statesCheck('coupons in hands of members equal the ledger', 'stock.issued', "<> 'redeemed'"),
  statesCheck('redeemed coupons equal the ledger', 'stock.redeemed', "= 'redeemed'"),
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
