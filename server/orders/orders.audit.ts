import { ORDER_EDGES } from '../../shared/rules';
import { differenceCheck, stateChecks, type AuditCheck } from '../ledger';

/** Orders whose piece is not theirs yet. */
const OPEN = "state IN ('held', 'paying')";

/** Orders whose piece is theirs for good. */
const PAID = "state IN ('paid', 'picked_up', 'refunded')";

/** @rule L7 @rule C5 @rule F4 @rule F4a @rule F5 @rule F6 */
export const ordersAuditChecks: readonly AuditCheck[] = [
  ...stateChecks({
    one: 'an order',
    table: 'orders',
    events: 'order_events',
    key: 'order_id',
    born: 'held',
    edges: ORDER_EDGES,
  }),
  differenceCheck(
    'what open orders and waits hold of an offer is what the ledger holds',
    `SELECT k.id AS id, SUM(k.n) AS expected, SUM(k.held) AS actual FROM (
       SELECT CONCAT('stock.offer:', offer_id) AS id, COUNT(*) AS n, 0 AS held FROM orders WHERE ${OPEN} GROUP BY offer_id
       UNION ALL SELECT CONCAT('stock.offer:', offer_id), COUNT(*), 0 FROM waits WHERE state = 'offered' GROUP BY offer_id
       UNION ALL SELECT id, 0, debits_pending FROM accounts WHERE kind = 'stock.offer'
     ) k GROUP BY k.id HAVING SUM(k.n) <> SUM(k.held)`,
  ),
  differenceCheck(
    'what open orders of a member hold of a limit is what the ledger holds',
    `SELECT k.id AS id, SUM(k.n) AS expected, SUM(k.held) AS actual FROM (
       SELECT CONCAT('quota.offer_member:', member_id, ':', offer_id) AS id, COUNT(*) AS n, 0 AS held
         FROM orders WHERE ${OPEN} GROUP BY member_id, offer_id
       UNION ALL SELECT id, 0, debits_pending FROM accounts WHERE kind = 'quota.offer_member'
     ) k GROUP BY k.id HAVING SUM(k.n) <> SUM(k.held)`,
  ),
  differenceCheck(
    'the lapses of a member in a sale are counted',
    `SELECT k.id AS id, SUM(k.n) AS expected, SUM(k.lapsed) AS actual FROM (
       SELECT CONCAT(sale_id, ':', member_id) AS id, COUNT(*) AS n, 0 AS lapsed
         FROM orders WHERE state = 'lapsed' GROUP BY sale_id, member_id
       UNION ALL SELECT id, 0, lapsed FROM sale_lapses
     ) k GROUP BY k.id HAVING SUM(k.n) <> SUM(k.lapsed)`,
  ),
  differenceCheck(
    'what of an offer is sold is what was paid and not put on sale again',
    `SELECT k.id AS id, SUM(k.n) AS expected, SUM(k.sold) AS actual FROM (
       SELECT offer_id AS id, COUNT(*) AS n, 0 AS sold FROM orders WHERE ${PAID} GROUP BY offer_id
       UNION ALL SELECT o.offer_id, 0 - COUNT(*), 0 FROM order_refunds r JOIN orders o ON o.id = r.order_id
         WHERE r.restocked = 1 GROUP BY o.offer_id
       UNION ALL SELECT SUBSTR(id, 12, LENGTH(id) - 14), 0, SUM(credits_posted) - SUM(debits_posted)
         FROM accounts WHERE kind = 'stock.sold' GROUP BY SUBSTR(id, 12, LENGTH(id) - 14)
     ) k GROUP BY k.id HAVING SUM(k.n) <> SUM(k.sold)`,
  ),
  differenceCheck(
    'what a member paid of an offer counts against the limit',
    `SELECT k.id AS id, SUM(k.n) AS expected, SUM(k.used) AS actual FROM (
       SELECT CONCAT('quota.offer_member:', member_id, ':', offer_id) AS id, COUNT(*) AS n, 0 AS used
         FROM orders WHERE ${PAID} GROUP BY member_id, offer_id
       UNION ALL SELECT id, 0, debits_posted FROM accounts WHERE kind = 'quota.offer_member'
     ) k GROUP BY k.id HAVING SUM(k.n) <> SUM(k.used)`,
  ),
  differenceCheck(
    'an order that is to be paid keeps its coupon, and one that is paid has used it up',
    `SELECT o.id AS id, CASE WHEN o.state = 'paying' THEN 'locked' ELSE 'redeemed' END AS expected, c.state AS actual
     FROM orders o LEFT JOIN coupons c ON c.id = o.coupon_id AND c.member_id = o.member_id
     WHERE o.coupon_id IS NOT NULL AND o.state IN ('paying', 'paid', 'picked_up') AND (c.id IS NULL
       OR (o.state = 'paying' AND (c.state <> 'locked' OR c.locked_by IS NULL OR c.locked_by <> o.id))
       OR (o.state <> 'paying' AND (c.state <> 'redeemed' OR c.redeemed_by IS NULL OR c.redeemed_by <> o.id)))
     UNION ALL SELECT c.id, 'its order', c.state FROM coupons c
     LEFT JOIN orders o ON o.coupon_id = c.id AND ((c.state = 'locked' AND o.state = 'paying' AND o.id = c.locked_by)
       OR (c.state = 'redeemed' AND c.locked_by IS NULL AND o.state IN ('paid', 'picked_up', 'refunded') AND o.id = c.redeemed_by))
     WHERE (c.state = 'locked' OR c.locked_by IS NOT NULL OR (c.state = 'redeemed' AND c.redeemed_by LIKE 'ord%'))
       AND o.id IS NULL`,
  ),
  differenceCheck(
    'an order that is paid was paid what it cost, and only one that is to be paid has a payment under way',
    `SELECT o.id AS id, o.pay_fen AS expected, COALESCE(p.received_fen, 0) AS actual FROM orders o
     LEFT JOIN payments p ON p.id = o.payment_id AND p.order_id = o.id AND p.state = 'paid' AND p.way = o.way
     WHERE o.${PAID} AND COALESCE(p.received_fen, 0) <> o.pay_fen
     UNION ALL SELECT o.id, CASE WHEN o.state = 'paying' THEN 1 ELSE 0 END, COUNT(*) FROM orders o
     JOIN payments p ON p.order_id = o.id AND p.state = 'open'
     GROUP BY o.id, o.state, o.payment_id HAVING COUNT(*) > 1 OR o.state <> 'paying' OR MAX(p.id) <> o.payment_id`,
  ),
];
