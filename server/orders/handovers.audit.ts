import { differenceCheck, type AuditCheck } from '../ledger';

/** What became of an order's goods. @rule L7 @rule F7 @rule C7 */
export const handoversAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    // a coupon is delivered whole with its payment, without a handover
    'an order counts the pieces of its handovers that stand',
    `SELECT o.id AS id, CASE WHEN o.kind = 'item' THEN COALESCE(h.pieces, 0)
         WHEN o.paid_at IS NULL THEN 0 ELSE o.pieces END AS expected, o.pieces_handed AS actual
     FROM orders o LEFT JOIN (SELECT order_id, SUM(pieces) AS pieces FROM handovers
       WHERE undone_at IS NULL GROUP BY order_id) h ON h.order_id = o.id
     WHERE o.pieces_handed <> CASE WHEN o.kind = 'item' THEN COALESCE(h.pieces, 0)
         WHEN o.paid_at IS NULL THEN 0 ELSE o.pieces END`,
  ),
  differenceCheck(
    'a handover is of a paid order, to its member, at its store',
    `SELECT h.id AS id, CONCAT(COALESCE(o.member_id, 'no order'), ' ', COALESCE(o.pickup_store_id, '')) AS expected,
       CONCAT(h.member_id, ' ', h.store_id) AS actual
     FROM handovers h LEFT JOIN orders o ON o.id = h.order_id
     WHERE o.id IS NULL OR o.member_id <> h.member_id OR o.pickup_store_id IS NULL
       OR o.pickup_store_id <> h.store_id OR o.kind <> 'item' OR o.paid_at IS NULL OR o.paid_at > h.at`,
  ),
  differenceCheck(
    'what is undone says when, by whom and why',
    `SELECT id, CASE WHEN undone_at IS NULL THEN 'stands' ELSE 'undone' END AS expected, undone_by AS actual
     FROM handovers WHERE (undone_at IS NULL) <> (undone_by IS NULL)
       OR (undone_at IS NULL) <> (undo_reason IS NULL) OR undone_at < at`,
  ),
  differenceCheck(
    'an order is picked up exactly when nothing of it is left',
    `SELECT id, CASE WHEN pieces_handed + pieces_refunded < pieces THEN 'paid' ELSE 'picked_up' END AS expected,
       state AS actual
     FROM orders WHERE state IN ('paid', 'picked_up')
       AND state <> CASE WHEN pieces_handed + pieces_refunded < pieces THEN 'paid' ELSE 'picked_up' END`,
  ),
];
