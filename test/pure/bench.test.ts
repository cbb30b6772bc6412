import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { figuresOf, judged, median, tableOf, type Sample } from '../bench/figures';
import { firstAnswer, quantile, runLoad } from '../bench/load';

/** Goal: the bench counts right, and says so when an answer is not what it must be. */

const sample: Sample = {
  ...{ name: 'claim.accepted', db: 'mariadb', connections: 64, processes: 1 },
  ...{ per_second: 3_000, cpu_us: 200, db_cpu_us: 100, hello_cpu_us: 20, tutorial_per_second: 500 },
  lean_per_second: 1_000,
  ...{ p50_ms: 10, p99_ms: 30, rows_per_command: 10.04 },
};

describe('figures', () => {
  it('takes the median of the rounds, and ratios within a round', () => {
    const slow = {
      ...{ ...sample, cpu_us: 900, hello_cpu_us: 90, per_second: 1_500 },
      ...{ tutorial_per_second: 300, lean_per_second: null },
    };
    const odd = { ...sample, cpu_us: 5_000 };
    const [figure] = figuresOf([sample, slow, odd]);
    expect(figure).toMatchObject({ cpu_us: 900, x_hello_cpu: 10, x_tutorial: 6, x_lean: 3 });
    expect(figure).toMatchObject({ rows_per_command: 10 });
    expect(figuresOf([slow])).toMatchObject([{ x_tutorial: 5, x_lean: null }]);
    expect(tableOf([figure!]).split('\n')[0]).toContain('× tutorial  × lean');
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([5, 1, 4, 2, 3], 0.5)).toBe(3);
  });

  it('judges by the targets and shows every figure', () => {
    const figures = figuresOf([sample, { ...sample, name: 'claim.refused', cpu_us: 130 }]);
    const verdicts = judged(figures);
    expect(verdicts.map(({ met }) => met)).toEqual([true, true, true, false]);
    expect(verdicts[2]?.line).toContain("3 × the lean design's throughput, no target");
    expect(tableOf(figures).split('\n')).toHaveLength(3);
  });
});

describe('load', () => {
  let server: Server;
  let asked = 0;
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked += 1;
      request.resume();
      response.statusCode = request.url === '/no' ? 409 : 200;
      if (request.url === '/again') response.setHeader('Idempotency-Replayed', 'true');
      response.end(`{"asked":${asked}}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());
  const job = (paths: readonly string[], status: number, replayed = false) => ({
    ports: [(server.address() as AddressInfo).port],
    ...{ connections: 4, again: false, ms: 60_000, expected: { status, replayed } },
    requests: paths.map((path) => `POST ${path} HTTP/1.1\r\nHost: bench\r\nContent-Length: 0\r\n\r\n`),
  });

  it('sends each request once and waits for every answer', async () => {
    const before = asked;
    const result = await runLoad(
      job(
        Array.from({ length: 100 }, () => '/'),
        200,
      ),
    );
    expect(result).toMatchObject({ answers: 100, wrong: 0 });
    expect(asked - before).toBe(100);
  });

  it('counts answers with another status, and replays that are none', async () => {
    expect(await runLoad(job(['/', '/no', '/'], 200))).toMatchObject({ answers: 3, wrong: 1 });
    expect(await runLoad(job(['/again', '/'], 200, true))).toMatchObject({ answers: 2, wrong: 1 });
  });

  it('takes an answer only when it is whole', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';
    expect(firstAnswer(Buffer.from(text.slice(0, -1)))).toBeNull();
    expect(firstAnswer(Buffer.from(text.slice(0, 20)))).toBeNull();
    expect(firstAnswer(Buffer.from(text))?.length).toBe(text.length);
  });
});
