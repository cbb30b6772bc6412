import { exchange, heard, listen, talker, type Listening } from './sockets';

let server: Listening;
beforeAll(async () => {
  server = await listen({ headers_ms: 1_000, request_ms: 1_500, silence_ms: 1_500, checked_every_ms: 200 });
});
afterAll(() => server.close());

const SECOND = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
const POST = 'POST /api/v1/auth/wechat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

/** Requests whose end two readers could see at different places. */
const AMBIGUOUS: readonly (readonly [string, string])[] = [
  ['a length and pieces', `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SECOND}`],
  ['pieces and a length', `${POST}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${SECOND}`],
  ['two lengths', `${POST}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}${SECOND}`],
  ['two lengths in one', `${POST}Content-Length: 2, 2\r\n\r\n{}${SECOND}`],
  ['a signed length', `${POST}Content-Length: +2\r\n\r\n{}${SECOND}`],
  ['a hexadecimal length', `${POST}Content-Length: 0x2\r\n\r\n{}${SECOND}`],
  ['a negative length', `${POST}Content-Length: -1\r\n\r\n${SECOND}`],
  ['an endless length', `${POST}Content-Length: 99999999999999999999999\r\n\r\n{}${SECOND}`],
  ['pieces by another name', `${POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${SECOND}`],
  ['pieces that are not last', `${POST}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${SECOND}`],
  ['pieces twice', `${POST}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n${SECOND}`],
  ['a blank before the colon', `${POST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${SECOND}`],
  ['a folded header', `${POST}X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}${SECOND}`],
  ['a bare return', `${POST}X: y\rTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}${SECOND}`],
  ['a bare feed', `${POST}X: y\nContent-Length: 0\r\nContent-Length: 2\r\n\r\n{}${SECOND}`],
  ['a null in a header', `${POST}X: y\0\r\nContent-Length: 2\r\n\r\n{}${SECOND}`],
  ['a piece of no size', `${POST}Transfer-Encoding: chunked\r\n\r\nx\r\n{}\r\n0\r\n\r\n${SECOND}`],
  ['a piece of negative size', `${POST}Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n${SECOND}`],
  ['a piece too long', `${POST}Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n${SECOND}`],
  [
    'a piece beyond counting',
    `${POST}Transfer-Encoding: chunked\r\n\r\n${'f'.repeat(17)}\r\n{}\r\n0\r\n\r\n`,
  ],
  ['HTTP/0.9', 'GET /\r\n\r\n'],
  ['HTTP/3.0', `GET / HTTP/3.0\r\nHost: x\r\n\r\n${SECOND}`],
  ['an unknown method', `GETT / HTTP/1.1\r\nHost: x\r\n\r\n${SECOND}`],
  ['HTTP/2 by prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
];

/** Answers in what came back, by their status. */
function statusesIn(answer: string): string[] {
  return [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status = '']) => status);
}

describe('a request with two ends', () => {
  it.each(AMBIGUOUS)('%s is refused, and nothing behind it is read', async (_what, text) => {
    const answer = await exchange(server.port, text);
    // some are refused before the head is whole, and a request by its route before its body is
    expect(statusesIn(answer)).toEqual(['400']);
    expect(answer).toMatch(/Content-Type: application\/problem\+json/i);
    expect(answer).toMatch(/Content-Security-Policy: default-src 'none'/i);
    expect(answer).not.toContain('smuggled');
  });

  it('a body of the stated length ends there, and the next request is one of its own', async () => {
    const next = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const plain = await exchange(server.port, `${POST}Content-Length: 2\r\n\r\n{}${next}`);
    const pieces = await exchange(
      server.port,
      `${POST}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n${next}`,
    );
    expect([statusesIn(plain), statusesIn(pieces)]).toEqual([
      ['400', '200'],
      ['400', '200'],
    ]);
  });
});

describe('an odd head', () => {
  it.each([
    ['without a Host', 'GET /api/v1/clock HTTP/1.1\r\nConnection: close\r\n\r\n', '400'],
    ['of HTTP/1.0, which knows no Host', 'GET /api/v1/clock HTTP/1.0\r\n\r\n', '200'],
    [
      'that expects wonders',
      'GET /api/v1/clock HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\nConnection: close\r\n\r\n',
      '200',
    ],
    [
      'that wants to upgrade',
      'GET /api/v1/clock HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade, close\r\n\r\n',
      '200',
    ],
    [
      'with a whole address',
      'GET http://elsewhere.example/api/v1/clock HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      '200',
    ],
    [
      'that traces',
      'TRACE /api/v1/clock HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer mine\r\nConnection: close\r\n\r\n',
      '404',
    ],
    ['that asks about everything', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '404'],
  ])('%s is answered %s', async (_what, text, status) => {
    const answer = await exchange(server.port, text);
    expect(statusesIn(answer)).toEqual([status]);
    expect(answer).not.toContain('mine');
    expect(answer).toMatch(/Content-Security-Policy: default-src 'none'/i);
    if (status !== '200') expect(answer).toMatch(/Content-Type: application\/problem\+json/i);
    if (text.includes('/api/v1/')) expect(answer).toMatch(/Cache-Control: no-store/i);
  });

  it('that asks for a tunnel gets none', async () => {
    const answer = await exchange(
      server.port,
      'CONNECT internal:22 HTTP/1.1\r\nHost: internal:22\r\n\r\nSSH',
    );
    expect(statusesIn(answer).filter((status) => status.startsWith('2'))).toEqual([]);
  });

  it('with more headers than fit is refused', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => `X-${i}: y\r\n`).join('');
    const answer = await heard(
      await talker(server.port, `GET /api/v1/clock HTTP/1.1\r\nHost: x\r\n${many}\r\n`),
    );
    expect(statusesIn(answer)).toEqual(['413']);
  });
});
