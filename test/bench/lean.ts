import { randomUUID } from 'node:crypto';
import type { PoolConnection, RowDataPacket } from 'mysql2/promise';
import { claimOffer, ORDER_TABLES } from './lean-orders';
import { couponBody, problem, serveBooks, type Answer, type Claim } from './rival-http';

/**
 * The coupon claim as short tutorials teach it, to compare with: one transaction for each request, the template locked
 * with SELECT … FOR UPDATE, the limit counted, the coupon and its two postings inserted, the stock taken down. Four
 * rows in tables of its own, without accounts, history, events, quotas or stored answers: it keeps fewer books than we.
 */
export const LEAN_TABLES = [
  'CREATE TABLE people (id VARCHAR(40) PRIMARY KEY, member_id VARCHAR(40) NOT NULL UNIQUE) ENGINE=InnoDB',
  'CREATE TABLE templates (id VARCHAR(40) PRIMARY KEY, per_member INT NOT NULL, days INT NOT NULL, stock INT NOT NULL, remaining INT NOT NULL, CHECK (remaining >= 0)) ENGINE=InnoDB',
  'CREATE TABLE coupons (id VARCHAR(40) PRIMARY KEY, template_id VARCHAR(40) NOT NULL, member_id VARCHAR(40) NOT NULL, idem VARCHAR(64) NOT NULL, number VARCHAR(10) NOT NULL, state VARCHAR(10) NOT NULL, valid_from_at BIGINT NOT NULL, valid_to_at BIGINT NOT NULL, claimed_at BIGINT NOT NULL, UNIQUE KEY once (member_id, idem), KEY held (template_id, member_id)) ENGINE=InnoDB',
  ...ORDER_TABLES,
  'CREATE TABLE postings (id BIGINT AUTO_INCREMENT PRIMARY KEY, coupon_id VARCHAR(40) NOT NULL, account VARCHAR(90) NOT NULL, amount INT NOT NULL, KEY coupon (coupon_id)) ENGINE=InnoDB',
] as const;

const DAY_MS = 86_400_000;

async function claimCoupon(
  connection: PoolConnection,
  { of: template_id, member, key }: Claim,
): Promise<Answer> {
  const [templates] = await connection.query<RowDataPacket[]>(
    'SELECT remaining, per_member, days FROM templates WHERE id = ? FOR UPDATE',
    [template_id],
  );
  const template = templates[0];
  if (!template) return problem(404, 'not_found');
  const [held] = await connection.query<RowDataPacket[]>(
    'SELECT id, idem, valid_from_at, valid_to_at FROM coupons WHERE template_id = ? AND member_id = ?',
    [template_id, member],
  );
  const earlier = held.find((coupon) => coupon['idem'] === key);
  if (earlier) {
    const [valid_from_at, valid_to_at] = [Number(earlier['valid_from_at']), Number(earlier['valid_to_at'])];
    const body = couponBody({ id: String(earlier['id']), template_id, valid_from_at, valid_to_at });
    return { status: 201, body, replayed: true };
  }
  if (Number(template['remaining']) <= 0) return problem(409, 'sold_out');
  if (held.length >= Number(template['per_member'])) return problem(409, 'limit_reached');
  const now = Date.now();
  const id = `cpn_${randomUUID()}`;
  const until = now + Number(template['days']) * DAY_MS;
  const number = String(Math.floor(Math.random() * 1e10)).padStart(10, '0');
  await connection.query(
    'INSERT INTO coupons (id, template_id, member_id, idem, number, state, valid_from_at, valid_to_at, claimed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [id, template_id, member, key, number, 'issued', now, until, now],
  );
  await connection.query('INSERT INTO postings (coupon_id, account, amount) VALUES (?, ?, ?), (?, ?, ?)', [
    ...[id, `stock:${template_id}`, -1],
    ...[id, `member:${member}`, 1],
  ]);
  await connection.query('UPDATE templates SET remaining = remaining - 1 WHERE id = ?', [template_id]);
  return { status: 201, body: couponBody({ id, template_id, valid_from_at: now, valid_to_at: until }) };
}

serveBooks('LEAN_SECRET', {
  who: 'SELECT member_id FROM people WHERE id = ?',
  coupon: claimCoupon,
  offer: claimOffer,
});
