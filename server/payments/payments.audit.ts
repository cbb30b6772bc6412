import { differenceCheck, type AuditCheck } from '../ledger';

/** @rule L7 @rule F6 @rule F7 @rule F8 */
export const paymentsAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'a payment is of an order of its member',
    `SELECT p.id AS id, p.member_id AS expected, o.member_id AS actual FROM payments p
     LEFT JOIN orders o ON o.id = p.order_id WHERE o.id IS NULL OR o.member_id <> p.member_id`,
  ),
  differenceCheck(
    'a payment that is paid says what came in, and only that',
    `SELECT id, state AS expected, received_fen AS actual FROM payments
     WHERE (state = 'paid') <> (received_fen IS NOT NULL)
       OR (way = 'wechat' AND (state = 'paid') <> (transaction_id IS NOT NULL))`,
  ),
  differenceCheck(
    'no more of a payment goes back than came in',
    `SELECT p.id AS id, COALESCE(p.received_fen, 0) AS expected, SUM(r.amount_fen) AS actual
     FROM payment_refunds r JOIN payments p ON p.id = r.payment_id
     GROUP BY p.id, p.received_fen HAVING SUM(r.amount_fen) > COALESCE(p.received_fen, 0)`,
  ),
  differenceCheck(
    'money goes back through WeChat Pay to where it came from',
    `SELECT r.id AS id, r.order_id AS expected, p.order_id AS actual FROM payment_refunds r
     LEFT JOIN payments p ON p.id = r.payment_id
     WHERE p.id IS NULL OR p.way <> 'wechat' OR p.order_id <> r.order_id OR p.member_id <> r.member_id`,
  ),
  differenceCheck(
    'a refund is asked about until it is final',
    `SELECT id, state AS expected, next_at AS actual FROM payment_refunds
     WHERE state IN ('requested', 'processing') AND next_at IS NULL
       OR (state = 'processing' AND accepted_at IS NULL AND attempts > 0 AND next_at IS NULL)
       OR (state = 'settled') <> (settled_note IS NOT NULL)`,
  ),
  differenceCheck(
    'goods handed over are reported of money that came through WeChat Pay',
    `SELECT s.payment_id AS id, s.order_id AS expected, p.order_id AS actual FROM shipping_reports s
     LEFT JOIN payments p ON p.id = s.payment_id
     WHERE p.id IS NULL OR p.order_id <> s.order_id OR p.way <> 'wechat' OR p.state <> 'paid'
       OR (s.state = 'due') <> (s.next_at IS NOT NULL)`,
  ),
  differenceCheck(
    'a day whose bill was compared counts its differences',
    `SELECT k.day AS id, SUM(k.says) AS expected, SUM(k.n) AS actual FROM (
       SELECT day, differences AS says, 0 AS n FROM bill_checks
       UNION ALL SELECT d.day, 0, 1 FROM bill_differences d
         JOIN bill_checks c ON c.day = d.day WHERE d.gone_at IS NULL
     ) k GROUP BY k.day HAVING SUM(k.says) <> SUM(k.n)`,
  ),
];
