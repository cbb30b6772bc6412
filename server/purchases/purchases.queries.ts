import type { Day, Id } from '../../shared/kernel';
import type { Reader, SqlValue } from '../platform/database';
import { purchases, type PurchaseRow } from './purchases.entity';
import { earningDayId } from './purchases.refs';

/** One purchase, or null. */
export async function purchaseById(read: Reader, id: Id<'purchase'>): Promise<PurchaseRow | null> {
  const [raw] = await read.query('SELECT * FROM purchases WHERE id = ?', [id]);
  return raw ? purchases.decode(raw) : null;
}

/**
 * A page of a store's purchases, newest first: those with a receipt number, of a member, or all. Each way has an index
 * of its own; a store's days follow each other as its instants do.
 */
export async function purchasesOfStore(
  read: Reader,
  of: {
    readonly store_id: Id<'store'>;
    readonly receipt_no: string | null;
    readonly member_id: Id<'member'> | null;
    readonly after: { readonly day: string; readonly at: number; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<PurchaseRow[]> {
  const { after } = of;
  const conditions: readonly (readonly [string, ...SqlValue[]])[] = [
    ['store_id = ?', of.store_id],
    ...(of.receipt_no === null ? [] : [['receipt_no = ?', of.receipt_no] as const]),
    ...(of.member_id === null ? [] : [['member_id = ?', of.member_id] as const]),
    ...(after === null
      ? []
      : [['day <= ? AND at <= ? AND (at < ? OR id < ?)', after.day, after.at, after.at, after.id] as const]),
  ];
  const isWhole = of.receipt_no === null && of.member_id === null;
  const rows = await read.query(
    `SELECT * FROM purchases WHERE ${conditions.map(([sql]) => sql).join(' AND ')}
     ORDER BY ${isWhole ? 'day DESC, ' : ''}at DESC, id DESC LIMIT ?`,
    [...conditions.flatMap(([, ...params]) => params), of.limit],
  );
  return rows.map((row) => purchases.decode(row));
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
