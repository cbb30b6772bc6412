import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createPool, type Pool, type PoolConnection, type RowDataPacket } from 'mysql2/promise';
import type { Answer } from './tutorial-answer';
import { claimOffer, ORDER_TABLES } from './tutorial-orders';

/**
 * The coupon claim as tutorials teach it, to compare with: one transaction for each request, the template locked
 * with SELECT … FOR UPDATE, the limit counted, the coupon and its two postings inserted, the stock taken down. On
 * bare node:http and mysql2 with a pool as large as ours, without history, events or quotas: in its favour.
 */
export const TUTORIAL_TABLES = [
  'CREATE TABLE people (id VARCHAR(40) PRIMARY KEY, member_id VARCHAR(40) NOT NULL UNIQUE) ENGINE=InnoDB',
  'CREATE TABLE templates (id VARCHAR(40) PRIMARY KEY, per_member INT NOT NULL, days INT NOT NULL, stock INT NOT NULL, remaining INT NOT NULL, CHECK (remaining >= 0)) ENGINE=InnoDB',
  'CREATE TABLE coupons (id VARCHAR(40) PRIMARY KEY, template_id VARCHAR(40) NOT NULL, member_id VARCHAR(40) NOT NULL, idem VARCHAR(64) NOT NULL, number VARCHAR(10) NOT NULL, state VARCHAR(10) NOT NULL, valid_from_at BIGINT NOT NULL, valid_to_at BIGINT NOT NULL, claimed_at BIGINT NOT NULL, UNIQUE KEY once (member_id, idem), KEY held (template_id, member_id)) ENGINE=InnoDB',
  ...ORDER_TABLES,
  'CREATE TABLE postings (id BIGINT AUTO_INCREMENT PRIMARY KEY, coupon_id VARCHAR(40) NOT NULL, account VARCHAR(90) NOT NULL, amount INT NOT NULL, KEY coupon (coupon_id)) ENGINE=InnoDB',
] as const;

const PATH = /^\/api\/v1\/(coupon-templates|offers)\/([^/]{1,40})\/claims$/;
/** Deadlock, lock wait, changed since read. */
const RETRYABLE = new Set([1213, 1205, 1020]);
const TRIES = 8;
const DAY_MS = 86_400_000;

/** `<person id>.<signature>` */
export function tutorialToken(secret: string, personId: string): string {
  return `${personId}.${createHmac('sha256', secret).update(personId).digest('base64url')}`;
}

export function personOf(secret: string, header: string | undefined): string | null {
  const token = header?.replace(/^Bearer /, '') ?? '';
  const person = token.split('.')[0] ?? '';
  const expected = Buffer.from(tutorialToken(secret, person));
  const given = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected) ? person : null;
}

export function problem(status: number, code: string): Answer {
  return { status, body: { type: `/api/docs/problems#${code}`, title: 'Conflict', status, code } };
}

async function claim(pool: Pool, secret: string, request: IncomingMessage): Promise<Answer> {
  const [, what, id] = PATH.exec(request.url ?? '') ?? [];
  const key = request.headers['idempotency-key'];
  const person = personOf(secret, request.headers.authorization);
  if (request.method !== 'POST' || id === undefined) return problem(404, 'not_found');
  if (person === null) return problem(401, 'unauthenticated');
  if (typeof key !== 'string') return problem(400, 'idempotency_key_required');
  const [people] = await pool.query<RowDataPacket[]>('SELECT member_id FROM people WHERE id = ?', [person]);
  const member = people[0]?.['member_id'] as string | undefined;
  if (member === undefined) return problem(403, 'not_a_member');
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction(pool, (connection) =>
        what === 'offers' ? claimOffer(connection, id, member, key) : decide(connection, id, member, key),
      );
    } catch (error) {
      if (tries === TRIES || !RETRYABLE.has((error as { errno?: number }).errno ?? 0)) throw error;
    }
  }
}

async function transaction(
  pool: Pool,
  work: (connection: PoolConnection) => Promise<Answer>,
): Promise<Answer> {
  const connection = await pool.getConnection();
  try {
    await connection.query('START TRANSACTION');
    const answer = await work(connection);
    await connection.query(answer.status === 201 ? 'COMMIT' : 'ROLLBACK');
    return answer;
  } catch (error) {
    await connection.query('ROLLBACK');
    throw error;
  } finally {
    connection.release();
  }
}

async function decide(
  connection: PoolConnection,
  templateId: string,
  member: string,
  key: string,
): Promise<Answer> {
  const [templates] = await connection.query<RowDataPacket[]>(
    'SELECT remaining, per_member, days FROM templates WHERE id = ? FOR UPDATE',
    [templateId],
  );
  const template = templates[0];
  if (!template) return problem(404, 'not_found');
  const [held] = await connection.query<RowDataPacket[]>(
    'SELECT id, idem, valid_from_at, valid_to_at FROM coupons WHERE template_id = ? AND member_id = ?',
    [templateId, member],
  );
  const earlier = held.find((coupon) => coupon['idem'] === key);
  if (earlier) {
    const [from, to] = [Number(earlier['valid_from_at']), Number(earlier['valid_to_at'])];
    const body = couponBody(String(earlier['id']), templateId, from, to);
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
    [id, templateId, member, key, number, 'issued', now, until, now],
  );
  await connection.query('INSERT INTO postings (coupon_id, account, amount) VALUES (?, ?, ?), (?, ?, ?)', [
    ...[id, `stock:${templateId}`, -1],
    ...[id, `member:${member}`, 1],
  ]);
  await connection.query('UPDATE templates SET remaining = remaining - 1 WHERE id = ?', [templateId]);
  return { status: 201, body: couponBody(id, templateId, now, until) };
}

function couponBody(id: string, template: string, from: number, to: number): object {
  const times = { valid_from_at: new Date(from).toISOString(), valid_to_at: new Date(to).toISOString() };
  return { coupon: { id, template_id: template, ...times } };
}

export function send(response: ServerResponse, { status, body, replayed }: Answer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': status === 201 ? 'application/json; charset=utf-8' : 'application/problem+json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    ...(replayed ? { 'Idempotency-Replayed': 'true' } : {}),
  });
  response.end(text);
}

function serve(secret: string): void {
  const pool = createPool({ uri: process.env['DATABASE_URL'] ?? '', connectionLimit: 16 });
  // otherwise most requests that wait for the template fail: what they read before has changed meanwhile
  pool.on('connection', (connection) => {
    void connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  });
  const server = createServer((request, response) => {
    claim(pool, secret, request).then(
      (answer) => {
        send(response, answer);
      },
      (error: unknown) => {
        console.error(error);
        send(response, problem(500, 'internal_error'));
      },
    );
  });
  server.listen(Number(process.env['PORT']), '127.0.0.1');
  process.once('SIGTERM', () => process.exit(0));
}

const secretOfProcess = process.env['TUTORIAL_SECRET'];
if (secretOfProcess !== undefined) serve(secretOfProcess);
