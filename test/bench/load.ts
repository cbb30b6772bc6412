import { connect, type Socket } from 'node:net';

/** What a load generator is asked to do. */
export interface LoadJob {
  /** Servers; the connections are dealt out to them in turn. */
  readonly ports: readonly number[];
  readonly connections: number;
  /** Whole HTTP requests, sent in order by whichever connection is free. */
  readonly requests: readonly string[];
  /** Whether to begin anew at the end of the list; else the job ends there. */
  readonly again: boolean;
  readonly ms: number;
  /** What every answer must be. */
  readonly expected: { readonly status: number; readonly replayed: boolean };
}

/** What came of it. */
export interface LoadResult {
  readonly answers: number;
  readonly ms: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  /** Answers that were not as expected: how many, and the first of them. */
  readonly wrong: number;
  readonly sample: string | null;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** The `share` quantile (0 to 1) of values in any order; 0 without any. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The first whole answer in `bytes`, or null while some of it is missing. */
export function firstAnswer(bytes: Buffer): { head: string; length: number } | null {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return null;
  const head = bytes.toString('latin1', 0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  const total = end + HEAD_END.length + Number(length);
  return bytes.length < total ? null : { head, length: total };
}

/**
 * Keeps every connection busy with one request after the other until the time is over or the list is at its end,
 * and waits for the last answers. A connection that breaks fails the job.
 */
export async function runLoad(job: LoadJob): Promise<LoadResult> {
  const sockets = await Promise.all(
    Array.from({ length: job.connections }, (_, n) => open(job.ports[n % job.ports.length] ?? 0)),
  );
  const latencies: number[] = [];
  let next = 0;
  let wrong = 0;
  let sample: string | null = null;
  const begun = performance.now();
  const request = (): string | undefined => {
    if (performance.now() - begun >= job.ms) return undefined;
    if (next >= job.requests.length && job.again) next = 0;
    next += 1;
    return job.requests[next - 1];
  };
  const judge = (head: string, text: () => string): void => {
    const isReplay = /\r\nidempotency-replayed: true/i.test(head);
    if (Number(head.slice(9, 12)) === job.expected.status && isReplay === job.expected.replayed) return;
    wrong += 1;
    sample ??= text();
  };
  await Promise.all(sockets.map((socket) => drive(socket, request, latencies, judge)));
  const ms = performance.now() - begun;
  for (const socket of sockets) socket.destroy();
  return {
    answers: latencies.length,
    ms,
    p50_ms: quantile(latencies, 0.5),
    p99_ms: quantile(latencies, 0.99),
    wrong,
    sample,
  };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('connect', () => {
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

function drive(
  socket: Socket,
  request: () => string | undefined,
  latencies: number[],
  judge: (head: string, text: () => string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let rest: Buffer | null = null;
    let sentAt = 0;
    const send = (): void => {
      const text = request();
      if (text === undefined) {
        resolve();
        return;
      }
      sentAt = performance.now();
      socket.write(text, 'latin1');
    };
    socket.on('data', (chunk: Buffer) => {
      const bytes: Buffer = rest ? Buffer.concat([rest, chunk]) : chunk;
      const answer = firstAnswer(bytes);
      rest = answer ? null : bytes;
      if (!answer) return;
      latencies.push(performance.now() - sentAt);
      judge(answer.head, () => bytes.toString('utf8'));
      send();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('the server closed a connection'));
    });
    send();
  });
}
