import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { createPool, type Pool } from 'mysql2/promise';
import { Redis } from './redis';
import { askedOf, orderBody, problem, serveClaims, type Answer } from './rival-http';

/**
 * The flash sale behind a gate in Redis, as the other tutorials teach it: a Lua script looks up the key, counts the
 * limit, takes the stock down and puts the claim into a list, and the buyer is answered; a worker writes the orders
 * into MariaDB afterwards, many at once. Who is told "yes" has no order yet, and loses it when Redis loses its last
 * second (`appendfsync everysec`); keys and stock are not in one transaction with the orders.
 */
const GATE = `
local had = redis.call('HGET', KEYS[3], ARGV[1] .. ':' .. ARGV[2])
if had then return {2, had} end
local left = redis.call('GET', KEYS[1])
if not left then return {0, 'not_found'} end
if tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0') >= 1 then return {0, 'limit_reached'} end
if tonumber(left) <= 0 then return {0, 'sold_out'} end
redis.call('DECR', KEYS[1])
redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
redis.call('HSET', KEYS[3], ARGV[1] .. ':' .. ARGV[2], ARGV[3])
redis.call('RPUSH', KEYS[4], ARGV[4] .. ',' .. ARGV[1] .. ',' .. ARGV[2] .. ',' .. ARGV[3])
return {1, ARGV[3]}`;

/** List of the claims that have no order yet, a row as text each. */
export const CLAIMS = 'claims';
export const PRICE_FEN = 990;
const HOLD_MS = 2 * 60 * 60_000;
const AT_ONCE = 500;
const PAUSE_MS = 5;

/** Names of what Redis keeps of an offer. */
export function keysOf(offer: string): { stock: string; taken: string; keys: string } {
  return { stock: `stock:${offer}`, taken: `taken:${offer}`, keys: `keys:${offer}` };
}

async function claim(redis: Redis, sha: string, secret: string, request: IncomingMessage): Promise<Answer> {
  const asked = askedOf(secret, request);
  if ('status' in asked) return asked;
  const { what: noun, of: offer, person, key } = asked;
  if (noun !== 'offers') return problem(404, 'not_found');
  const { stock, taken, keys } = keysOf(offer);
  const now = Date.now();
  const id = `${randomUUID()},${now}`;
  const reply = await redis.ask('EVALSHA', sha, 4, stock, taken, keys, CLAIMS, person, key, id, offer);
  const [what, said] = reply as [number, string];
  if (what === 0) return problem(409, said);
  const [order = '', at = ''] = said.split(',');
  const body = orderBody({
    id: order,
    offer_id: offer,
    price_fen: PRICE_FEN,
    hold_until_at: Number(at) + HOLD_MS,
  });
  return { status: 201, body, replayed: what === 2 };
}

/** Writes what the gate let in, and takes it off the list when it is written. */
async function write(redis: Redis, pool: Pool): Promise<number> {
  const claims = (await redis.ask('LRANGE', CLAIMS, 0, AT_ONCE - 1)) as string[];
  if (claims.length === 0) return 0;
  const rows = claims.map((text) => {
    const [offer, member, key, id, at] = text.split(',');
    return [id, offer, member, key, 'held', PRICE_FEN, Number(at), Number(at) + HOLD_MS];
  });
  const connection = await pool.getConnection();
  try {
    await connection.query('START TRANSACTION');
    await connection.query(
      'INSERT IGNORE INTO orders (id, offer_id, member_id, idem, state, price_fen, held_at, hold_until_at) VALUES ?',
      [rows],
    );
    await connection.query('COMMIT');
  } finally {
    connection.release();
  }
  await redis.ask('LTRIM', CLAIMS, claims.length, -1);
  return claims.length;
}

async function work(redis: Redis, pool: Pool): Promise<never> {
  for (;;) if ((await write(redis, pool)) === 0) await new Promise((next) => setTimeout(next, PAUSE_MS));
}

async function serve(secret: string): Promise<void> {
  const { REDIS_PORT, REDIS_DATABASE, DATABASE_URL, GATE_WORKER } = process.env;
  const open = (): Promise<Redis> => Redis.open(Number(REDIS_PORT), Number(REDIS_DATABASE));
  const redis = await open();
  const sha = String(await redis.ask('SCRIPT', 'LOAD', GATE));
  if (GATE_WORKER === '1')
    work(await open(), createPool({ uri: DATABASE_URL ?? '', connectionLimit: 2 })).catch(
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  serveClaims((request) => claim(redis, sha, secret, request));
}

const secretOfProcess = process.env['GATE_SECRET'];
if (secretOfProcess !== undefined)
  serve(secretOfProcess).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
