import { type WechatConfig } from './wechat.config';
import { refusalOf, type WechatRefusal } from './wechat.result';

/** Unpredictable bytes, for the jitter between attempts. */
export interface WechatRandom {
  bytes(count: number): Uint8Array;
}

/** Where trouble is told: names, numbers and request ids, never a secret, token, code or session_key. */
export interface WechatLog {
  warn(fields: object, message: string): void;
}

/** What the transport needs besides the configuration. */
export interface WechatHttpOptions {
  readonly random: WechatRandom;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log?: WechatLog;
  /** How long one attempt may take, body included. 5 s unless said otherwise. */
  readonly timeout_ms?: number;
}

/** One call of WeChat's. */
export interface WechatRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: Readonly<Record<string, unknown>>;
  /**
   * `always`: doing it twice does no harm, so every failure is tried again.
   * `if_not_done`: it spends a code; tried again only when WeChat said "busy" or was never reached.
   */
  readonly retry: 'always' | 'if_not_done';
  /** The largest answer that is read. */
  readonly max_bytes: number;
}

/** What came back. `retried` tells that an earlier attempt of ours may have reached WeChat. */
export type WechatReply =
  | { readonly kind: 'json'; readonly body: Readonly<Record<string, unknown>>; readonly retried: boolean }
  | { readonly kind: 'image'; readonly bytes: Buffer; readonly retried: boolean }
  | { readonly kind: 'nothing'; readonly retried: boolean };

/** WeChat's own words for a no. */
export interface WechatErrorText {
  readonly errcode: number;
  readonly errmsg: string;
}

/** How one attempt went, when it was not answered. */
interface Failure {
  readonly failed: string;
  /** Whether WeChat may have carried the call out. */
  readonly reached: boolean;
}
type Attempt = { readonly json: Record<string, unknown> } | { readonly image: Buffer } | Failure;

const TIMEOUT_MS = 5000;
const RETRIES_MAX = 2;
const BACKOFF_MS = 200;
const BUSY = -1;
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const PNG_START = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const JPEG_START = Buffer.from([0xff, 0xd8, 0xff]);

/** The short name of a network error. Its message is never used: it may quote the address with the secret. */
function nameOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('cause' in error && typeof error.cause === 'object' && error.cause !== null) return nameOf(error.cause);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error && typeof error.name === 'string' ? error.name : 'unknown';
}

async function readCapped(response: Response, maxBytes: number): Promise<Buffer | undefined> {
  if (!response.body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes += part.value.length;
    if (bytes > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}

/** WeChat sends JSON as text/plain and errors in place of pictures, so only the bytes tell what it is. */
function understand(bytes: Buffer): Attempt {
  const isImage = [PNG_START, JPEG_START].some((start) => bytes.subarray(0, start.length).equals(start));
  if (isImage) return { image: bytes };
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { json: { ...value } };
  } catch {
    // Not JSON either: the same as any other nonsense.
  }
  return { failed: 'nonsense', reached: true };
}

/** Calls WeChat: one timeout per attempt, two more attempts where that is safe, waits with jitter between. */
export class WechatHttp {
  constructor(
    private readonly config: WechatConfig,
    private readonly options: WechatHttpOptions,
  ) {}

  /** Calls, and calls again where `request.retry` allows. Never throws for what the network or WeChat does. */
  async call(request: WechatRequest): Promise<WechatReply> {
    let retried = false;
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.attempt(request);
      const failure = this.failureOf(outcome);
      const again = failure && (request.retry === 'always' || !failure.reached) && attempt < RETRIES_MAX;
      if (failure) this.tell(request.path, failure.failed, attempt, Boolean(again));
      if (!again) {
        if ('json' in outcome) return { kind: 'json', body: outcome.json, retried };
        if ('image' in outcome) return { kind: 'image', bytes: outcome.image, retried };
        return { kind: 'nothing', retried };
      }
      // "Busy" ought to mean not done; should WeChat have done it all the same, the caller must know.
      retried = retried || 'json' in outcome || failure.reached;
      await this.options.sleep(this.pause(attempt));
    }
  }

  /** The refusal for an errcode; told to the log unless it is an everyday one. */
  refuse(path: string, error: WechatErrorText): WechatRefusal {
    const refusal = refusalOf(error.errcode, error.errmsg);
    const isEveryday = refusal.reason === 'invalid_code' || refusal.reason === 'code_used';
    if (!isEveryday)
      this.options.log?.warn({ path, errcode: refusal.errcode, rid: refusal.rid }, 'WeChat refused a call');
    return refusal;
  }

  private failureOf(outcome: Attempt): Failure | undefined {
    if ('failed' in outcome) return outcome;
    if ('json' in outcome && outcome.json.errcode === BUSY) return { failed: 'busy', reached: false };
    return undefined;
  }

  private tell(path: string, failed: string, attempt: number, again: boolean): void {
    this.options.log?.warn({ path, failed, attempt: attempt + 1, again }, 'WeChat did not answer a call');
  }

  private async attempt(request: WechatRequest): Promise<Attempt> {
    const url = new URL(request.path, this.config.base_url);
    for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
    try {
      const response = await fetch(url, {
        method: request.method,
        // A redirect would carry the secret in the address to wherever it points.
        redirect: 'error',
        signal: AbortSignal.timeout(this.options.timeout_ms ?? TIMEOUT_MS),
        ...(request.body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(request.body) }),
      });
      const bytes = await readCapped(response, request.max_bytes);
      if (!response.ok) return { failed: `http_${response.status}`, reached: true };
      return bytes ? understand(bytes) : { failed: 'too_large', reached: true };
    } catch (error) {
      const name = nameOf(error);
      return { failed: name, reached: !NEVER_SENT.has(name) };
    }
  }

  /** 200 ms, 400 ms, …, each shortened by up to half so that many callers do not come back together. */
  private pause(attempt: number): number {
    const longest = BACKOFF_MS * 2 ** attempt;
    const chance = (this.options.random.bytes(1)[0] ?? 0) / 256;
    return Math.round(longest * (1 - chance / 2));
  }
}

/** The errcode and its text in a JSON answer; undefined for success (no errcode, or 0). */
export function errorIn(body: Readonly<Record<string, unknown>>): WechatErrorText | undefined {
  const { errcode, errmsg } = body;
  if (errcode === undefined || errcode === 0) return undefined;
  return {
    errcode: typeof errcode === 'number' ? errcode : BUSY,
    errmsg: typeof errmsg === 'string' ? errmsg : '',
  };
}
