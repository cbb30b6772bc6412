import { Decorator, Formatter, Rsa } from 'wechatpay-axios-plugin';
import { type PayClientConfig, type PayOptions } from './pay.config';
import { PayError } from './pay.errors';
import { isSigned, nonceOf, type PlatformKeys, secondsOf, signatureFault } from './pay.signatures';

/** One call of WeChat Pay's. */
export interface PayCall {
  readonly method: 'GET' | 'POST';
  /** Path with its query, as it is signed. */
  readonly target: string;
  /** What the log calls it: no token of a download. */
  readonly label: string;
  readonly body?: object;
  /** Downloads are not signed. */
  readonly unsigned?: boolean;
  readonly max_bytes?: number;
  readonly timeout_ms?: number;
}

/** An answer of 2xx that is WeChat Pay's. */
export interface PayReply {
  readonly raw: Buffer;
  readonly request_id: string | null;
}

/** The little that is used of an axios answer. */
interface Answered {
  readonly status: number;
  readonly data: unknown;
  readonly headers: unknown;
}

/** The little that is used of an axios request in its interceptor. */
interface Outgoing {
  readonly method?: string;
  readonly url?: string;
  readonly data?: unknown;
  readonly headers: { set(name: string, value: string): unknown };
}

type Headers = Readonly<Record<string, string | undefined>>;

const TIMEOUT_MS = 5000;
const ANSWER_BYTES_MAX = 1024 * 1024;
const RETRIES_MAX = 2;
const BACKOFF_MS = 200;
const REFUSED_FROM = 300;
const SERVER_ERROR = 500;
const REQUEST_ID = /^[0-9A-Za-z-]{1,128}$/;
const CODE = /^[0-9A-Z_]{1,64}$/i;

function headersOf(answered: Answered): Headers {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(answered.headers ?? {}))
    if (typeof value === 'string') headers[name.toLowerCase()] = value;
  return headers;
}

function requestIdOf(headers: Headers): string | null {
  const id = headers['request-id'];
  return id !== undefined && REQUEST_ID.test(id) ? id : null;
}

/** The object in an answer's bytes; undefined when there is none. */
export function objectIn(raw: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(raw.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The library's client with our clock and our random numbers in its signature. Its own check of answers is set aside
 * for ours, which sees the bytes, and failures as well.
 */
function clientOf(config: PayClientConfig, { clock, random }: PayOptions): Decorator {
  const privateKey = Rsa.from(config.private_key, Rsa.KEY_TYPE_PRIVATE);
  class Signing extends Decorator {
    static override requestInterceptor(): (outgoing: Outgoing) => Outgoing {
      return (outgoing) => {
        const [timestamp, nonce] = [secondsOf(clock.now()), nonceOf(random)];
        const body = typeof outgoing.data === 'string' ? outgoing.data : '';
        const method = (outgoing.method ?? 'GET').toUpperCase();
        const text = Formatter.request(method, outgoing.url ?? '', timestamp, nonce, body);
        const signature = Rsa.sign(text, privateKey);
        const { mchid, serial } = config;
        outgoing.headers.set(
          'Authorization',
          Formatter.authorization(mchid, nonce, signature, timestamp, serial),
        );
        return outgoing;
      };
    }

    static override responseVerifier(): (data: unknown) => unknown {
      return (data) => data;
    }
  }
  return new Signing({
    mchid: config.mchid,
    serial: config.serial,
    privateKey: config.private_key,
    certs: { ...config.keys },
    baseURL: config.base_url,
    responseType: 'arraybuffer',
    decompress: false,
    maxRedirects: 0,
    proxy: false,
    validateStatus: () => true,
  });
}

/** Signed calls and verified answers, with one timeout per attempt and two more attempts when nothing came back. */
export class PayTransport {
  private readonly client: Decorator;

  constructor(
    private readonly config: PayClientConfig,
    private readonly keys: PlatformKeys,
    private readonly options: PayOptions,
  ) {
    this.client = clientOf(config, options);
  }

  /** Calls, and calls again where no answer came or WeChat Pay stumbled: none of our calls does its work twice. */
  async call(call: PayCall): Promise<PayReply> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.attempt(call);
      } catch (error) {
        if (!(error instanceof PayError)) throw error;
        const lost = error.status === null || error.status >= SERVER_ERROR;
        const again = lost && attempt < RETRIES_MAX;
        this.tell(call, error, attempt, again);
        if (!again) throw error;
        await this.options.sleep(this.pause(attempt));
      }
    }
  }

  /** The same for an answer in JSON. */
  async object(
    call: PayCall,
  ): Promise<{ body: Readonly<Record<string, unknown>>; request_id: string | null }> {
    const reply = await this.call(call);
    const body = objectIn(reply.raw);
    if (!body) throw this.nonsense(call, reply.request_id);
    return { body, request_id: reply.request_id };
  }

  /** The error for an answer that is WeChat Pay's, but not as documented. */
  nonsense(call: PayCall, requestId: string | null): PayError {
    this.options.log?.warn({ call: call.label, request_id: requestId }, 'WeChat Pay answered nonsense');
    return new PayError({ code: 'NONSENSE', status: null, request_id: requestId });
  }

  private async attempt(call: PayCall): Promise<PayReply> {
    const answered = await this.send(call);
    const headers = headersOf(answered);
    const requestId = requestIdOf(headers);
    const { status } = answered;
    const raw = Buffer.isBuffer(answered.data) ? answered.data : Buffer.alloc(0);
    const refused = status >= REFUSED_FROM;
    // Of failures not all are signed; one that is unsigned is believed to be a failure, and no more than that.
    const mustVerify = refused ? isSigned(headers) : call.unsigned !== true;
    const fault = mustVerify ? signatureFault(headers, raw, this.keys, this.options.clock.now()) : undefined;
    if (fault !== undefined) {
      const { label } = call;
      this.options.log?.warn({ call: label, fault, request_id: requestId }, 'WeChat Pay answer not verified');
      throw new PayError({ code: 'UNVERIFIED', status, request_id: requestId });
    }
    if (!refused) return { raw, request_id: requestId };
    const code = objectIn(raw)?.code;
    const known = typeof code === 'string' && CODE.test(code);
    throw new PayError({ code: known ? code : `HTTP_${status}`, status, request_id: requestId });
  }

  private async send(call: PayCall): Promise<Answered> {
    const timeout = call.timeout_ms ?? this.options.timeout_ms ?? TIMEOUT_MS;
    const { public_key_id: publicKeyId } = this.config;
    try {
      // Handed over as text, so that the bytes that are signed are the bytes that are sent.
      return await this.client.v3.request<unknown>({
        method: call.method,
        url: call.target,
        ...(call.body === undefined ? {} : { data: JSON.stringify(call.body) }),
        transformRequest: [(data: unknown) => data],
        headers: publicKeyId === null ? {} : { 'Wechatpay-Serial': publicKeyId },
        timeout,
        signal: AbortSignal.timeout(timeout),
        maxContentLength: call.max_bytes ?? ANSWER_BYTES_MAX,
      });
    } catch {
      // The library's error holds the request with its key and signature: nothing of it goes on.
      throw new PayError({ code: 'NO_ANSWER', status: null, request_id: null });
    }
  }

  private tell(call: PayCall, error: PayError, attempt: number, again: boolean): void {
    const { code, status, request_id: requestId } = error;
    this.options.log?.warn(
      { call: call.label, code, status, request_id: requestId, attempt: attempt + 1, again },
      'WeChat Pay refused a call or did not answer it',
    );
  }

  /** 200 ms, 400 ms, …, each shortened by up to half so that many callers do not come back together. */
  private pause(attempt: number): number {
    const chance = (this.options.random.bytes(1)[0] ?? 0) / 256;
    return Math.round(BACKOFF_MS * 2 ** attempt * (1 - chance / 2));
  }
}
