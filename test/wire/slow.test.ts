import type { Socket } from 'node:net';
import { inside } from '../platform/http-app';
import { drip, heard, heldBy, honest, listen, talker, until, type Listening } from './sockets';

/** The limits of the server, made small enough to be waited for, and large enough for a slow machine. */
const SHORT = { headers_ms: 2_000, request_ms: 3_000, silence_ms: 4_000, checked_every_ms: 200 };
const HEAD = `POST /api/v1/auth/wechat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
const LONG = 'x'.repeat(10_000);

let server: Listening;
let sockets: Socket[] = [];
beforeAll(async () => {
  server = await listen(SHORT);
});
afterAll(() => server.close());
beforeEach(() => {
  inside.act = () => undefined;
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});

async function open(text = ''): Promise<Socket> {
  const socket = await talker(server.port, text);
  sockets.push(socket);
  return socket;
}

/** Honest requests for as long as `work` takes; none may fail. */
async function meanwhile<Value>(work: Promise<Value>): Promise<Value> {
  const over = { yet: false };
  const watched = work.finally(() => (over.yet = true));
  let asked = 0;
  while (!over.yet) {
    expect(await honest(server.port)).toBe(200);
    asked += 1;
  }
  expect(asked).toBeGreaterThan(0);
  return watched;
}

describe('a client that takes its time', () => {
  it('with nothing to say is hung up on', async () => {
    const socket = await open();
    socket.resume();
    await meanwhile(until(() => socket.closed));
  });

  it.each([
    ['its headers', `GET /api/v1/clock HTTP/1.1\r\nX: ${LONG}`],
    ['its first line', `GET /${LONG}`],
  ])('over %s, a byte now and then, is told so and hung up on', async (_what, text) => {
    const socket = await open();
    const answer = heard(socket);
    expect(await meanwhile(drip(socket, text, 40))).toBeLessThan(text.length);
    expect(await answer).toMatch(/^HTTP\/1\.1 400 .*application\/problem\+json.*"code":"malformed"/s);
  });

  it.each([
    ['a body', `${HEAD}Content-Length: 10000\r\n\r\n`, LONG],
    ['a body in pieces', `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, '1\r\nx\r\n'.repeat(2_000)],
  ])('over %s is hung up on, and its request never comes in', async (_what, head, body) => {
    inside.calls = [];
    const socket = await open(head);
    socket.resume();
    expect(await drip(socket, body, 40)).toBeLessThan(body.length);
    await until(() => socket.closed);
    expect(inside.calls).toEqual([]);
  });

  it('over reading is hung up on, also many of them', async () => {
    const asking = 'GET /api/docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(8);
    // of buffers alone: what else a test process holds is its own affair
    const before = process.memoryUsage().arrayBuffers;
    let most = before;
    const readers = await Promise.all(Array.from({ length: 40 }, () => open(asking)));
    // paused: what the server sends fills the buffers of the connection, and no more
    expect(readers.every((socket) => !socket.readableFlowing)).toBe(true);
    await until(async () => (await heldBy(server)) >= readers.length);
    const isOver = async (): Promise<boolean> => {
      most = Math.max(most, process.memoryUsage().arrayBuffers);
      return (await heldBy(server)) <= 1;
    };
    await meanwhile(until(isOver));
    // 8 answers of 1.4 MB for each of 40, had they been copied
    expect(most - before).toBeLessThan(256 * 1024 * 1024);
  });

  it('over hanging up after garbage is hung up on', async () => {
    const socket = await open('this is no HTTP\r\n\r\n');
    socket.resume();
    // the server has closed its half; a peer that keeps its own open gets no more time
    socket.setKeepAlive(true);
    await until(async () => (await heldBy(server)) === 0);
    socket.destroy();
  });
});

describe('a client in a hurry', () => {
  it('may send a thousand requests at once and is answered in turn', async () => {
    const patient = await listen();
    const asking = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    const last = asking.replace('Host: x', 'Host: x\r\nConnection: close');
    const socket = await talker(patient.port, `${asking.repeat(999)}${last}`);
    const [answer, other] = await Promise.all([heard(socket), honest(patient.port)]);
    await patient.close();
    expect(other).toBe(200);
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(1_000);
    const ids = [...answer.matchAll(/X-Request-Id: \w+-(\w+)/gi)].map(([, id = '']) => parseInt(id, 36));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });
});
