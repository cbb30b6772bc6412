import type { RouteKey } from '@shared/contract';
import { sha256 } from '@shared/rules/sha256';
import { TransportError, type WireAnswer, type WireMethod, type WireRequest } from '@/platform/wire';
import { ApiError, readProblem } from './api-error';
import type { Answer, CallOptions, PublicRead } from './call-types';
import type { PendingKeys } from './pending-keys';
import { isOpen, retryAfterMs, waitBeforeRetry, type Attempt } from './retry';
import type { ServerClock } from './server-clock';

/** What `call` stands on; tests give their own. */
export interface CallPorts {
  readonly root: string;
  readonly send: (request: WireRequest) => Promise<WireAnswer>;
  readonly session: { token(): Promise<string>; replace(refused: string): Promise<string> };
  readonly keys: PendingKeys;
  readonly clock: ServerClock;
  readonly phoneNow: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly chance: () => number;
  /** What the server's sentences shall be written in. */
  readonly language: string;
  readonly words: { readonly offline: string; readonly unknown: string; readonly unreadable: string };
}

const TIMEOUT_MS = 10_000;

interface Loose {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly key?: string;
  readonly ticket?: string;
  readonly timeout_ms?: number;
  readonly attempts?: number;
}

/** `/me/coupons/{id}` with its parameters and query filled in. Undefined query values are left out. */
export function fillPath(path: string, options: Pick<Loose, 'params' | 'query'>): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(options.params?.[name])),
  );
  const pairs = Object.entries(options.query ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? filled : `${filled}?${pairs.join('&')}`;
}

/** Logging in comes before any session and has once-only rules of its own. */
function isLogin(path: string): boolean {
  return path.startsWith('/auth/');
}

/** What anybody may read: it needs no login, so it can be shown when there is none. */
const PUBLIC_READS: Readonly<Record<PublicRead, true>> = {
  'GET /clock': true,
  'GET /stores': true,
  'GET /stores/{id}': true,
};

/** More than this of what is sent is remembered by its fingerprint: storage is small, a picture is not. */
const INTENT_MAX = 400;

/** What a repeated tap must share to be the same command: the route and all that is sent. */
function intentOf(route: string, options: Loose): string {
  const sent = JSON.stringify([options.params, options.body]);
  return `${route} ${sent.length <= INTENT_MAX ? sent : fingerprint(sent)}`;
}

/** SHA-256 of the text's UTF-16 units, in hex. */
function fingerprint(text: string): string {
  const units = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    units[2 * i] = unit >> 8;
    units[2 * i + 1] = unit & 0xff;
  }
  return Array.from(sha256(units), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

class Caller {
  constructor(private readonly ports: CallPorts) {}

  async run(route: string, options: Loose): Promise<unknown> {
    const cut = route.indexOf(' ');
    const method = route.slice(0, cut) as WireMethod;
    const path = route.slice(cut + 1);
    const open = isLogin(path) || route in PUBLIC_READS;
    const once = method !== 'GET' && !open;
    const intent = once && options.key === undefined ? intentOf(route, options) : null;
    const key = intent === null ? options.key : this.ports.keys.take(intent);
    const request: WireRequest = {
      method,
      url: this.ports.root + fillPath(path, options),
      headers: {
        'accept-language': this.ports.language,
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(options.ticket === undefined ? {} : { 'liuke-ticket': options.ticket }),
      },
      timeout_ms: options.timeout_ms ?? TIMEOUT_MS,
      ...(options.body === undefined ? {} : { body: options.body }),
    };
    const safe = method === 'GET' || once;
    const answer = await this.insist(request, { safe, once, open, most: options.attempts });
    if (intent !== null && !isOpen(answer.status)) this.ports.keys.settle(intent);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw this.refusal(answer, once);
  }

  /** Sends until there is a definite answer, or the policy says stop. */
  private async insist(
    request: WireRequest,
    how: { safe: boolean; once: boolean; open: boolean; most: number | undefined },
  ): Promise<WireAnswer> {
    let lost = false;
    for (let made = 1; ; made += 1) {
      const outcome = await this.attempt(request, how.open);
      lost ||= outcome === 'lost';
      const answer = typeof outcome === 'string' ? null : outcome;
      const last = how.most !== undefined && made >= how.most;
      const wait = last ? null : waitBeforeRetry(attemptOf(answer), made, how.safe, this.ports.chance());
      if (wait === null) {
        if (answer !== null) return answer;
        throw this.silence(how.once && lost);
      }
      await this.ports.sleep(wait);
    }
  }

  /** One send, with one new login when the token was refused. */
  private async attempt(request: WireRequest, open: boolean): Promise<WireAnswer | 'lost' | 'unsent'> {
    const token = open ? null : await this.tokenOrNothing();
    if (token === undefined) return 'unsent';
    try {
      if (token === null) return await this.timed(request);
      const answer = await this.timed(withToken(request, token));
      if (answer.status !== 401) return answer;
      return await this.timed(withToken(request, await this.ports.session.replace(token)));
    } catch (error) {
      if (isSilence(error)) return 'lost';
      throw error;
    }
  }

  /** A token; undefined when logging in failed for want of a network. */
  private async tokenOrNothing(): Promise<string | undefined> {
    try {
      return await this.ports.session.token();
    } catch (error) {
      if (isSilence(error)) return undefined;
      throw error;
    }
  }

  private silence(unknown: boolean): ApiError {
    const words = unknown ? this.ports.words.unknown : this.ports.words.offline;
    return new ApiError('offline', words, { status: 0, retryable: true, unknown });
  }

  private async timed(request: WireRequest): Promise<WireAnswer> {
    const sentAt = this.ports.phoneNow();
    const answer = await this.ports.send(request);
    const receivedAt = this.ports.phoneNow();
    const said = serverTime(answer);
    if (said) this.ports.clock.observe({ sent_at: sentAt, received_at: receivedAt, ...said });
    return answer;
  }

  private refusal(answer: WireAnswer, once: boolean): ApiError {
    const problem = readProblem(answer.body);
    const unknown =
      once && isOpen(answer.status) && problem?.code !== 'busy' && problem?.code !== 'unavailable';
    if (!problem) {
      const words = unknown ? this.ports.words.unknown : this.ports.words.unreadable;
      return new ApiError('unreadable', words, { status: answer.status, retryable: true, unknown });
    }
    return new ApiError(problem.code, problem.detail, {
      status: problem.status,
      retryable: problem.retryable,
      unknown,
      ...(problem.fields ? { fields: problem.fields } : {}),
    });
  }
}

function isSilence(error: unknown): boolean {
  return error instanceof TransportError || (error instanceof ApiError && error.code === 'offline');
}

function attemptOf(answer: WireAnswer | null): Attempt {
  if (answer === null) return { kind: 'no_answer' };
  return {
    kind: 'answer',
    status: answer.status,
    retry_after_ms: retryAfterMs(answer.headers['retry-after']),
  };
}

function withToken(request: WireRequest, token: string): WireRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
}

/** The server's time in an answer: `now` of the body to the millisecond, else the Date header to the second. */
function serverTime(answer: WireAnswer): { server_at: number; step_ms: number } | null {
  const body = answer.body as { now?: unknown } | null;
  if (typeof body === 'object' && body !== null && typeof body.now === 'string') {
    return { server_at: Date.parse(body.now), step_ms: 1 };
  }
  const date = answer.headers['date'];
  return date === undefined ? null : { server_at: Date.parse(date), step_ms: 1_000 };
}

export type Call = <Key extends RouteKey>(route: Key, ...rest: CallOptions<Key>) => Promise<Answer<Key>>;

/**
 * The one door to the server: `call('POST /coupon-templates/{id}/claims', { params: { id } })`. Types come from the
 * contract. A command carries a stored idempotency key and is sent again, the same, when no definite answer came;
 * a refused token is renewed once.
 * @throws ApiError for every refusal and for a lost network
 */
export function createCall(ports: CallPorts): Call {
  const caller = new Caller(ports);
  return async (route, ...rest) => (await caller.run(route, rest[0] ?? {})) as Answer<typeof route>;
}
