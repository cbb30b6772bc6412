import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createPool, type Pool, type PoolConnection, type RowDataPacket } from 'mysql2/promise';
import { toRfc3339, type Instant } from '../../shared/kernel';

/** What a rival of ours answers a claim with. */
export interface Answer {
  readonly status: number;
  readonly body: object;
  readonly replayed?: boolean;
}

/** Who claims what, under which key. */
export interface Claim {
  /** The template or the offer. */
  readonly of: string;
  readonly person: string;
  readonly member: string;
  readonly key: string;
}

/** How a rival keeps its books: one claim inside a transaction, which is rolled back unless the status is 201. */
export interface Books {
  /** Answers `member_id` of a person. */
  readonly who: string;
  readonly coupon: (connection: PoolConnection, claim: Claim) => Promise<Answer>;
  readonly offer: (connection: PoolConnection, claim: Claim) => Promise<Answer>;
}

const PATH = /^\/api\/v1\/(coupon-templates|offers)\/([^/]{1,40})\/claims$/;
/** Deadlock, lock wait, changed since read, a number or key that somebody else just took. */
const RETRYABLE = new Set([1213, 1205, 1020, 1062]);
const TRIES = 8;

/** `<person id>.<signature>` */
export function rivalToken(secret: string, personId: string): string {
  return `${personId}.${createHmac('sha256', secret).update(personId).digest('base64url')}`;
}

function personOf(secret: string, header: string | undefined): string | null {
  const token = header?.replace(/^Bearer /, '') ?? '';
  const person = token.split('.')[0] ?? '';
  const expected = Buffer.from(rivalToken(secret, person));
  const given = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected) ? person : null;
}

export function problem(status: number, code: string): Answer {
  return { status, body: { type: `/api/docs/problems#${code}`, title: 'Conflict', status, code } };
}

/** Coupon body, the same of every design. */
export function couponBody(coupon: {
  readonly id: string;
  readonly template_id: string;
  readonly valid_from_at: number;
  readonly valid_to_at: number;
}): object {
  const { id, template_id, valid_from_at: from, valid_to_at: to } = coupon;
  return { coupon: { id, template_id, valid_from_at: timeOf(from), valid_to_at: timeOf(to) } };
}

/** Order body, the same of every design. */
export function orderBody(order: {
  readonly id: string;
  readonly offer_id: string;
  readonly price_fen: number;
  readonly hold_until_at: number;
}): object {
  const { id, offer_id, price_fen, hold_until_at } = order;
  return { order: { id, offer_id, price_fen, price_points: 0, hold_until_at: timeOf(hold_until_at) } };
}

const timeOf = (at: number): string => toRfc3339(at as Instant);

function send(response: ServerResponse, { status, body, replayed }: Answer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': status === 201 ? 'application/json; charset=utf-8' : 'application/problem+json',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    ...(replayed ? { 'Idempotency-Replayed': 'true' } : {}),
  });
  response.end(text);
}

/** A claim as it was asked: what of, by whom and under which key; or the answer to what is none. */
export function askedOf(
  secret: string,
  { method, url, headers }: IncomingMessage,
): (Omit<Claim, 'member'> & { readonly what: 'coupon-templates' | 'offers' }) | Answer {
  const [, what, of] = PATH.exec(url ?? '') ?? [];
  const key = headers['idempotency-key'];
  const person = personOf(secret, headers.authorization);
  if (method !== 'POST' || of === undefined) return problem(404, 'not_found');
  if (person === null) return problem(401, 'unauthenticated');
  if (typeof key !== 'string') return problem(400, 'idempotency_key_required');
  return { what: what === 'offers' ? 'offers' : 'coupon-templates', of, person, key };
}

async function claim(pool: Pool, secret: string, books: Books, request: IncomingMessage): Promise<Answer> {
  const asked = askedOf(secret, request);
  if ('status' in asked) return asked;
  const { what, ...rest } = asked;
  const [people] = await pool.execute<RowDataPacket[]>(books.who, [rest.person]);
  const member = people[0]?.['member_id'] as string | undefined;
  if (member === undefined) return problem(403, 'not_a_member');
  const decide = what === 'offers' ? books.offer : books.coupon;
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction(pool, (connection) => decide(connection, { ...rest, member }));
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

/** Answers requests as a process of its own, until it is told to end. */
export function serveClaims(answer: (request: IncomingMessage) => Promise<Answer>): void {
  const server = createServer((request, response) => {
    answer(request).then(
      (said) => {
        send(response, said);
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

/**
 * Serves claims on bare node:http and mysql2 with a pool of 16, if this process was started for it.
 * @param setting environment variable with the secret of the tokens
 */
export function serveBooks(setting: string, books: Books): void {
  const secret = process.env[setting];
  if (secret === undefined) return;
  const pool = createPool({ uri: process.env['DATABASE_URL'] ?? '', connectionLimit: 16 });
  // otherwise most requests that wait for the lock fail: what they read before has changed meanwhile
  pool.on('connection', (connection) => {
    void connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  });
  serveClaims((request) => claim(pool, secret, books, request));
}
