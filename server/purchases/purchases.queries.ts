import type { Day, Id } from '../../shared/kernel';
import type { Reader } from '../platform/database';
import { purchases, type PurchaseRow } from './purchases.entity';
import { earningDayId } from './purchases.refs';

/** One purchase, or null. */
export async function purchaseById(read: Reader, id: Id<'purchase'>): Promise<PurchaseRow | null> {
  const [raw] = await read.query('SELECT * FROM purchases WHERE id = ?', [id]);
  return raw ? purchases.decode(raw) : null;
}

/** The purchase that a receipt code stands for, by the code's hash, or null. @rule S3 */
export async function purchaseByReceiptCode(read: Reader, codeHash: string): Promise<PurchaseRow | null> {
  const [raw] = await read.query('SELECT * FROM purchases WHERE receipt_code_hash = ?', [codeHash]);
  return raw ? purchases.decode(raw) : null;
}

/** What a member has earned at a merchant on `day` (the program's), for quotes under the daily cap. @rule P1 */
export async function earnedOn(
  read: Reader,
  memberId: Id<'member'>,
  merchantId: Id<'merchant'>,
  day: Day,
): Promise<number> {
  const [row] = await read.query<{ points: number | string }>(
    'SELECT points FROM earning_days WHERE id = ?',
    [earningDayId(memberId, merchantId, day)],
  );
  return Number(row?.points ?? 0);
}
