import { randomUUID } from 'node:crypto';
import type { PoolConnection, RowDataPacket } from 'mysql2/promise';
import { orderBody, problem, type Answer, type Claim } from './rival-http';

/** What the lean flash sale needs: an offer with what is left, who has how many, and the orders. */
export const ORDER_TABLES = [
  'CREATE TABLE offers (id VARCHAR(40) PRIMARY KEY, per_member INT NOT NULL, price_fen INT NOT NULL, hold_minutes INT NOT NULL, stock INT NOT NULL, remaining INT NOT NULL, CHECK (remaining >= 0)) ENGINE=InnoDB',
  'CREATE TABLE quotas (offer_id VARCHAR(40) NOT NULL, member_id VARCHAR(40) NOT NULL, taken INT NOT NULL, PRIMARY KEY (offer_id, member_id)) ENGINE=InnoDB',
  'CREATE TABLE orders (id VARCHAR(40) PRIMARY KEY, offer_id VARCHAR(40) NOT NULL, member_id VARCHAR(40) NOT NULL, idem VARCHAR(64) NOT NULL, state VARCHAR(10) NOT NULL, price_fen INT NOT NULL, held_at BIGINT NOT NULL, hold_until_at BIGINT NOT NULL, UNIQUE KEY once (member_id, idem), KEY offer (offer_id)) ENGINE=InnoDB',
] as const;

/** What an offer is locked and judged by. */
interface Offer {
  readonly id: string;
  readonly per_member: number;
  readonly price_fen: number;
  readonly hold_minutes: number;
  readonly remaining: number;
}

/** One claim: the offer locked, the key looked up, the limit counted, the order written, the stock taken down. */
export async function claimOffer(
  connection: PoolConnection,
  { of: offerId, member, key }: Claim,
): Promise<Answer> {
  const [offers] = await connection.query<RowDataPacket[]>('SELECT * FROM offers WHERE id = ? FOR UPDATE', [
    offerId,
  ]);
  const offer = offers[0] as Offer | undefined;
  if (!offer) return problem(404, 'not_found');
  const [earlier] = await connection.query<RowDataPacket[]>(
    'SELECT id, price_fen, hold_until_at FROM orders WHERE member_id = ? AND idem = ?',
    [member, key],
  );
  if (earlier[0]) {
    const [price_fen, hold_until_at] = [Number(earlier[0]['price_fen']), Number(earlier[0]['hold_until_at'])];
    const body = orderBody({ id: String(earlier[0]['id']), offer_id: offerId, price_fen, hold_until_at });
    return { status: 201, body, replayed: true };
  }
  const [quotas] = await connection.query<RowDataPacket[]>(
    'SELECT taken FROM quotas WHERE offer_id = ? AND member_id = ?',
    [offerId, member],
  );
  if (Number(quotas[0]?.['taken'] ?? 0) >= offer.per_member) return problem(409, 'limit_reached');
  if (offer.remaining <= 0) return problem(409, 'sold_out');
  const now = Date.now();
  const { price_fen } = offer;
  const order = { id: `ord_${randomUUID()}`, offer_id: offerId, price_fen };
  const until = now + offer.hold_minutes * 60_000;
  await connection.query(
    'INSERT INTO orders (id, offer_id, member_id, idem, state, price_fen, held_at, hold_until_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    [order.id, offerId, member, key, 'held', price_fen, now, until],
  );
  await connection.query(
    'INSERT INTO quotas (offer_id, member_id, taken) VALUES (?, ?, 1) ON DUPLICATE KEY UPDATE taken = taken + 1',
    [offerId, member],
  );
  await connection.query('UPDATE offers SET remaining = remaining - 1 WHERE id = ?', [offerId]);
  return { status: 201, body: orderBody({ ...order, hold_until_at: until }) };
}
