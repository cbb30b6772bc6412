import { createServer, type ServerResponse } from 'node:http';
import { createPool, type Pool } from 'mysql2/promise';
import type { Answer, Ask, Host } from './tutorial-answer';
import { claim, POOL } from './tutorial-claims';

const PATH = /^\/api\/v1\/(coupon-templates|offers)\/([^/]{1,40})\/claims$/;

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

function hostOf(pool: Pool): Host {
  const ask: Ask = async (sql, params) => (await pool.query(sql, params))[0] as Record<string, unknown>[];
  return {
    ask,
    transaction: async (work) => {
      const connection = await pool.getConnection();
      try {
        await connection.query('START TRANSACTION');
        const answer = await work(
          async (sql, params) => (await connection.query(sql, params))[0] as Record<string, unknown>[],
        );
        await connection.query(answer.status === 201 ? 'COMMIT' : 'ROLLBACK');
        return answer;
      } catch (error) {
        await connection.query('ROLLBACK');
        throw error;
      } finally {
        connection.release();
      }
    },
  };
}

/** The tutorial's design without a framework: on node:http and mysql2 alone, which nobody builds a shop on. */
function serve(secret: string): void {
  const pool = createPool({ uri: process.env['DATABASE_URL'] ?? '', connectionLimit: POOL });
  // otherwise most requests that wait for the template fail: what they read before has changed meanwhile
  pool.on('connection', (connection) => {
    void connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  });
  const host = hostOf(pool);
  const server = createServer((request, response) => {
    const [, what, id] = (request.method === 'POST' ? PATH.exec(request.url ?? '') : null) ?? [];
    const key = request.headers['idempotency-key'];
    const { authorization } = request.headers;
    claim(host, secret, { what, id, key: typeof key === 'string' ? key : undefined, authorization }).then(
      (answer) => {
        send(response, answer);
      },
      (error: unknown) => {
        console.error(error);
        send(response, { status: 500, body: { code: 'internal_error' } });
      },
    );
  });
  server.listen(Number(process.env['PORT']), '127.0.0.1');
  process.once('SIGTERM', () => process.exit(0));
}

const secretOfProcess = process.env['TUTORIAL_SECRET'];
if (secretOfProcess !== undefined) serve(secretOfProcess);
