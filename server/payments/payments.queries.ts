import type { Id } from '../../shared/kernel';
import type { Reader } from '../platform/database';
import { paymentRefunds, payments, type PaymentRefundRow, type PaymentRow } from './payments.entity';

/** One try to pay an order, or null. */
export async function paymentById(read: Reader, id: Id<'payment'>): Promise<PaymentRow | null> {
  const [raw] = await read.query('SELECT * FROM payments WHERE id = ?', [id]);
  return raw ? payments.decode(raw) : null;
}

/** The payment with our number at WeChat Pay, or null. */
export async function paymentByTrade(read: Reader, outTradeNo: string): Promise<PaymentRow | null> {
  const [raw] = await read.query('SELECT * FROM payments WHERE out_trade_no = ?', [outTradeNo]);
  return raw ? payments.decode(raw) : null;
}

/** Money of an order on its way back through WeChat Pay, or back, the first one first. */
export async function moneyBackOf(read: Reader, orderId: Id<'order'>): Promise<PaymentRefundRow[]> {
  const rows = await read.query('SELECT * FROM payment_refunds WHERE order_id = ? ORDER BY id', [orderId]);
  return rows.map((raw) => paymentRefunds.decode(raw));
}
