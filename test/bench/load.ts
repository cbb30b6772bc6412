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
  /** Statuses that may come besides. */
  readonly besides?: readonly number[];
  /**
   * Within how many milliseconds the requests come, evenly, whether those before them are answered or not; latency
   * counts from then, also of one that waits for a connection. Without it each connection waits for its answer.
   */
  readonly spread_ms?: number;
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
  /** Answers that were as expected, and when the last of them came. */
  readonly expected: number;
  readonly expected_until_ms: number;
  /** Places in the list of the requests that were answered otherwise, by the status that was allowed besides. */
  readonly besides: Readonly<Record<number, readonly number[]>>;
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

/** What is to be sent next: a place in the list and since when it is due; null while nothing is due yet. */
type Next = { readonly place: number; readonly since: number } | null | undefined;

/** How often is looked whether a request is due. */
const LOOK_MS = 1;

/** The requests of a job in their order, and when. */
class Queue {
  readonly begun = performance.now();
  private next = 0;
  private free: (() => void)[] = [];

  constructor(private readonly job: LoadJob) {}

  /** Undefined when there is nothing more to send. */
  take(): Next {
    const { requests, again, ms, spread_ms: spread } = this.job;
    const now = performance.now();
    if (spread === undefined && now - this.begun >= ms) return undefined;
    if (this.next >= requests.length) {
      if (!again) return undefined;
      this.next = 0;
    }
    const since = spread === undefined ? now : this.begun + (spread * this.next) / requests.length;
    if (since > now) return null;
    this.next += 1;
    return { place: this.next - 1, since };
  }

  /** Calls `send` of a free connection when something is due, or nothing more will be. */
  wake(send: () => void): void {
    this.free.push(send);
    if (this.free.length === 1) setTimeout(() => this.look(), LOOK_MS);
  }

  /** Whoever finds nothing due joins the others again. */
  private look(): void {
    const free = this.free;
    this.free = [];
    while (this.free.length === 0) {
      const send = free.shift();
      if (!send) return;
      send();
    }
    this.free.push(...free);
  }
}

/** What was answered so far. */
class Answers {
  readonly latencies: number[] = [];
  private wrong = 0;
  private sample: string | null = null;
  private expected = 0;
  private expectedUntil = 0;
  private readonly besides: Record<number, number[]> = {};

  constructor(
    private readonly job: LoadJob,
    private readonly begun: number,
  ) {}

  add({ place, since }: NonNullable<Next>, head: string, text: () => string): void {
    const now = performance.now();
    this.latencies.push(now - since);
    const { expected, besides = [] } = this.job;
    const status = Number(head.slice(9, 12));
    if (status === expected.status && /\r\nidempotency-replayed: true/i.test(head) === expected.replayed) {
      this.expected += 1;
      this.expectedUntil = now - this.begun;
    } else if (besides.includes(status)) (this.besides[status] ??= []).push(place);
    else {
      this.wrong += 1;
      this.sample ??= text();
    }
  }

  result(): LoadResult {
    const { latencies, wrong, sample, expected, besides } = this;
    return {
      answers: latencies.length,
      ms: performance.now() - this.begun,
      p50_ms: quantile(latencies, 0.5),
      p99_ms: quantile(latencies, 0.99),
      ...{ wrong, sample, expected, besides },
      expected_until_ms: this.expectedUntil,
    };
  }
}

/**
 * Keeps every connection busy with one request after the other until the time is over or the list is at its end,
 * and waits for the last answers. A connection that breaks fails the job.
 */
export async function runLoad(job: LoadJob): Promise<LoadResult> {
  const sockets = await Promise.all(
    Array.from({ length: job.connections }, (_, n) => open(job.ports[n % job.ports.length] ?? 0)),
  );
  const queue = new Queue(job);
  const answers = new Answers(job, queue.begun);
  await Promise.all(sockets.map((socket) => drive(socket, job, queue, answers)));
  const result = answers.result();
  for (const socket of sockets) socket.destroy();
  return result;
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

function drive(socket: Socket, job: LoadJob, queue: Queue, answers: Answers): Promise<void> {
  return new Promise((resolve, reject) => {
    let rest: Buffer | null = null;
    let sent: NonNullable<Next> | null = null;
    const send = (): void => {
      const next = queue.take();
      if (next === undefined) resolve();
      else if (next === null) queue.wake(send);
      else {
        sent = next;
        socket.write(job.requests[next.place] ?? '', 'latin1');
      }
    };
    socket.on('data', (chunk: Buffer) => {
      const bytes: Buffer = rest ? Buffer.concat([rest, chunk]) : chunk;
      const answer = firstAnswer(bytes);
      rest = answer ? null : bytes;
      if (!answer || !sent) return;
      answers.add(sent, answer.head, () => bytes.toString('utf8'));
      send();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('the server closed a connection'));
    });
    send();
  });
}
