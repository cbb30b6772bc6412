import { differenceCheck, type AuditCheck } from '../ledger';

const PAID = "state IN ('paid', 'picked_up', 'refunded')";

/** Sums per order: what came in, what went back by itself, what went back for pieces. */
const MONEY = `
  SELECT order_id, received_fen AS came, 0 AS returned, 0 AS sent, 0 AS given FROM payments WHERE state = 'paid'
  UNION ALL SELECT order_id, 0, CASE WHEN why = 'pieces' THEN 0 ELSE amount_fen END,
    CASE WHEN why = 'pieces' THEN amount_fen ELSE 0 END, 0 FROM payment_refunds
  UNION ALL SELECT order_id, 0, 0, 0, fen FROM order_refunds WHERE payment_refund_id IS NOT NULL`;

const BACK = `SELECT order_id, SUM(pieces) AS pieces, SUM(fen) AS fen, SUM(points) AS points,
  SUM(restocked) AS restocked, SUM(coupon_returned) AS coupons FROM order_refunds GROUP BY order_id`;

/** @rule L7 @rule F6 @rule F8 */
export const orderRefundsAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'no money without order, no order without money',
    `SELECT o.id AS id, CASE WHEN o.${PAID} THEN o.pay_fen ELSE 0 END + COALESCE(SUM(m.returned), 0) AS expected,
       COALESCE(SUM(m.came), 0) AS actual
     FROM orders o LEFT JOIN (${MONEY}) m ON m.order_id = o.id GROUP BY o.id, o.state, o.pay_fen
     HAVING COALESCE(SUM(m.came), 0) <> CASE WHEN o.${PAID} THEN o.pay_fen ELSE 0 END + COALESCE(SUM(m.returned), 0)`,
  ),
  differenceCheck(
    'what WeChat Pay sends back for pieces is what was refunded of them',
    `SELECT o.id AS id, SUM(m.given) AS expected, SUM(m.sent) AS actual
     FROM orders o JOIN (${MONEY}) m ON m.order_id = o.id GROUP BY o.id HAVING SUM(m.given) <> SUM(m.sent)`,
  ),
  differenceCheck(
    'money of pieces goes back the way it came',
    `SELECT r.id AS id, o.way AS expected, COALESCE(p.id, 'no refund') AS actual FROM order_refunds r
     JOIN orders o ON o.id = r.order_id
     LEFT JOIN payment_refunds p ON p.id = r.payment_refund_id AND p.order_id = r.order_id
       AND p.amount_fen = r.fen AND p.why = 'pieces'
     WHERE (r.payment_refund_id IS NOT NULL AND p.id IS NULL)
       OR (r.payment_refund_id IS NOT NULL) <> (o.way = 'wechat' AND r.fen > 0)`,
  ),
  differenceCheck(
    'an order counts the pieces that were refunded of it',
    `SELECT o.id AS id, o.pieces_refunded AS expected, COALESCE(b.pieces, 0) AS actual
     FROM orders o LEFT JOIN (${BACK}) b ON b.order_id = o.id
     WHERE o.pieces_refunded <> COALESCE(b.pieces, 0)`,
  ),
  differenceCheck(
    'what went back of an order is the share of the pieces refunded, whatever the series',
    `SELECT o.id AS id, CONCAT(o.pay_fen, ' fen, ', o.pay_points, ' points, ', o.pieces_refunded, '/', o.pieces)
       AS expected, CONCAT(b.fen, ' fen, ', b.points, ' points') AS actual
     FROM orders o JOIN (${BACK}) b ON b.order_id = o.id
     WHERE b.fen * o.pieces > o.pay_fen * o.pieces_refunded OR (b.fen + 1) * o.pieces <= o.pay_fen * o.pieces_refunded
       OR b.points * o.pieces > o.pay_points * o.pieces_refunded
       OR (b.points + 1) * o.pieces <= o.pay_points * o.pieces_refunded
       OR b.restocked > 1 OR b.coupons > 1`,
  ),
  differenceCheck(
    'an order of which nothing is left does not wait to be picked up',
    `SELECT id, CASE WHEN pieces_refunded = pieces THEN 'refunded' ELSE 'picked_up' END AS expected, state AS actual
     FROM orders WHERE (state = 'refunded') <> (pieces_refunded = pieces)
       OR (state = 'paid' AND pieces_handed + pieces_refunded >= pieces)
       OR (state = 'picked_up' AND pieces_handed + pieces_refunded < pieces)`,
  ),
  differenceCheck(
    'the points of an order are spent while it is theirs, and back when they were given back',
    `SELECT o.id AS id,
       COALESCE(b.points, 0) - CASE WHEN o.state = 'paying' OR o.${PAID} THEN o.pay_points ELSE 0 END AS expected,
       COALESCE(l.points, 0) AS actual
     FROM orders o LEFT JOIN (${BACK}) b ON b.order_id = o.id
     LEFT JOIN (SELECT member_id, reference, SUM(points) AS points FROM point_lines
       WHERE reason IN ('spend', 'return') GROUP BY member_id, reference) l
       ON l.member_id = o.member_id AND l.reference = o.id
     WHERE COALESCE(l.points, 0) <>
       COALESCE(b.points, 0) - CASE WHEN o.state = 'paying' OR o.${PAID} THEN o.pay_points ELSE 0 END`,
  ),
];
