import type { ResponseOf, Routes } from '../../shared/contract';
import type { Reader, SqlValue } from '../platform/database';
import type { Raw, Scope } from './records.sources';

type Totals = ResponseOf<Routes['GET /staff/records']>['totals'];

interface Sums {
  readonly n: Raw;
  readonly fen: Raw | null;
  readonly points: Raw | null;
}

/**
 * What of each table counts, as rows `t` of a store and a day. What was undone does not; money is what went over the
 * counter, so neither what WeChat Pay took nor what it sends back.
 */
const SOURCES = {
  redemptions: `SELECT COUNT(*) AS n, NULL AS fen, NULL AS points
    FROM redemptions t LEFT JOIN redemption_undos u ON u.redemption_id = t.id
    WHERE t.store_id = ? AND t.day = ? AND u.redemption_id IS NULL`,
  purchases: `SELECT COUNT(*) AS n, SUM(t.paid_fen) AS fen, SUM(t.points_total) AS points FROM purchases t
    WHERE t.store_id = ? AND t.day = ? AND t.state = 'recorded'`,
  refunds: `SELECT COUNT(*) AS n, SUM(t.refund_fen) AS fen,
      SUM(t.points_taken + t.points_voided + t.points_owed) AS points
    FROM refunds t WHERE t.store_id = ? AND t.day = ?`,
  handovers: `SELECT COUNT(*) AS n, NULL AS fen, NULL AS points FROM handovers t
    WHERE t.store_id = ? AND t.day = ? AND t.undone_at IS NULL`,
  order_payments: `SELECT COUNT(*) AS n, SUM(t.received_fen) AS fen, NULL AS points FROM payments t
    WHERE t.store_id = ? AND t.day = ? AND t.way = 'counter' AND t.state = 'paid'`,
  order_refunds: `SELECT COUNT(*) AS n, SUM(t.fen) AS fen, NULL AS points
    FROM order_refunds t JOIN orders o ON o.id = t.order_id
    WHERE t.store_id = ? AND t.day = ? AND t.why = 'staff' AND o.way = 'counter'`,
  joins: `SELECT COUNT(*) AS n, NULL AS fen, NULL AS points FROM members t
    WHERE t.first_store_id = ? AND t.joined_day = ?`,
} as const;

/** Sums of a day: of a store, or of one assistant there. @rule S4 */
export async function totalsOf(read: Reader, { store_id, day, staff_id }: Scope): Promise<Totals> {
  const of = async (name: keyof typeof SOURCES): Promise<Record<keyof Sums, number>> => {
    const mine = name === 'joins' ? 'first_staff_id' : 'staff_id';
    const [sql, params]: [string, SqlValue[]] =
      staff_id === null
        ? [SOURCES[name], [store_id, day]]
        : [`${SOURCES[name]} AND t.${mine} = ?`, [store_id, day, staff_id]];
    const [row] = await read.query<Sums>(sql, params);
    return { n: Number(row?.n), fen: Number(row?.fen), points: Number(row?.points) };
  };
  const [redeemed, bought, refunded, handed, paid, returned, joined] = await Promise.all([
    of('redemptions'),
    of('purchases'),
    of('refunds'),
    of('handovers'),
    of('order_payments'),
    of('order_refunds'),
    of('joins'),
  ]);
  return {
    redemptions: redeemed.n,
    purchases: bought.n,
    handovers: handed.n,
    order_payments: paid.n,
    paid_fen: bought.fen + paid.fen,
    refunded_fen: refunded.fen + returned.fen,
    points: bought.points - refunded.points,
    joins: joined.n,
  };
}
