import { differenceCheck, type AuditCheck } from '../ledger';

/** Waits `w` and `b`: `b` stands behind `w` on the same list. */
const BEHIND =
  'b.offer_id = w.offer_id AND (b.version > w.version OR (b.version = w.version AND b.ordinal > w.ordinal))';

/** @rule L7 @rule F5 */
export const waitsAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'an offer counts who waits for it',
    `SELECT k.id AS id, SUM(k.n) AS expected, SUM(k.waiting) AS actual FROM (
       SELECT offer_id AS id, COUNT(*) AS n, 0 AS waiting FROM waits WHERE state = 'waiting' GROUP BY offer_id
       UNION ALL SELECT id, 0, waiting FROM offers
     ) k GROUP BY k.id HAVING SUM(k.n) <> SUM(k.waiting)`,
  ),
  differenceCheck(
    'a piece is kept for whoever it was offered to, until their time is over',
    `SELECT w.id AS id, w.offered_until_at AS expected, h.deadline_at AS actual FROM waits w
     LEFT JOIN holds h ON h.id = w.hold_id AND h.state = 'open' AND h.code = 'offer.wait_held'
       AND h.debit_account = CONCAT('stock.offer:', w.offer_id)
     WHERE w.state = 'offered' AND (h.id IS NULL OR h.deadline_at <> w.offered_until_at)
     UNION ALL SELECT h.id, 0, h.deadline_at FROM holds h
     LEFT JOIN waits w ON w.hold_id = h.id AND w.state = 'offered'
     WHERE h.state = 'open' AND h.code = 'offer.wait_held' AND w.id IS NULL`,
  ),
  differenceCheck(
    'nobody is passed over on a waiting list',
    `SELECT w.id AS id, 0 AS expected, COUNT(*) AS actual FROM waits w
     JOIN waits b ON ${BEHIND} AND b.offered_until_at IS NOT NULL
     WHERE w.state = 'waiting' GROUP BY w.id`,
  ),
  differenceCheck(
    'a member waits once for an offer',
    `SELECT id, CONCAT(offer_id, ':', member_id) AS expected, place AS actual FROM waits
     WHERE closed_at IS NULL AND (place IS NULL OR place <> CONCAT(offer_id, ':', member_id))`,
  ),
];
