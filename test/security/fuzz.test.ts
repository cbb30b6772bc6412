import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ERRORS } from '../../shared/contract';
import { SeededRandom } from '../../server/platform/random';
import { createTestApp, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import { footprintOf, settle } from '../support/footprint';
import { goodRequests, openEdge } from '../api/edge.support';
import { Fuzz, type FuzzRequest } from './fuzz.requests';
import { FRAMING } from './fuzz.values';

/** For each database: a hundred thousand together in CI, a fifth of that at home. */
const REQUESTS = Number(process.env['LIUKE_FUZZ_REQUESTS'] ?? (process.env['CI'] ? 50_000 : 10_000));
const SEED = process.env['LIUKE_FUZZ_SEED'] ?? 'ci';
/** Each so many-th goes through a socket, where addresses and headers arrive as they were sent. */
const WIRE = 12;
const AT_ONCE = 64;
const STEPS = 10;
/** How long a client waits that has said something odd about its body. */
const HANG_UP_MS = 1_000;
/** For a machine that does much else besides. */
const PATIENCE_MS = 300_000;

/** What an answer may not hold: places in our code, words of databases and drivers. */
const INSIDES =
  /node_modules|\/server\/|\.[jt]s:\d+|\n\s+at |SELECT |INSERT |DELETE FROM|WHERE |sqlite|libsql|mariadb|mysql|ECONN|TypeError|ZodError|QueryFailed/i;

/** As MariaDB's driver spells them; fields of ours hold the same letters small. */
const DRIVER_CODES = /\bER_[A-Z]{3}/;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

let app: TestApp;
let port: number;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
let fuzz: Fuzz;

beforeAll(async () => {
  app = await createTestApp();
  const good = await goodRequests(app, await openEdge(app));
  await settle(app);
  fuzz = new Fuzz(new SeededRandom(`${SEED}:${testDatabase}`), good);
  await app.app.nest.listen(0, '127.0.0.1');
  port = (app.app.nest.getHttpServer().address() as AddressInfo).port;
});
afterAll(async () => {
  agent.destroy();
  await app.audit();
  await app.close();
});

async function inject(request: FuzzRequest): Promise<Answer> {
  const answer = await app.app.nest.inject(request as never);
  return { status: answer.statusCode, headers: answer.headers, text: answer.payload };
}

/** Over a socket; null for what our own client does not send. */
async function overWire({ method, url, headers, payload }: FuzzRequest): Promise<Answer | null> {
  try {
    // A body that was promised and never comes is waited for half a minute (test/wire/slow), and what is sent next on
    // that connection is taken for it: so whoever may have promised one has a connection of their own, and hangs up.
    const isOdd = FRAMING.some((name) => name in headers);
    // Node states no length for a DELETE, and what follows would be a request of its own
    const length = payload === undefined ? {} : { 'content-length': String(payload.length) };
    const sent = httpRequest({
      port,
      host: '127.0.0.1',
      agent: isOdd ? false : agent,
      method,
      path: url,
      headers: { ...length, ...headers },
    });
    // also after the answer: a refused body may still be on its way
    sent.on('error', () => undefined);
    if (isOdd) sent.setTimeout(HANG_UP_MS, () => sent.destroy());
    sent.end(payload);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      text: Buffer.concat(chunks).toString(),
    };
  } catch {
    // a header or address that Node does not write, or a connection that was refused in the middle of a body
    return null;
  }
}

function faultOf({ status, headers, text }: Answer, { method }: FuzzRequest): string | null {
  if (status >= 500 || status < 200) return `answered ${status} ${text}`;
  if (headers['x-content-type-options'] !== 'nosniff' || headers['content-security-policy'] === undefined) {
    return 'unsafe headers';
  }
  if (status < 300) return null;
  const type = String(headers['content-type']);
  if (!type.startsWith('application/problem+json')) return `${status} of type ${type}`;
  if (INSIDES.test(text) || DRIVER_CODES.test(text)) return `tells too much: ${text}`;
  if (method === 'HEAD') return null;
  const problem = JSON.parse(text) as Record<string, unknown>;
  const { code } = problem;
  const isKnown = typeof code === 'string' && Object.hasOwn(ERRORS, code);
  return isKnown && problem['status'] === status && typeof problem['request_id'] === 'string'
    ? null
    : `is no problem of ours: ${text}`;
}

/** A request, so that a failure can be looked into. */
function shown({ method, url, headers, payload }: FuzzRequest): string {
  const body = payload === undefined ? '' : payload.toString('latin1').slice(0, 300);
  return `${method} ${url.slice(0, 300)} ${JSON.stringify(headers).slice(0, 600)} ${body}`;
}

describe('whatever is sent', () => {
  it.each(Array.from({ length: STEPS }, (_, i) => i + 1))(
    'is answered as it should be, and what may not be done is not done: part %d',
    async () => {
      const before = await footprintOf(app);
      const wrong: string[] = [];
      const counts: Record<string, number> = {};
      const tryOne = async (request: FuzzRequest, i: number): Promise<void> => {
        const answer = (i % WIRE === 0 ? await overWire(request) : null) ?? (await inject(request));
        counts[answer.status] = (counts[answer.status] ?? 0) + 1;
        const fault = faultOf(answer, request);
        if (fault !== null) wrong.push(`${shown(request)}\n→ ${fault.slice(0, 500)}`);
      };
      for (let sent = 0; sent < REQUESTS / STEPS && wrong.length < 20; sent += AT_ONCE) {
        await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => tryOne(fuzz.next(), i)));
      }
      process.stdout.write(`fuzz: ${JSON.stringify(counts)}\n`);
      expect(wrong).toEqual([]);
      expect(await footprintOf(app)).toEqual(before);
      // not everything was thrown out at the door
      expect(counts[200]).toBeGreaterThan(0);
      expect(counts[400]).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
