import type { CounterRecord } from '../../shared/contract';
import type { Day, Id, Instant } from '../../shared/kernel';
import type { Reader, SqlValue } from '../platform/database';

/** Something that was done at a counter, as the list of a day is made of. */
export interface Entry {
  readonly kind: CounterRecord['kind'];
  readonly id: CounterRecord['id'];
  readonly purchase_id: Id<'purchase'> | null;
  /** What has come back since of what was bought, or how many refunds an order had since: nothing lets it be undone. */
  readonly refunded: number;
  readonly coupon_id: Id<'coupon'> | null;
  readonly receipt_no: string | null;
  /** Of an order: what it is of, and how many pieces went over the counter. */
  readonly order_title: string | null;
  readonly pieces: number;
  readonly member_id: Id<'member'> | null;
  readonly staff_id: Id<'staff'>;
  readonly original_fen: number;
  readonly discount_fen: number;
  readonly paid_fen: number;
  readonly points: number;
  readonly at: Instant;
  readonly undone_at: Instant | null;
  readonly undone_by: Id<'staff'> | null;
  readonly undo_reason: string | null;
}

/** Sums, and on some days integers, come as text from MariaDB. */
export type Raw = number | string;
type Numbers = 'refunded' | 'pieces' | 'original_fen' | 'discount_fen' | 'paid_fen' | 'points' | 'at';
type RawEntry = Omit<Entry, Numbers | 'undone_at'> &
  Readonly<Record<Exclude<Numbers, 'refunded'>, Raw>> & {
    readonly refunded: Raw | null;
    readonly undone_at: Raw | null;
  };

/** Whose records: a store's of one day, or of one assistant there. */
export interface Scope {
  readonly store_id: Id<'store'>;
  readonly day: Day;
  /** Null for a manager, who sees everybody's. */
  readonly staff_id: Id<'staff'> | null;
}

/** A kind of records: its rows `r` of a store and a day, and the column that orders them. */
interface Source {
  readonly sql: string;
  readonly at: string;
}

const NEVER_UNDONE = 'NULL AS undone_at, NULL AS undone_by, NULL AS undo_reason';
const NO_ORDER = 'NULL AS order_title, 0 AS pieces';
const NO_PURCHASE = 'NULL AS purchase_id, NULL AS coupon_id, NULL AS receipt_no';

const REDEMPTIONS: Source = {
  at: 'r.at',
  sql: `
  SELECT 'redemption' AS kind, r.id AS id, r.purchase_id AS purchase_id, p.refunded_fen AS refunded,
    r.coupon_id AS coupon_id, NULL AS receipt_no, ${NO_ORDER}, r.member_id AS member_id, r.staff_id AS staff_id,
    r.original_fen AS original_fen, r.discount_fen AS discount_fen, r.paid_fen AS paid_fen, r.points AS points,
    r.at AS at, u.at AS undone_at, u.staff_id AS undone_by, u.reason AS undo_reason
  FROM redemptions r LEFT JOIN redemption_undos u ON u.redemption_id = r.id
  LEFT JOIN purchases p ON p.id = r.purchase_id
  WHERE r.store_id = ? AND r.day = ?`,
};

/** A purchase with a coupon stands in the list as its redemption. */
const PURCHASES: Source = {
  at: 'r.at',
  sql: `
  SELECT 'purchase' AS kind, r.id AS id, r.id AS purchase_id, r.refunded_fen AS refunded, NULL AS coupon_id,
    r.receipt_no AS receipt_no, ${NO_ORDER}, r.member_id AS member_id, r.staff_id AS staff_id,
    r.original_fen AS original_fen, r.discount_fen AS discount_fen, r.paid_fen AS paid_fen,
    r.points_total AS points, r.at AS at, ${NEVER_UNDONE}
  FROM purchases r
  WHERE r.store_id = ? AND r.day = ? AND r.redemption_id IS NULL`,
};

/** Amounts and points of a refund are what went back, all above 0. @rule P4 */
const REFUNDS: Source = {
  at: 'r.at',
  sql: `
  SELECT 'refund' AS kind, r.id AS id, r.purchase_id AS purchase_id, NULL AS refunded, NULL AS coupon_id,
    p.receipt_no AS receipt_no, ${NO_ORDER}, r.member_id AS member_id, r.staff_id AS staff_id,
    r.refund_fen AS original_fen, 0 AS discount_fen, r.refund_fen AS paid_fen,
    r.points_taken + r.points_voided + r.points_owed AS points, r.at AS at, ${NEVER_UNDONE}
  FROM refunds r JOIN purchases p ON p.id = r.purchase_id
  WHERE r.store_id = ? AND r.day = ?`,
};

/** Its order was paid before, so no money goes with it. @rule F7 */
const HANDOVERS: Source = {
  at: 'r.at',
  sql: `
  SELECT 'handover' AS kind, r.id AS id, ${NO_PURCHASE}, o.title AS order_title, r.pieces AS pieces,
    (SELECT COUNT(*) FROM order_refunds f WHERE f.order_id = r.order_id AND f.at >= r.at) AS refunded,
    r.member_id AS member_id, r.staff_id AS staff_id, 0 AS original_fen, 0 AS discount_fen, 0 AS paid_fen,
    0 AS points, r.at AS at, r.undone_at AS undone_at, r.undone_by AS undone_by, r.undo_reason AS undo_reason
  FROM handovers r JOIN orders o ON o.id = r.order_id
  WHERE r.store_id = ? AND r.day = ?`,
};

/** Money of an order that was taken at the counter. @rule F6 */
const ORDER_PAYMENTS: Source = {
  at: 'r.paid_at',
  sql: `
  SELECT 'order_payment' AS kind, r.id AS id, ${NO_PURCHASE}, o.title AS order_title, 0 AS pieces,
    NULL AS refunded, r.member_id AS member_id, r.staff_id AS staff_id, o.price_fen AS original_fen,
    o.coupon_fen AS discount_fen, r.received_fen AS paid_fen, 0 AS points, r.paid_at AS at, ${NEVER_UNDONE}
  FROM payments r JOIN orders o ON o.id = r.order_id
  WHERE r.store_id = ? AND r.day = ? AND r.way = 'counter' AND r.state = 'paid'`,
};

/** Refunds that staff made; what members or the missed deadline gave back is no act of the counter. @rule F8 */
const ORDER_REFUNDS: Source = {
  at: 'r.at',
  sql: `
  SELECT 'order_refund' AS kind, r.id AS id, ${NO_PURCHASE}, o.title AS order_title, r.pieces AS pieces,
    NULL AS refunded, r.member_id AS member_id, r.staff_id AS staff_id, r.fen AS original_fen, 0 AS discount_fen,
    r.fen AS paid_fen, r.points AS points, r.at AS at, ${NEVER_UNDONE}
  FROM order_refunds r JOIN orders o ON o.id = r.order_id
  WHERE r.store_id = ? AND r.day = ? AND r.why = 'staff'`,
};

const SOURCES = [REDEMPTIONS, PURCHASES, REFUNDS, HANDOVERS, ORDER_PAYMENTS, ORDER_REFUNDS] as const;

/**
 * The newest of a day after a position, of all kinds together. One query for each kind, however long the page is.
 * @param position instant and id of the last one shown before
 * @rule S4
 */
export async function newestEntries(
  read: Reader,
  scope: Scope,
  position: readonly (string | number)[] | null,
  limit: number,
): Promise<Entry[]> {
  const found = await Promise.all(SOURCES.map((source) => entriesOf(read, source, scope, position, limit)));
  const newestFirst = (one: Entry, other: Entry): number => other.at - one.at || (one.id < other.id ? 1 : -1);
  return found.flat().sort(newestFirst).slice(0, limit);
}

async function entriesOf(
  read: Reader,
  { sql, at }: Source,
  { store_id, day, staff_id }: Scope,
  position: readonly (string | number)[] | null,
  limit: number,
): Promise<Entry[]> {
  const params: SqlValue[] = [store_id, day];
  let where = '';
  if (staff_id !== null) {
    where += ' AND r.staff_id = ?';
    params.push(staff_id);
  }
  if (position) {
    const [lastAt = 0, lastId = ''] = position;
    where += ` AND ${at} <= ? AND (${at} < ? OR r.id < ?)`;
    params.push(lastAt, lastAt, lastId);
  }
  const rows = await read.query<RawEntry>(`${sql}${where} ORDER BY ${at} DESC, r.id DESC LIMIT ?`, [
    ...params,
    limit,
  ]);
  return rows.map((row) => ({
    ...row,
    refunded: Number(row.refunded),
    pieces: Number(row.pieces),
    original_fen: Number(row.original_fen),
    discount_fen: Number(row.discount_fen),
    paid_fen: Number(row.paid_fen),
    points: Number(row.points),
    at: Number(row.at) as Instant,
    undone_at: row.undone_at === null ? null : (Number(row.undone_at) as Instant),
  }));
}
