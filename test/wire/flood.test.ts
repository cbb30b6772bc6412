import type { Socket } from 'node:net';
import { heldBy, honest, listen, talker, until, type Listening } from './sockets';

const AT_ONCE = 500;
const STRANGERS_MAX = 5_000;

/** As many connections as files may be open: each has two ends, and both are in this process. */
function affordable(wanted: number): number {
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } };
  const soft = Number(report.userLimits?.open_files?.soft ?? 1_024);
  return Math.min(wanted, Number.isFinite(soft) ? Math.floor((soft - 400) / 2) : wanted);
}

const HALF = 'GET /api/v1/clock HTTP/1.1\r\nHost: x\r\nX-Slow: ';
const HALF_BODY =
  'POST /api/v1/auth/wechat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{';

let server: Listening;
let sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
  await server.close();
});

async function flood(count: number, textOf: (i: number) => string): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => textOf(from + i));
    sockets.push(...(await Promise.all(batch.map((text) => talker(server.port, text)))));
  }
}

describe('a flood of connections', () => {
  it('idle, half a head or half a body: ten thousand at once keep nobody out', async () => {
    server = await listen();
    const count = affordable(10_000);
    const before = process.memoryUsage().rss;
    const asked: Promise<number>[] = [];
    await flood(count, (i) => {
      // people come in the middle of it too
      if (i % 1_000 === 0) asked.push(honest(server.port));
      return ['', HALF, HALF_BODY][i % 3]!;
    });
    for (let i = 0; i < 50; i += 1) asked.push(honest(server.port));
    expect((await Promise.all(asked)).filter((status) => status !== 200)).toEqual([]);
    const held = await heldBy(server);
    expect(held).toBeLessThanOrEqual(STRANGERS_MAX + asked.length);
    const perConnection = (process.memoryUsage().rss - before) / count;
    // both ends, with all that Node keeps for them, and what garbage of earlier tests did not stand there before
    expect(perConnection).toBeLessThan(128 * 1024);
    process.stdout.write(
      `flood: ${count} connections, ${held} held, ${Math.round(perConnection)} bytes each\n`,
    );
  });

  it('of the silent ones the oldest makes way, not the newest, and not one that has asked', async () => {
    server = await listen({ strangers_max: 10 });
    const asker = await talker(server.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await new Promise((resolve) => asker.once('data', resolve));
    await flood(10, () => '');
    const [first] = sockets;
    const last = await talker(server.port);
    sockets.push(asker, last);
    await until(() => first!.closed);
    expect([asker.closed, last.closed, await heldBy(server)]).toEqual([false, false, 11]);
  });

  it('connections that asked once and then keep silent make way when it gets crowded', async () => {
    server = await listen({ connections_max: 40 });
    await flood(60, () => 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    for (let i = 0; i < 10; i += 1) expect(await honest(server.port)).toBe(200);
    expect(await heldBy(server)).toBeLessThanOrEqual(40);
  });
});
