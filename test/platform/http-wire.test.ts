import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Call } from '../../server/platform/http';
import { inside, MEMBER, startApp, type TestApp } from './http-app';

let test: TestApp;
let port: number;

beforeAll(async () => {
  test = await startApp();
  await test.app.listen(0, '127.0.0.1');
  port = (test.app.getHttpServer().address() as AddressInfo).port;
});
afterAll(() => test.app.close());
beforeEach(() => {
  inside.act = () => undefined;
});

/** Sends text over a socket as it is, and answers what comes back until the server closes. */
async function raw(text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function problemIn(answer: string): { code: string; request_id: string } {
  return JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
}

/** Makes the handler of `GET /clock` wait for the end of its call. */
function longPoll(): { began: Promise<void>; over: Promise<void> } {
  let begin!: () => void;
  let finish!: () => void;
  const began = new Promise<void>((resolve) => (begin = resolve));
  const over = new Promise<void>((resolve) => (finish = resolve));
  inside.act = (call) => {
    const signal = (call as Call<'GET /clock'>).gone();
    const answer = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    begin();
    return answer.then(finish);
  };
  return { began, over };
}

describe('on the wire', () => {
  it('two Authorization headers are nobody', async () => {
    const { token } = test.tokens.issue(MEMBER, test.clock.now());
    const lines = [
      'GET /api/v1/me/coupons HTTP/1.1',
      'Host: x',
      'Connection: close',
      `Authorization: Bearer ${token}`,
    ];
    expect(await raw(`${lines.join('\r\n')}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200/);
    const twice = await raw(`${[...lines, 'authorization: Bearer other'].join('\r\n')}\r\n\r\n`);
    expect(twice).toMatch(/^HTTP\/1\.1 401/);
    expect(problemIn(twice).code).toBe('unauthenticated');
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400, 'malformed'],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      413,
      'payload_too_large',
    ],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
      'malformed',
    ],
  ])('%s is answered as a problem', async (_what, text, status, code) => {
    const answer = await raw(text);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toMatch(/\r\nDate: \w{3}, /);
    expect(answer).toContain(`\r\nX-Request-Id: ${problemIn(answer).request_id}\r\n`);
    expect(problemIn(answer).code).toBe(code);
  });

  it('a long poll learns that its client hung up', async () => {
    const { began, over } = longPoll();
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /api/v1/clock HTTP/1.1\r\nHost: x\r\n\r\n');
    await began;
    socket.destroy();
    await over;
  });

  it('a stopping server ends its long polls and answers them', async () => {
    const other = await startApp();
    await other.app.listen(0, '127.0.0.1');
    const { began } = longPoll();
    const path = `http://127.0.0.1:${(other.app.getHttpServer().address() as AddressInfo).port}/api/v1/clock`;
    const answer = fetch(path);
    await began;
    await other.app.close();
    expect((await answer).status).toBe(200);
  });

  it('a kept connection gathers no listeners from one request to the next', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const warnings: Error[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    inside.act = (call) => {
      (call as Call<'GET /clock'>).gone();
      return undefined;
    };
    for (let i = 0; i < 20; i += 1) {
      const sent = httpRequest({ port, path: '/api/v1/clock', agent }).end();
      const [answer] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
      expect(answer.statusCode).toBe(200);
      answer.resume();
      await once(answer, 'end');
    }
    process.off('warning', listen);
    agent.destroy();
    expect(warnings).toEqual([]);
  });
});
