import { addDays, startOfDay, type Day } from '../../shared/kernel';
import { marks, type Reader, type SqlValue } from '../platform/database';
import type { BillRow } from '../wechat/pay';
import { BILL_ZONE, isRefundLine, type BookedPayment, type BookedRefund, type Books } from './bills.rules';

/** Numbers looked up in one query. */
const PAGE = 200;

interface Merchant {
  readonly appid: string;
  readonly mchid: string;
}

/** Our books of a day in China, and whatever else the bill names. @rule K5 */
export async function booksOf(
  read: Reader,
  day: Day,
  lines: readonly BillRow[],
  { appid, mchid }: Merchant,
): Promise<Books> {
  const span = [startOfDay(day, BILL_ZONE), startOfDay(addDays(day, 1), BILL_ZONE)];
  const paid = "p.state = 'paid' AND p.way = 'wechat'";
  const payments = new Map<string, BookedPayment>();
  const take = (rows: readonly RawPayment[], is_due: boolean): void => {
    for (const row of rows)
      if (!payments.has(row.out_trade_no)) payments.set(row.out_trade_no, bookedOf(row, is_due));
  };
  // money that was paid to another number is in the bill of that
  const due = `${paid} AND p.mchid = ? AND p.paid_at >= ? AND p.paid_at < ?`;
  take(await read.query<RawPayment>(`${PAYMENTS} WHERE ${due}`, [mchid, ...span]), true);
  const trades = numbersOf(lines.map((line) => line.out_trade_no));
  for (const some of trades)
    take(await read.query<RawPayment>(`${PAYMENTS} WHERE ${within(some)}`, some), false);
  const refunds = new Map<string, BookedRefund>();
  const keep = (rows: readonly RawRefund[], is_due: boolean): void => {
    for (const row of rows)
      if (!refunds.has(row.out_refund_no))
        refunds.set(row.out_refund_no, { ...row, fen: Number(row.fen), is_due });
  };
  const accepted = 'p.mchid = ? AND r.accepted_at >= ? AND r.accepted_at < ?';
  keep(await read.query<RawRefund>(`${REFUNDS} WHERE ${accepted}`, [mchid, ...span]), true);
  for (const some of numbersOf(lines.filter(isRefundLine).map((line) => line.out_refund_no)))
    keep(await read.query<RawRefund>(`${REFUNDS} WHERE ${within(some, 'r.out_refund_no')}`, some), false);
  return { appid, payments: [...payments.values()], refunds: [...refunds.values()] };
}

const PAYMENTS = `SELECT p.out_trade_no AS out_trade_no, p.transaction_id AS transaction_id, p.state AS state,
    p.received_fen AS fen FROM payments p`;
const REFUNDS = `SELECT p.out_trade_no AS out_trade_no, r.out_refund_no AS out_refund_no, r.amount_fen AS fen
  FROM payment_refunds r JOIN payments p ON p.id = r.payment_id`;

interface RawPayment {
  readonly out_trade_no: string;
  readonly transaction_id: string | null;
  readonly state: string;
  readonly fen: number | string | null;
}

type RawRefund = Pick<BookedRefund, 'out_trade_no' | 'out_refund_no'> & { readonly fen: number | string };

function bookedOf({ out_trade_no, transaction_id, state, fen }: RawPayment, is_due: boolean): BookedPayment {
  return { out_trade_no, transaction_id, fen: state === 'paid' ? Number(fen) : null, is_due };
}

function within(numbers: readonly SqlValue[], column = 'p.out_trade_no'): string {
  return `${column} IN (${marks(numbers.length)})`;
}

/** Each number once, a page at a time. */
function numbersOf(numbers: readonly string[]): string[][] {
  const all = [...new Set(numbers)].filter((number) => number !== '');
  return Array.from({ length: Math.ceil(all.length / PAGE) }, (_, n) => all.slice(n * PAGE, (n + 1) * PAGE));
}
