import { differenceCheck, type AuditCheck } from '../ledger';

/** Redemptions that stand, per coupon. */
const STANDING = `
  SELECT r.coupon_id AS coupon_id, COUNT(*) AS n FROM redemptions r
  LEFT JOIN redemption_undos u ON u.redemption_id = r.id
  WHERE u.redemption_id IS NULL GROUP BY r.coupon_id`;

/** What a counter redeemed; an order that is paid uses its coupon up by itself. */
const AT_A_COUNTER = "c.state = 'redeemed' AND (c.redeemed_by IS NULL OR c.redeemed_by NOT LIKE 'ord%')";

/** @rule L7 @rule C6 @rule C7 */
export const counterAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'a coupon redeemed at a counter has exactly one redemption that stands, any other none',
    `SELECT c.id AS id, CASE WHEN ${AT_A_COUNTER} THEN 1 ELSE 0 END AS expected, COALESCE(s.n, 0) AS actual
     FROM coupons c LEFT JOIN (${STANDING}) s ON s.coupon_id = c.id
     WHERE COALESCE(s.n, 0) <> CASE WHEN ${AT_A_COUNTER} THEN 1 ELSE 0 END`,
  ),
  differenceCheck(
    'a redemption that stands is the one its coupon names',
    `SELECT r.id AS id, r.id AS expected, c.redeemed_by AS actual FROM redemptions r
     LEFT JOIN redemption_undos u ON u.redemption_id = r.id LEFT JOIN coupons c ON c.id = r.coupon_id
     WHERE u.redemption_id IS NULL AND (c.redeemed_by IS NULL OR c.redeemed_by <> r.id
       OR c.redeemed_at <> r.at OR c.redeemed_store_id <> r.store_id OR c.member_id <> r.member_id)`,
  ),
  differenceCheck(
    'a redemption says of its bill what its purchase says',
    `SELECT r.id AS id, CONCAT(r.original_fen, '-', r.discount_fen, ':', r.points) AS expected,
       CONCAT(p.original_fen, '-', p.discount_fen, ':', p.points_total) AS actual
     FROM redemptions r LEFT JOIN purchases p ON p.id = r.purchase_id
     WHERE r.purchase_id IS NOT NULL AND (p.id IS NULL OR p.redemption_id IS NULL OR p.redemption_id <> r.id
       OR p.original_fen <> r.original_fen OR p.discount_fen <> r.discount_fen OR p.points_total <> r.points
       OR p.coupon_id IS NULL OR p.coupon_id <> r.coupon_id OR p.store_id <> r.store_id)`,
  ),
  differenceCheck(
    'a purchase with a coupon has its redemption',
    `SELECT p.id AS id, p.redemption_id AS expected, r.id AS actual FROM purchases p
     LEFT JOIN redemptions r ON r.id = p.redemption_id AND r.purchase_id = p.id
     WHERE (p.redemption_id IS NOT NULL OR p.coupon_id IS NOT NULL OR p.discount_fen > 0) AND r.id IS NULL`,
  ),
  differenceCheck(
    'a purchase is undone exactly when its redemption is',
    `SELECT p.id AS id, CASE WHEN u.redemption_id IS NULL THEN 'recorded' ELSE 'undone' END AS expected,
       p.state AS actual
     FROM purchases p LEFT JOIN redemption_undos u ON u.redemption_id = p.redemption_id
     WHERE p.state <> CASE WHEN u.redemption_id IS NULL THEN 'recorded' ELSE 'undone' END`,
  ),
  differenceCheck(
    'undoing a redemption took back what it had earned',
    `SELECT u.redemption_id AS id, r.points AS expected, u.points_taken_back + u.points_owed AS actual
     FROM redemption_undos u LEFT JOIN redemptions r ON r.id = u.redemption_id
     WHERE r.id IS NULL OR r.points <> u.points_taken_back + u.points_owed OR r.coupon_id <> u.coupon_id`,
  ),
  differenceCheck(
    'a ticket names what it was used for',
    `SELECT r.id AS id, r.id AS expected, s.used_by AS actual FROM redemptions r
     LEFT JOIN scans s ON s.id = r.scan_id WHERE s.used_by IS NULL OR s.used_by <> r.id`,
  ),
  differenceCheck(
    'a handover used up the ticket of its order, its assistant and its store',
    `SELECT h.id AS id, CONCAT(h.id, ' ', h.order_id, ' ', h.staff_id, ' ', h.store_id) AS expected,
       CONCAT(COALESCE(s.used_by, ''), ' ', COALESCE(s.order_id, ''), ' ', s.staff_id, ' ', s.store_id) AS actual
     FROM handovers h LEFT JOIN scans s ON s.id = h.scan_id
     WHERE s.used_by IS NULL OR s.used_by <> h.id OR s.order_id <> h.order_id OR s.staff_id <> h.staff_id
       OR s.store_id <> h.store_id`,
  ),
  differenceCheck(
    'money of an order at the counter was taken by somebody, at the store where it is picked up',
    `SELECT p.id AS id, o.pickup_store_id AS expected, p.store_id AS actual
     FROM payments p LEFT JOIN orders o ON o.id = p.order_id
     WHERE p.way = 'counter' AND p.state = 'paid' AND (o.id IS NULL OR p.staff_id IS NULL OR p.store_id IS NULL
       OR p.received_fen IS NULL OR p.received_fen <> p.amount_fen OR p.store_id <> o.pickup_store_id)`,
  ),
];
