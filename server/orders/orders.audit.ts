import { ORDER_EDGES } from '../../shared/rules';
import { differenceCheck, type AuditCheck } from '../ledger';

/** `held>lapsed`, … as SQL literals. */
const LEGAL_EDGES = Object.entries(ORDER_EDGES)
  .flatMap(([from, targets]) => targets.map((to) => `'${from}>${to}'`))
  .join(', ');

/** Each event with the state that the event before it left; `>` marks the beginning. */
const CHAIN = `
  SELECT e.id AS id, COALESCE(e.from_state, '') AS says, e.to_state AS to_state,
    COALESCE((SELECT b.to_state FROM order_events b
      WHERE b.order_id = e.order_id AND (b.version < e.version OR (b.version = e.version AND b.ordinal < e.ordinal))
      ORDER BY b.version DESC, b.ordinal DESC LIMIT 1), '') AS was
  FROM order_events e`;

/** Orders whose piece is not theirs yet. */
const OPEN = "state IN ('held', 'paying')";

/** @rule L7 @rule F4 @rule F4a @rule F5 */
export const ordersAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'an order is in the state its last event left it in',
    `SELECT o.id AS id, COALESCE(e.to_state, 'no event') AS expected, o.state AS actual FROM orders o
     LEFT JOIN order_events e ON e.order_id = o.id AND NOT EXISTS (SELECT 1 FROM order_events later
       WHERE later.order_id = e.order_id
         AND (later.version > e.version OR (later.version = e.version AND later.ordinal > e.ordinal)))
     WHERE e.id IS NULL OR e.to_state <> o.state`,
  ),
  differenceCheck(
    'the events of an order form a legal chain',
    `SELECT id, CONCAT(was, '>', to_state) AS expected, CONCAT(says, '>', to_state) AS actual FROM (${CHAIN}) chain
     WHERE says <> was OR CONCAT(says, '>', to_state) NOT IN ('>held', ${LEGAL_EDGES})`,
  ),
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
];
